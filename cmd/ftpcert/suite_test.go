package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
	"github.com/spf13/afero"
)

// portolan is the program, built once for all the tests.
var portolan string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "ftpcert")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	portolan = filepath.Join(dir, "portolan")
	status := 1
	if out, err := exec.Command("go", "build", "-o", portolan, "../portolan").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
	} else {
		status = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(status)
}

var urlLine = regexp.MustCompile(`^ftp://(?:me@)?([0-9.:]+)/\n$`)

// serve starts the program for an empty directory and gives its address.
func serve(t *testing.T, flags ...string) string {
	t.Helper()
	cmd := exec.Command(portolan, append(append([]string{"serve", "--listen", "127.0.0.1:0", "--user", "me:secret"}, flags...), t.TempDir())...)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if m := urlLine.FindStringSubmatch(line); m != nil {
			return m[1]
		}
	}
}

// certified runs the program as an operator would, and gives what it prints of each probe, and its last line.
func certified(t *testing.T, args ...string) (verdicts map[string]string, score string, status int) {
	t.Helper()
	var stdout, stderr strings.Builder
	status = run(args, &stdout, &stderr)
	if stderr.Len() > 0 {
		t.Fatal(stderr.String())
	}
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	verdicts = map[string]string{}
	columns := regexp.MustCompile(` {2,}`)
	for _, line := range lines[:len(lines)-1] {
		parts := columns.Split(line, 4)
		verdicts[parts[0]] = strings.Join(parts[2:], ": ")
	}
	if len(verdicts) != 64 {
		t.Errorf("there are %d probes", len(verdicts))
	}
	return verdicts, lines[len(lines)-1], status
}

// but gives the probes that do not succeed.
func but(verdicts map[string]string) []string {
	var all []string
	for number, v := range verdicts {
		if !strings.HasPrefix(v, success.String()) {
			all = append(all, number+" "+v)
		}
	}
	slices.Sort(all)
	return all
}

// TestDefault is the server as it comes. It does not connect to third parties and does not tell who exists, and what
// it implements cannot be found unimplemented.
func TestDefault(t *testing.T) {
	t.Parallel()
	verdicts, score, status := certified(t, "-user", "me:secret", serve(t))
	want := []string{
		"104 not evaluated: 211: for servers without STAT", // STAT, REIN, ABOR and PASV are implemented
		"105 not evaluated: 226: for servers without ABOR",
		"108 not evaluated: 220: for servers without REIN",
		"116 not evaluated: 227: for servers without PASV",
		"117a failure: 331",
		"62 not evaluated: nobody has to give an account",
		"65 failure: PORT: 504",
	}
	if got := but(verdicts); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if want := "57 of 64 succeed, 5 are not evaluated, 2 fail"; score != want || status != exitFailed {
		t.Errorf("%q, status %d; want %q", score, status, want)
	}
}

// TestEverything asks every case of a server with the policy that it is about: all succeed.
func TestEverything(t *testing.T) {
	t.Parallel()
	plain, bare := serve(t), without(t, ftp.CmdAbor, ftp.CmdRein, ftp.CmdStat, ftp.CmdStatPath)
	args := []string{"-user", "me:secret", "-account", "needy:secret:project", "-at", "62=" + serve(t, "--users", needy(t)),
		"-at", "65=" + serve(t, "--allow-fxp"), "-at", "116=" + serve(t, "--no-passive"), "-at", "117a=" + serve(t, "--refuse-unknown-users")}
	for _, number := range []string{"104", "105", "108"} {
		args = append(args, "-at", number+"="+bare)
	}
	verdicts, score, _ := certified(t, append(args, plain)...)
	if got := but(verdicts); len(got) > 0 {
		t.Errorf("%s: %q", score, got)
	}
}

// needy makes a file of users with somebody who has to give an account.
func needy(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "users")
	cmd := exec.Command(portolan, "user", "add", "--users", file, "--password-stdin", "--account", "needy")
	cmd.Stdin = strings.NewReader("secret\nproject\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return file
}

// without serves with commands that answer as those do that nobody answers: for the cases of the standard that are
// about servers without them.
func without(t *testing.T, missing ...fsm.Command) string {
	t.Helper()
	users, err := accounts.NewStatic(accounts.StaticUser{Account: accounts.Account{Name: "me", Permissions: accounts.ReadWrite}, Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	files := aferofs.New(afero.NewMemMapFs())
	protocol := ftp.Protocol(commands.New(commands.Options{
		Accounts: users,
		Files:    func(context.Context, *accounts.Account) (storage.FS, error) { return files, nil },
	}))
	table := *protocol.Table
	table.Commands = slices.Clone(table.Commands)
	table.Rows = slices.Clone(table.Rows)
	for _, c := range missing {
		info := &table.Commands[c]
		info.By, info.NotOffered = fsm.ByNobody, info.First
		row := table.Rows[table.Commands[ftp.CmdMfct].NotOffered]
		row.Command = c
		table.Rows[info.First] = row
	}
	protocol.Table = &table
	server, err := fsm.NewServer(fsm.Options{Protocol: protocol})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := server.Shutdown(ctx); err != nil && err != context.Canceled {
			t.Error(err)
		}
	})
	return l.Addr().String()
}
