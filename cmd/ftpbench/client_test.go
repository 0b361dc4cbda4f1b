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

// floorServer runs the floor, with files beside it.
func floorServer(t *testing.T, z sizes, needs ...string) *subject {
	t.Helper()
	dir, err := newFiles(t.TempDir(), z)
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(dir, z, []scenario{{needs: needs}, {needs: needs}}); err != nil {
		t.Fatal(err)
	}
	s, err := floorLaunch(false, certificate{}).start(context.Background(), dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}

// TestFloorMovesEverything: what is measured arrives whole, byte for byte or line by line.
func TestFloorMovesEverything(t *testing.T) {
	z := quickSizes
	s := floorServer(t, z, bigFile, smallFile, textFile, fewDir)
	content, err := os.ReadFile(filepath.Join(s.dir, textFile))
	if err != nil {
		t.Fatal(err)
	}
	lines := int64(strings.Count(string(content), "\n"))
	for _, c := range []struct {
		mode, command string
		want          int64
	}{
		{"TYPE I", "RETR " + bigFile, z.file},
		{"TYPE I", "RETR " + smallFile, smallSize},
		{"TYPE A", "RETR " + textFile, z.file/textShare + lines},
		{"TYPE I", "NLST " + fewDir, fewEntries * int64(len("file-000000.dat\r\n"))},
		{"TYPE I", "LIST " + fewDir, fewEntries * int64(len("-rw-r--r--    1 ftp      ftp      0 Jan _2 15:04 file-000000.dat\r\n"))},
		{"TYPE I", "MLSD " + fewDir, fewEntries * int64(len("type=file;size=0;modify=20060102150405; file-000000.dat\r\n"))},
	} {
		if n := downloaded(t, s, c.mode, c.command); n != c.want {
			t.Errorf("%s %s: %d bytes, want %d", c.mode, c.command, n, c.want)
		}
	}
}

func downloaded(t *testing.T, s *subject, mode, command string) int64 {
	t.Helper()
	c, err := login(s)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if _, err := c.do(mode); err != nil {
		t.Fatal(err)
	}
	n, err := c.download(command)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFloorStores(t *testing.T) {
	s := floorServer(t, quickSizes, bigFile)
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
	s := floorServer(t, quickSizes)
	wrong := *s
	wrong.password = "x"
	if _, err := login(&wrong); err == nil || !strings.HasPrefix(err.Error(), "PASS: refused: ") {
		t.Error(err)
	}
}

// TestProcesses: what /proc tells about a floor.
func TestProcesses(t *testing.T) {
	s := floorServer(t, quickSizes, bigFile)
	s.forgetPeak()
	downloaded(t, s, "TYPE I", "RETR "+bigFile)
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
