package main

import (
	"net"
	"strconv"
	"strings"
	"testing"
)

// TestOpenFilesRunOut: a server that may open few files says so at the start. When none is left, sessions that there
// are go on, and when some are free again, new ones come in: also those whose connections waited.
func TestOpenFilesRunOut(t *testing.T) {
	t.Parallel()
	const limit = 40
	s := &server{t: t, dir: t.TempDir(), log: &logBuffer{}}
	s.cmd = commandIn(t.TempDir(), "serve", "--user", "bob:pw", "--listen", "127.0.0.1:0", "--max-sessions", "50", s.dir)
	s.cmd.Path = needs(t, "sh", "apt-get install dash")
	s.cmd.Args = append([]string{"sh", "-c", `ulimit -n ` + strconv.Itoa(limit) + ` && exec "$0" "$@"`, portolan}, s.cmd.Args[1:]...)
	s.start(1)
	s.logged("warning: the limit of open files is too low for --max-sessions")
	s.logged("limit=40 needed=114")
	old := s.login("bob")
	var idle []net.Conn
	for range 2 * limit {
		c, err := net.Dial("tcp", s.addresses[0])
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		idle = append(idle, c)
	}
	s.logged("accept failed")
	old.says("NOOP", "200 Done.")
	if got := old.asks("EPSV"); !strings.HasPrefix(got, "4") {
		t.Errorf("without a file that can be opened EPSV is answered %q", got)
	}
	for _, c := range idle {
		c.Close()
	}
	eventually(t, "a file can be opened again", func() bool { return strings.HasPrefix(old.asks("EPSV"), "229 ") })
	eventually(t, "the connections that waited are gone", func() bool {
		return strings.Count(s.log.String(), " connected ") == strings.Count(s.log.String(), " disconnected ")+1
	})
	old.stores("a", "1", "226 Transfer complete.")
	s.login("bob").stores("b", "1", "226 Transfer complete.")
	if most, got := 20, strings.Count(s.log.String(), "accept failed"); got > most {
		t.Errorf("%d lines say that nobody can be accepted, more than %d", got, most)
	}
}
