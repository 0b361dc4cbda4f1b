package data

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// noting is a connection that notes how much each write has.
type noting struct {
	net.Conn
	writes []int
}

func (n *noting) Write(p []byte) (int, error) {
	n.writes = append(n.writes, len(p))
	return n.Conn.Write(p)
}

// secured is a data connection over TLS whose system calls are noted, and its client.
func secured(t *testing.T, upload bool) (*Connection, *noting, *tls.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	theirs, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ours, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	below := &noting{Conn: ours}
	c := New(Settings{StallTimeout: time.Minute, Upload: upload}, new(Progress))
	c.carrier = &carrier{Conn: below, owner: c}
	server, client := tls.Server(c.carrier, selfSigned(t)), tls.Client(theirs, &tls.Config{InsecureSkipVerify: true})
	failed := make(chan error, 1)
	go func() { failed <- client.Handshake() }()
	if err := errors.Join(server.Handshake(), <-failed); err != nil {
		t.Fatal(err)
	}
	below.writes = nil
	c.carrier.live, c.conn = true, server
	c.opened.Store(true)
	t.Cleanup(func() { c.Close(); theirs.Close() })
	return c, below, client
}

// sent is what a client of a download got, once the server has closed.
func sent(t *testing.T, c *Connection, client io.Reader, send func(*Writer) error) []byte {
	t.Helper()
	got := make(chan []byte, 1)
	go func() { all, _ := io.ReadAll(client); got <- all }()
	if err := errors.Join(send(c.Writer()), c.Close()); err != nil {
		t.Error(err)
	}
	return <-got
}

// TestRecordsLeaveTogether: the records of a file leave eight at a time, then 32 at a time; those of what a handler
// writes leave when it has written them.
func TestRecordsLeaveTogether(t *testing.T) {
	for _, size := range []int{0, 1, recordLimit, copySize, copySize + 1, 3<<20 + 5} {
		content := bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
		name := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		c, below, client := secured(t, false)
		got := sent(t, c, client, func(w *Writer) error {
			n, err := w.ReadFrom(file)
			if n != int64(size) || counted(c) != n {
				t.Errorf("%d octets were sent and %d counted, of %d", n, counted(c), size)
			}
			return err
		})
		if !bytes.Equal(got, content) {
			t.Errorf("%d octets of %d came, or others", len(got), size)
		}
		most := 1 // close_notify
		if size > 0 {
			most++
		}
		most += size / (4 * copySize)
		if size > copySize {
			most++ // the first, shorter one
		}
		if len(below.writes) > most {
			t.Errorf("%d octets took the writes %v", size, below.writes)
		}
	}
	c, below, client := secured(t, false)
	got := sent(t, c, client, func(w *Writer) error {
		for i := range 3 {
			if _, err := w.Write([]byte("a line\r\n")); err != nil || len(below.writes) != i+1 {
				t.Error("what a handler writes waits:", below.writes, err)
			}
		}
		return nil
	})
	if string(got) != "a line\r\na line\r\na line\r\n" {
		t.Errorf("%q", got)
	}
}

// TestPartOfAFileLeaves: what could be read of a file leaves, too, when the rest cannot be read.
func TestPartOfAFileLeaves(t *testing.T) {
	c, _, client := secured(t, false)
	broken := errors.New("broken")
	got := sent(t, c, client, func(w *Writer) error {
		n, err := c.carrier.sealLong(func() (int64, error) {
			n, _ := w.Write([]byte("the first part"))
			return int64(n), broken
		})
		if n != 14 || err != broken {
			t.Error(n, err)
		}
		return nil
	})
	if string(got) != "the first part" {
		t.Errorf("%q", got)
	}
}

// TestSlowReaderOfRecords: a client that reads nothing for a while gets all of a file, and one that is gone ends it.
func TestSlowReaderOfRecords(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	name := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []bool{false, true} {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		c, _, client := secured(t, false)
		ended := make(chan error, 1)
		go func() {
			_, err := c.Writer().ReadFrom(file)
			ended <- errors.Join(err, c.Close())
		}()
		for counted(c) == 0 {
			time.Sleep(time.Millisecond)
		}
		if gone {
			c.Abort()
			if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, ErrAborted) {
				t.Error("ended with", err)
			}
			continue
		}
		if all, err := io.ReadAll(client); !bytes.Equal(all, content) || err != nil {
			t.Errorf("%d octets of %d, or others, %v", len(all), len(content), err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// TestRecordsOfAnUpload: what comes in pieces of all sizes, larger than any buffer at last, arrives as it was sent.
func TestRecordsOfAnUpload(t *testing.T) {
	c, _, client := secured(t, true)
	content := bytes.Repeat([]byte("0123456789abcdef"), 6*copySize/16)
	go func() {
		for left, n := content, 1; len(left) > 0; n *= 3 {
			m := min(n, len(left))
			client.Write(left[:m])
			left = left[m:]
		}
		client.CloseWrite()
	}()
	var got bytes.Buffer
	if n, err := c.Reader(nil).WriteTo(struct{ io.Writer }{&got}); n != int64(len(content)) || err != nil {
		t.Error(n, err)
	}
	if !slices.Equal(got.Bytes(), content) {
		t.Errorf("%d octets of %d, or others", got.Len(), len(content))
	}
}
