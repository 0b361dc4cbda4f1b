package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestUsersFileReplaced: whatever becomes of the file while the server runs, who could log in still can, and the log
// says why the new version is not in force.
func TestUsersFileReplaced(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	users := usersFile(t, "alice")
	s := serve(t, "--users", users, "--create-homes", "--log-format", "json")
	visit := func() { s.login("alice").says("QUIT", "221 Goodbye.") }
	visit()
	for _, step := range []struct {
		do   func() error
		want string
	}{
		{func() error { return os.Truncate(users, 0) }, "it is empty; to have no users, leave a comment in it"},
		{func() error { return os.Truncate(users, 1<<40) }, "more than 16777216 bytes"},
		{func() error { return makePipe(users) }, "not a regular file"},
		{func() error { return os.Remove(users) }, "no such file or directory"},
		{func() error { return os.Mkdir(users, 0o700) }, "not a regular file"},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		before := strings.Count(s.log.String(), step.want)
		eventually(t, "the log has "+step.want, func() bool {
			visit()
			return strings.Count(s.log.String(), step.want) > before
		})
	}
}

// TestUsersFileIsNoPipe: nobody has to write to it for the server to say so.
func TestUsersFileIsNoPipe(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := makePipe(pipe); err != nil {
		t.Fatal(err)
	}
	want := result{exitUsage, "", "portolan: users file: read " + pipe + ": not a regular file\n"}
	for _, args := range [][]string{{"serve", "--users", pipe, t.TempDir()}, {"user", "list", "--users", pipe}, {"user", "remove", "--users", pipe, "x"}} {
		if got := runProgram(t, "", args...); got != want {
			t.Errorf("%v:\ngot  %+v\nwant %+v", args, got, want)
		}
	}
}

// TestSecondAccount: what one account may do, sees and may store counts for no other one in the same session, however
// the second login comes about.
func TestSecondAccount(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	users := filepath.Join(t.TempDir(), "users")
	addUser(t, users, "pw", accounts.Account{Name: "wide", Home: "wide", Permissions: accounts.ReadWrite, Mounts: map[string]string{"m": "narrow"}})
	addUser(t, users, "pw", accounts.Account{Name: "narrow", Home: "narrow", Permissions: accounts.List | accounts.Write, Quota: accounts.Quota{Bytes: 10, Files: 2}})
	s := serve(t, "--users", users, "--create-homes")
	for _, between := range [][]string{nil, {"REIN", "220 Ready for a new user."}} {
		c := s.dial()
		enter := func(user string) {
			t.Helper()
			if between != nil {
				c.says(between[0], between[1:]...)
			}
			c.says("USER "+user, "331 Password, please.")
			c.says("PASS pw", "230 Logged in.")
			c.says("PWD", `257 "/" is the working directory.`)
		}
		for range 2 {
			enter("wide")
			c.says("SITE QUOTA", "200-Quota:", " unlimited", "200 End.")
			c.stores("f", "more than ten bytes", "226 Transfer complete.")
			c.says("SMNT m", `250 Mounted; the directory is "/".`)
			enter("narrow")
			if quota := c.asks("SITE QUOTA"); !strings.HasPrefix(quota, "200-") {
				t.Fatal(quota)
			}
			for line := ""; !strings.HasPrefix(line, "200 "); {
				var err error
				if line, err = c.text.ReadLine(); err != nil || strings.Contains(line, "unlimited") {
					t.Fatalf("%q, %v", line, err)
				}
			}
			c.says("SMNT m", "550 The account has no such mount.")
			c.says("DELE f", "550 Permission denied.")
			c.port()
			c.says("RETR f", "550 Permission denied.")
			if got := c.storesTooMuch("g"); strings.HasPrefix(got, "226") {
				t.Error(got)
			}
		}
	}
	if got := s.tree(); fmt.Sprint(got["wide/f"]) != "more than ten bytes" || len(got["narrow/g"]) > 10 {
		t.Errorf("files: %q", got)
	}
}

// storesTooMuch uploads what does not fit into ten bytes, and returns the last reply.
func (c *client) storesTooMuch(name string) string {
	c.t.Helper()
	data := c.data()
	reply := c.asks("STOR " + name)
	if strings.HasPrefix(reply, "1") {
		fmt.Fprint(data, "eleven bytes")
		data.Close()
		var err error
		if reply, err = c.text.ReadLine(); err != nil {
			c.t.Fatal(err)
		}
	}
	return reply
}
