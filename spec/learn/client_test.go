package learn

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// ourTable is our spec, read once.
var ourTable = sync.OnceValues(func() (*explore.Machine, error) {
	s, err := decode.Load(filepath.Join("..", "ftp.yaml"))
	if err != nil {
		return nil, err
	}
	return explore.NewMachine(s), nil
})

// odd is a server that does what no table allows: it keeps its port for one transfer after another, answers NOOP twice,
// STAT never, and HELP without an end.
func odd(t *testing.T) string {
	t.Helper()
	control, data := listen(t), listen(t)
	go func() {
		for {
			conn, err := control.Accept()
			if err != nil {
				return
			}
			go oddSession(conn, data)
		}
	}()
	return control.Addr().String()
}

func oddSession(conn net.Conn, data net.Listener) {
	defer conn.Close()
	fmt.Fprint(conn, "220 Odd.\r\n")
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		verb, argument, _ := strings.Cut(lines.Text(), " ")
		switch verb {
		case "EPSV":
			fmt.Fprintf(conn, "229 Here (|||%d|)\r\n", data.Addr().(*net.TCPAddr).Port)
		case "PASV":
			fmt.Fprint(conn, "502 No.\r\n")
		case "RETR":
			fmt.Fprint(conn, "150 Now.\r\n")
			if to, err := data.Accept(); err == nil {
				_, _ = to.Write(content[len(argument)*10:]) // so that two names have two parts of the file
				to.Close()
			}
			fmt.Fprint(conn, "226 Done.\r\n")
		case "NOOP":
			fmt.Fprint(conn, "200 Yes.\r\n200 Yes.\r\n")
		case "STAT":
		case "HELP":
			for _, err := fmt.Fprint(conn, "150 Now.\r\n"); err == nil; {
				_, err = fmt.Fprint(conn, "150 And now.\r\n")
			}
			return
		case "QUIT":
			fmt.Fprint(conn, "221 Bye.\r\n")
			return
		default:
			fmt.Fprint(conn, "500 What?\r\n")
		}
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// TestEnds: an answer that ends the session may have something of a data connection behind it.
func TestEnds(t *testing.T) {
	for out, want := range map[string]bool{"230": false, "150 226 whole": false, "221 closed": true, "silent": true, "150 silent other": true, "150 closed part": true} {
		if ends(out) != want {
			t.Errorf("%s: %t, want %t", out, ends(out), want)
		}
	}
}

// TestClient: what a server grants is used until it is closed, whatever it has refused since; a line that is answered
// twice is found by the line behind it, and waited for from then on; silence, a closed connection, and no end of
// replies are answers.
func TestClient(t *testing.T) {
	m, err := ourTable()
	if err != nil {
		t.Fatal(err)
	}
	p := &pool{options: &Options{Machine: m}, lines: stimulus.New(m), twice: map[string]bool{}}
	c := &client{pool: p, target: &player.Target{Address: odd(t), Patience: 500 * time.Millisecond}}
	play := func(lines ...string) (all []string, err error) {
		if _, err := c.connect(); err != nil {
			t.Fatal(err)
		}
		defer c.close()
		for _, line := range lines {
			if c.over {
				all = append(all, Closed)
				continue
			}
			said, err := c.say(line)
			if err != nil {
				return all, err
			}
			all = append(all, said.output(true))
		}
		return all, nil
	}
	if all, err := play("NOOP", "XYZZY"); !errors.Is(err, errLate) || !p.twice["NOOP"] {
		t.Errorf("%v, %v", all, err)
	}
	for _, x := range []struct{ lines, want string }{
		{"NOOP|XYZZY", "200 200|500"},
		{"EPSV|PASV|RETR|RETR x", "229|502|150 226 whole|150 226 part"},
		{"STAT|NOOP", "silent|closed"},
		{"QUIT|NOOP", "221|closed"},
		{"HELP|NOOP", strings.Repeat("150 ", maxReplies) + "closed|closed"},
	} {
		if all, err := play(strings.Split(x.lines, "|")...); err != nil || strings.Join(all, "|") != x.want {
			t.Errorf("%s: %v, %v", x.lines, all, err)
		}
	}
}
