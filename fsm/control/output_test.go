package control

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// TestOutput: replies leave together, in their order, when they are flushed or are many; refusals of Telnet options
// come before them.
func TestOutput(t *testing.T) {
	c, client := connected(t)
	reply := func(text string) {
		t.Helper()
		if err := c.Send(append(c.Output(), text...)); err != nil {
			t.Fatal(err)
		}
	}
	reply("200 One.\r\n")
	reply("200 Two.\r\n")
	client.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	if n, err := client.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("before the flush came %d bytes, %v", n, err)
	}
	client.SetReadDeadline(time.Now().Add(time.Minute))
	wants := func(want string) {
		t.Helper()
		got := make([]byte, len(want))
		if _, err := io.ReadFull(client, got); err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	wants("200 One.\r\n200 Two.\r\n")
	says(t, client, "\xff\xfd\x01NOOP\r\n") // DO ECHO
	next(t, c)
	reply("200 Done.\r\n")
	c.Flush()
	wants("\xff\xfc\x01200 Done.\r\n")
	much := strings.Repeat("x", outputFlush)
	reply(much)
	wants(much)
}

// TestClientTakesNothing: the connection of a client that does not take replies in time is lost, and stays so;
// ShortenWrites leaves it less.
func TestClientTakesNothing(t *testing.T) {
	server, client := net.Pipe()
	defer client.Close()
	c, err := New(server, false, 20*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Send(append(c.Output(), "200 Done.\r\n"...)), c.Flush()); !isTimeout(err) {
		t.Errorf("%v", err)
	}
	go io.ReadAll(client)
	if err := errors.Join(c.Send(append(c.Output(), "200 Done.\r\n"...)), c.Flush()); !isTimeout(err) {
		t.Errorf("the next reply: %v", err)
	}
	patient, _ := New(server, false, time.Hour)
	patient.ShortenWrites()
	if left := time.Until(patient.writeUntil); left > refusalTimeout {
		t.Errorf("%v for a client that is turned away", left)
	}
}

// TestLongReplyIsNotKept: a buffer that a long reply made large is not kept for others.
func TestLongReplyIsNotKept(t *testing.T) {
	c, client := connected(t)
	go io.ReadAll(client)
	if err := c.Send(append(c.Output(), strings.Repeat("x", 3*outputFlush)...)); err != nil {
		t.Fatal(err)
	}
	c.Release()
	for range 4 {
		if b := outputBuffers.Get().(*[]byte); cap(*b) > 2*outputFlush || len(*b) != 0 {
			t.Errorf("a buffer of %d bytes with %d in it", cap(*b), len(*b))
		}
	}
}
