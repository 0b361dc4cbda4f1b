package main

import (
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestShowDotFiles: with its flag names that begin with a dot are listed without being asked for.
func TestShowDotFiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"b"}},
		{[]string{"--show-dot-files"}, []string{".a", "b"}},
	} {
		s := serve(t, append(test.args, "--user", "bob:pw")...)
		s.write(".a", "1")
		s.write("b", "2")
		c := s.login("bob")
		data := c.data()
		c.says("NLST", "150 Opening data connection.")
		got, err := io.ReadAll(data)
		if err != nil {
			t.Fatal(err)
		}
		c.gets("226 Transfer complete.")
		names := strings.Fields(string(got))
		slices.Sort(names)
		if !slices.Equal(names, test.want) {
			t.Errorf("%v: NLST gives %q, want %q", test.args, names, test.want)
		}
	}
}

// TestChgrpGroup: a server of root gives files to its own groups and to those of its flag.
func TestChgrpGroup(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		testcost.Lacking(t, "the system itself binds others than root: run the test as root")
	}
	s := serve(t, "--chgrp-group", "54321", "--user", "bob:pw")
	s.write("a", "1")
	c := s.login("bob")
	c.says("SITE CHGRP 54322 a", "550 Permission denied.")
	c.says("SITE CHGRP 54321 a", "200 Done.")
	s = serve(t, "--user", "bob:pw")
	s.write("a", "1")
	s.login("bob").says("SITE CHGRP 54321 a", "550 Permission denied.")
}
