package main

import (
	"testing"
)

func TestMaxSessions(t *testing.T) {
	t.Parallel()
	s := serve(t, "--max-sessions", "2")
	first, second := s.dial(), s.dial()
	third := connect(t, s.addresses[0])
	third.gets("421 Too many connections; try again later.")
	third.closed()
	s.logged("warning: refused too-many 127.0.0.1:")
	first.says("QUIT", "221 Goodbye.")
	first.closed()
	eventually(t, "its place is free", func() bool { // a moment after its connection
		line, err := connect(t, s.addresses[0]).text.ReadLine()
		return err == nil && line == "220 Service ready."
	})
	second.says("NOOP", "200 Done.")
}

// TestMaxSessionsPerAddress: another address of the machine is let in still.
func TestMaxSessionsPerAddress(t *testing.T) {
	t.Parallel()
	s := serveDir(t, t.TempDir(), 2, "--max-sessions-per-address", "1", "--listen", "127.0.0.1:0", "--listen", "[::1]:0")
	s.dial().says("NOOP", "200 Done.")
	second := connect(t, s.addresses[0])
	second.gets("421 Too many connections; try again later.")
	second.closed()
	dial(t, s.addresses[1]).says("NOOP", "200 Done.")
}

// TestTimeouts: each of them, and none of the others, ends a session or a transfer.
func TestTimeouts(t *testing.T) {
	t.Parallel()
	for flag, test := range map[string]func(s *server){
		"--login-timeout": func(s *server) {
			c := s.dial()
			c.says("USER bob", "331 Password, please.")
			c.gets("421 Login took too long.")
			c.closed()
		},
		"--idle-timeout": func(s *server) {
			c := s.login("bob")
			c.gets("421 Idle for too long.")
			c.closed()
		},
		"--no-transfer-timeout": func(s *server) {
			c := s.login("bob")
			c.says("NOOP", "200 Done.")
			c.gets("421 No transfer for too long.")
			c.closed()
		},
		"--data-timeout": func(s *server) {
			c := s.login("bob")
			c.port()
			c.says("STOR a", "150 Opening data connection.")
			c.gets("425 The data connection could not be opened.")
			c.says("NOOP", "200 Done.")
		},
		"--stall-timeout": func(s *server) {
			c := s.login("bob")
			c.data()
			c.says("STOR a", "150 Opening data connection.")
			c.gets("426 The data connection stood still; transfer stopped.")
			c.says("NOOP", "200 Done.")
		},
	} {
		t.Run(flag, func(t *testing.T) {
			t.Parallel()
			test(serve(t, "--user", "bob:pw", flag, "300ms"))
		})
	}
}
