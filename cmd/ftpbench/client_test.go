package main

import (
	"context"
	"io"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// script is a server that sends one block after each line it gets, the first at once.
func script(t *testing.T, blocks ...string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		buf := make([]byte, 512)
		for _, b := range blocks {
			io.WriteString(conn, b)
			conn.Read(buf)
		}
	}()
	return l.Addr().String()
}

func TestReplies(t *testing.T) {
	const greeting = "220 hello\r\n"
	for _, c := range []struct{ reply, want, problem string }{
		{"200 fine\r\n", "200 fine", ""},
		{"350 more\n", "350 more", ""},
		{"211-first\r\n 211 not the last\r\n212 nor this\r\n211 end\r\n", "211 end", ""},
		{"530 no\r\n", "530 no", "X: refused: 530 no"},
		{"421 later\r\n", "421 later", "X: refused: 421 later"},
		{"ok\r\n", "", `X: reply "ok" is too short`},
	} {
		conn, err := dial(script(t, greeting, c.reply))
		if err != nil {
			t.Fatal(err)
		}
		got, err := conn.do("X y")
		problem := ""
		if err != nil {
			problem = err.Error()
		}
		if got != c.want || problem != c.problem {
			t.Errorf("%q: %q %q, want %q %q", c.reply, got, problem, c.want, c.problem)
		}
		conn.close()
	}
}

func TestReplyThatIsCut(t *testing.T) {
	c, err := dial(script(t, "220 hello\r\n", "200 cut"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if err := c.send("X"); err != nil {
		t.Fatal(err)
	}
	c.conn.(*net.TCPConn).CloseWrite() // the server's cue to close
	if _, err := c.reply(); err != io.EOF {
		t.Error(err)
	}
}

func TestNoPort(t *testing.T) {
	c, err := dial(script(t, "220 hello\r\n", "229 nothing\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if _, err := c.openData(); err == nil || err.Error() != `no port in "229 nothing"` {
		t.Error(err)
	}
}

func TestRefusedGreeting(t *testing.T) {
	if _, err := dial(script(t, "421 full\r\n")); err == nil || err.Error() != "greeting: refused: 421 full" {
		t.Error(err)
	}
}

// floorServer runs a floor in this process, with files beside it.
func floorServer(t *testing.T, name string, z sizes, needs ...string) *subject {
	t.Helper()
	dir, err := newFiles(t.TempDir(), z)
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(dir, z, []scenario{{needs: needs}, {needs: needs}}); err != nil {
		t.Fatal(err)
	}
	s, err := floorLaunch(name).start(context.Background(), dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}

// TestFloorsMoveEverything: what is measured arrives whole, byte for byte.
func TestFloorsMoveEverything(t *testing.T) {
	z := quickSizes
	s := floorServer(t, "sendfile", z, bigFile, smallFile)
	if n := downloaded(t, s, "RETR "+bigFile); n != z.file {
		t.Errorf("%d bytes of the large file, want %d", n, z.file)
	}
	if n := downloaded(t, s, "RETR "+smallFile); n != smallSize {
		t.Errorf("%d bytes of the small file, want %d", n, smallSize)
	}
	text := floorServer(t, "text", z, textFile)
	content, err := os.ReadFile(filepath.Join(text.dir, textFile))
	if err != nil {
		t.Fatal(err)
	}
	lines := int64(strings.Count(string(content), "\n"))
	if n := downloaded(t, text, "RETR "+textFile); n != z.file/textShare+lines || lines == 0 {
		t.Errorf("%d bytes of text with %d lines, want %d", n, lines, z.file/textShare+lines)
	}
}

func downloaded(t *testing.T, s *subject, command string) int64 {
	t.Helper()
	c, err := login(s)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	n, err := c.download(command)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFloorStores(t *testing.T) {
	s := floorServer(t, "splice", quickSizes, bigFile)
	c, err := login(s)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	source := filepath.Join(s.dir, bigFile)
	if err := c.upload("STOR "+uploadDir+"/x", source, 1<<20); err != nil {
		t.Fatal(err)
	}
	want, _ := os.ReadFile(source)
	got, err := os.ReadFile(filepath.Join(s.dir, uploadDir, "x"))
	if err != nil || string(got) != string(want[:1<<20]) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if err := s.clearUploads(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(filepath.Join(s.dir, uploadDir)); len(left) > 0 {
		t.Error("uploads are left:", left)
	}
}

func TestFloorRefusesPasswords(t *testing.T) {
	s := floorServer(t, "login", quickSizes)
	wrong := *s
	wrong.password = "x"
	if _, err := login(&wrong); err == nil || !strings.HasPrefix(err.Error(), "PASS: refused: ") {
		t.Error(err)
	}
}

// TestProcesses: what /proc tells about a floor.
func TestProcesses(t *testing.T) {
	s := floorServer(t, "sendfile", quickSizes, bigFile)
	s.forgetPeak()
	downloaded(t, s, "RETR "+bigFile)
	if s.processorTime() <= 0 || s.residentMemory() < 1000 || s.peakMemory() < s.residentMemory()/2 {
		t.Errorf("time %v, resident %v, peak %v", s.processorTime(), s.residentMemory(), s.peakMemory())
	}
	if n := s.goroutines(); n < 1 || n > 50 {
		t.Errorf("%d goroutines", n)
	}
	forking := subject{forks: true}
	if v := forking.ownFigure(1); !math.IsNaN(v) {
		t.Error(v)
	}
}
