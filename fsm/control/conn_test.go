package control

import (
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// next waits for the next line.
func next(t *testing.T, c *Conn) string {
	t.Helper()
	for {
		text, what := c.Line()
		if what == line.Whole {
			return string(text)
		}
		if err := c.Wait(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
}

// says sends what a client says.
func says(t *testing.T, client net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(client, text); err != nil {
		t.Fatal(err)
	}
}

// TestWaitEnds: a wait ends by a line, at its time, by Wake, before or after, or with the client; none of these is left
// for the next.
func TestWaitEnds(t *testing.T) {
	c, client := connected(t)
	if err := c.Wait(time.Now().Add(10 * time.Millisecond)); !isTimeout(err) {
		t.Errorf("at its time: %v", err)
	}
	if err := c.Wait(time.Now().Add(-time.Second)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("at a time that has passed: %v", err)
	}
	says(t, client, "NOOP\r\n")
	if got := next(t, c); got != "NOOP" {
		t.Errorf("after time-outs came %q", got)
	}
	for range 2 {
		c.Wake()
		c.Wake()
		if err := c.Wait(time.Time{}); err != ErrWoken {
			t.Errorf("behind two Wakes: %v", err)
		}
	}
	go func() {
		time.Sleep(10 * time.Millisecond)
		c.Wake()
	}()
	if err := c.Wait(time.Now().Add(time.Hour)); err != ErrWoken {
		t.Errorf("woken: %v", err)
	}
	says(t, client, "STAT\r\n")
	if got := next(t, c); got != "STAT" {
		t.Errorf("after Wakes came %q", got)
	}
	client.Close()
	if err := c.Wait(time.Time{}); err != io.EOF {
		t.Errorf("without a client: %v", err)
	}
}

// TestWaitNeverEarly: a wait does not end before its time, whatever shorter one was before it.
func TestWaitNeverEarly(t *testing.T) {
	c, _ := connected(t)
	if err := c.Arm(time.Now().Add(20 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	until := time.Now().Add(60 * time.Millisecond)
	if err := c.Wait(until); !isTimeout(err) || time.Now().Before(until) {
		t.Errorf("%v, %v before its time", err, time.Until(until))
	}
}

// TestLook takes what has come, and waits for nothing more than its patience.
func TestLook(t *testing.T) {
	c, client := connected(t)
	if err := c.Poll(10 * time.Millisecond); err != nil {
		t.Errorf("nothing has come: %v", err)
	}
	if c.Ahead(func([]byte) bool { return true }) || c.Pending() {
		t.Error("something is ahead where nothing has come")
	}
	says(t, client, "ABOR\r\nNOOP\r\n")
	if err := c.Poll(time.Minute); err != nil {
		t.Error(err)
	}
	if got := next(t, c); got != "ABOR" {
		t.Errorf("got %q", got)
	}
	if !c.Pending() || !c.Ahead(func(text []byte) bool { return string(text) == "NOOP" }) || c.Ahead(func(text []byte) bool { return string(text) == "ABOR" }) {
		t.Error("NOOP is not ahead, or ABOR still is")
	}
	if got := next(t, c); got != "NOOP" || c.Pending() {
		t.Errorf("got %q, and more", got)
	}
	client.Close()
	if err := c.Poll(time.Minute); err != io.EOF {
		t.Errorf("without a client: %v", err)
	}
}

// TestIdleHoldsNoBuffer: a session that waits costs neither a buffer for lines nor one for replies.
func TestIdleHoldsNoBuffer(t *testing.T) {
	c, client := connected(t)
	says(t, client, "NOOP\r\n")
	next(t, c)
	if err := errors.Join(c.Send(append(c.Output(), "200 Done.\r\n"...)), c.Flush()); err != nil {
		t.Fatal(err)
	}
	c.Release()
	if c.in.raw != nil { // here the poller waits
		var came bool
		if err := c.in.raw.Control(func(fd uintptr) { came = c.in.readRaw(fd) }); err != nil || came || c.in.buf != nil {
			t.Errorf("while it waits: %v, came: %v, lines: %v", err, came, c.in.buf != nil)
		}
	}
	c.Wait(time.Now().Add(10 * time.Millisecond))
	if c.out != nil || c.in.buf != nil {
		t.Errorf("replies: %v, lines: %v", c.out != nil, c.in.buf != nil)
	}
}

// TestHungUp: it is known that a client has gone, or will say no more, also with lines of its that nobody has read.
func TestHungUp(t *testing.T) {
	if runtime.GOOS != "linux" {
		testcost.Lacking(t, "only Linux tells before the connection is read")
	}
	c, client := connected(t)
	says(t, client, "NOOP\r\n")
	if c.HungUp() {
		t.Error("a client that is there")
	}
	client.(*net.TCPConn).CloseWrite()
	for late := time.Now().Add(time.Minute); !c.HungUp(); time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("it is not known that the client has gone")
		}
	}
	if got := next(t, c); got != "NOOP" {
		t.Errorf("its last line is %q", got)
	}
}

// closing sends the last reply to a client that has said more than is read, and closes.
func closing(t *testing.T, c *Conn, client net.Conn) <-chan struct{} {
	t.Helper()
	says(t, client, "QUIT\r\n"+strings.Repeat("more and more\r\n", 1000))
	next(t, c)
	if err := errors.Join(c.Send(append(c.Output(), "221 Goodbye.\r\n"...)), c.Flush()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.Close()
	}()
	return ended
}

// TestLastReplyArrives: a client whose last lines nobody has read gets the last reply all the same, and then the end:
// no connection that was reset.
func TestLastReplyArrives(t *testing.T) {
	c, client := connected(t)
	ended := closing(t, c, client)
	if all, err := io.ReadAll(client); err != nil || string(all) != "221 Goodbye.\r\n" {
		t.Errorf("at last came %q, %v", all, err)
	}
	client.Close()
	<-ended
}

// TestCloseIsBounded: the end does not wait for a client that never stops, nor for one that says nothing more.
func TestCloseIsBounded(t *testing.T) {
	t.Parallel()
	for _, stops := range []bool{true, false} {
		c, client := connected(t)
		ended := closing(t, c, client)
		if !stops {
			go func() {
				for err := error(nil); err == nil; {
					_, err = io.WriteString(client, strings.Repeat("more\r\n", 1000))
				}
			}()
		}
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Errorf("stops: %v: the end does not come", stops)
		}
	}
}

// TestAddresses: both ends, in their plain form.
func TestAddresses(t *testing.T) {
	c, client := connected(t)
	if c.Peer().String() != client.LocalAddr().String() || c.Local().String() != client.RemoteAddr().String() {
		t.Errorf("%v and %v, want %v and %v", c.Peer(), c.Local(), client.LocalAddr(), client.RemoteAddr())
	}
}
