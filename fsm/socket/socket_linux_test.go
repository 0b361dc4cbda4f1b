package socket

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

var longAgo = time.Unix(1, 0)

func listen(t *testing.T, at string) *Listener {
	t.Helper()
	l, err := Listen(netip.MustParseAddrPort(at))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// pair is a connection of this package, and its other end.
func pair(t *testing.T) (*Conn, *net.TCPConn) {
	t.Helper()
	l := listen(t, "127.0.0.1:0")
	theirs, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { theirs.Close() })
	ours, peer, err := l.Accept()
	if err != nil || peer.String() != theirs.LocalAddr().String() {
		t.Fatal(ours, peer, err)
	}
	t.Cleanup(func() { ours.Close() })
	return ours.(*Conn), theirs.(*net.TCPConn)
}

// TestAddresses: a port says where it is, and connections say where their ends are, also over IPv6.
func TestAddresses(t *testing.T) {
	for _, at := range []string{"127.0.0.1:0", "[::1]:0"} {
		l := listen(t, at)
		theirs, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer theirs.Close()
		ours, peer, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer ours.Close()
		if ours.LocalAddr().String() != theirs.RemoteAddr().String() || ours.RemoteAddr().String() != theirs.LocalAddr().String() ||
			peer.String() != theirs.LocalAddr().String() || l.Addr().Port() == 0 {
			t.Errorf("%v and %v, %v, where the other end says %v and %v", ours.LocalAddr(), ours.RemoteAddr(), peer, theirs.RemoteAddr(), theirs.LocalAddr())
		}
	}
}

// TestZone: a link-local address keeps its zone on the way to the system and back.
func TestZone(t *testing.T) {
	for _, text := range []string{"[fe80::1%lo]:21", "[fe80::1]:21", "192.0.2.1:21"} {
		want := netip.MustParseAddrPort(text)
		a, err := sockaddr(want)
		if err != nil || addrPort(a) != want {
			t.Errorf("%v became %v, %v", want, addrPort(a), err)
		}
	}
	if _, err := sockaddr(netip.MustParseAddrPort("[fe80::1%nowhere]:21")); err == nil {
		t.Error("no interface is called nowhere")
	}
}

// TestTaken: a port that is open is not opened again.
func TestTaken(t *testing.T) {
	l := listen(t, "127.0.0.1:0")
	again, err := Listen(l.Addr())
	if !errors.Is(err, syscall.EADDRINUSE) {
		t.Error(again, err)
	}
}

// TestOutsideThePoller: what can be done at once needs no poller, and what must wait is done in it, once and for all.
func TestOutsideThePoller(t *testing.T) {
	l := listen(t, "127.0.0.1:0")
	theirs, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	accepted, _, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	ours := accepted.(*Conn)
	defer ours.Close()
	if n, err := ours.Write([]byte("ping")); n != 4 || err != nil || l.file != nil || ours.file != nil {
		t.Fatal(n, err, l.file, ours.file)
	}
	for round := 0; ours.file == nil; round++ {
		ours.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
		if n, err := ours.Read(make([]byte, 1)); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) || round == 1000 {
			t.Fatal("a read that waits is not the poller's:", n, err)
		}
	}
	ours.SetReadDeadline(time.Time{})
	theirs.Write([]byte("pong"))
	theirs.(*net.TCPConn).CloseWrite()
	if got, err := io.ReadAll(ours); string(got) != "pong" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestDeadlines: one that has passed ends an operation before it begins, or while it waits, in the poller and before.
func TestDeadlines(t *testing.T) {
	l := listen(t, "127.0.0.1:0")
	ours, _ := pair(t)
	for name, c := range map[string]struct {
		set func(time.Time) error
		do  func() error
	}{
		"accept": {l.SetDeadline, func() error { _, _, err := l.Accept(); return err }},
		"read":   {ours.SetReadDeadline, func() error { _, err := ours.Read(make([]byte, 1)); return err }},
		"write":  {ours.SetWriteDeadline, func() error { _, err := ours.Write(make([]byte, 64<<20)); return err }},
	} {
		t.Run(name, func(t *testing.T) {
			for _, when := range []time.Time{longAgo, time.Now().Add(20 * time.Millisecond), longAgo} {
				c.set(when)
				if err := c.do(); !errors.Is(err, os.ErrDeadlineExceeded) || !os.IsTimeout(err) {
					t.Error(when, err)
				}
			}
			c.set(time.Time{})
			time.AfterFunc(20*time.Millisecond, func() { c.set(longAgo) })
			if err := c.do(); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("one that comes while it waits:", err)
			}
		})
	}
}

// TestClosed: Close ends what waits, and whatever follows; the second one says so.
func TestClosed(t *testing.T) {
	l := listen(t, "127.0.0.1:0")
	ours, _ := pair(t)
	for name, c := range map[string]struct {
		close func() error
		do    func() error
	}{
		"accept": {l.Close, func() error { _, _, err := l.Accept(); return err }},
		"read":   {ours.Close, func() error { _, err := ours.Read(make([]byte, 1)); return err }},
	} {
		time.AfterFunc(20*time.Millisecond, func() { c.close() })
		for range 2 {
			if err := c.do(); !errors.Is(err, net.ErrClosed) {
				t.Error(name, err)
			}
		}
		if err := c.close(); !errors.Is(err, net.ErrClosed) {
			t.Error(name, err)
		}
	}
}

// TestCloseMeanwhile: a port that is closed while a connection is being taken leaves no descriptor open and closes none
// twice.
func TestCloseMeanwhile(t *testing.T) {
	for range 200 {
		l := listen(t, "127.0.0.1:0")
		theirs, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		var both sync.WaitGroup
		both.Go(func() { l.Close() })
		ours, _, err := l.Accept()
		switch {
		case err == nil:
			ours.Close()
		case !errors.Is(err, net.ErrClosed):
			t.Error(err)
		}
		both.Wait()
		theirs.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := theirs.Read(make([]byte, 1)); err == nil || os.IsTimeout(err) {
			t.Fatal("a connection stayed open:", err)
		}
		theirs.Close()
	}
}

// TestBroken: the other end's reset is an error of the connection.
func TestBroken(t *testing.T) {
	ours, theirs := pair(t)
	theirs.SetLinger(0)
	theirs.Close()
	var op *net.OpError
	if _, err := ours.Read(make([]byte, 1)); !errors.As(err, &op) || !errors.Is(err, syscall.ECONNRESET) {
		t.Error(err)
	}
	if _, err := ours.Write([]byte("x")); !errors.As(err, &op) || !errors.Is(err, syscall.EPIPE) {
		t.Error(err)
	}
}

// TestSendFile: the bytes of a file from where it stands, as many as were asked for, or to its end; the file then
// stands behind them. What the kernel cannot send is told, and nothing of it is lost.
func TestSendFile(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 200_000)
	name := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ours, theirs := pair(t)
	got := make(chan []byte, 1)
	go func() { all, _ := io.ReadAll(theirs); got <- all }()
	for _, c := range []struct{ most, sent int64 }{{5, 5}, {1_000_000, 1_000_000}, {1 << 40, 2_199_995}, {1, 0}} {
		if n, err := ours.SendFile(f, c.most); n != c.sent || err != nil {
			t.Errorf("%d of %d, %v", n, c.most, err)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if n, err := ours.SendFile(r, 1); n != 0 || err != errors.ErrUnsupported {
		t.Error("a pipe:", n, err)
	}
	if err := ours.CloseWrite(); err != nil {
		t.Error(err)
	}
	if n, err := ours.SendFile(f, 1); n != 0 || err != nil {
		t.Error("at the end of the file nothing is sent:", n, err)
	}
	if all := <-got; !bytes.Equal(all, content) {
		t.Errorf("%d bytes of %d, or others", len(all), len(content))
	}
}

// TestCorked: only whole segments of a long file leave until its end, which is not kept back; a short file leaves at
// once.
func TestCorked(t *testing.T) {
	for size, want := range map[int]bool{4 << 10: false, corkFrom - 1: false, 3*corkFrom + 5: true} {
		content := bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
		name := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		ours, theirs := pair(t)
		// So much is taken at once that the system does not let the sender wait, which corks, too.
		ours.control(func(fd uintptr) {
			err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, 8*corkFrom)
		})
		if err != nil {
			testcost.Lacking(t, "the privilege to make a socket take more than usual")
		}
		got := make(chan []byte, 1)
		go func() { all, _ := io.ReadAll(theirs); got <- all }()
		if n, err := ours.SendFile(f, int64(size)); n != int64(size) || err != nil {
			t.Fatal(n, err)
		}
		var corked int
		ours.control(func(fd uintptr) { corked, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_CORK) })
		if err != nil || (corked != 0) != want || ours.corked != want {
			t.Errorf("%d octets: corked %d, %v, %v", size, corked, ours.corked, err)
		}
		ours.Close()
		if all := <-got; !bytes.Equal(all, content) {
			t.Errorf("%d octets of %d, or others", len(all), size)
		}
	}
}

// TestSendFileFails: one of the connection tells how much had been taken.
func TestSendFileFails(t *testing.T) {
	name := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, 1<<30); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ours, theirs := pair(t)
	ours.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	n, err := ours.SendFile(f, 1<<30)
	at, _ := f.Seek(0, io.SeekCurrent)
	if !errors.Is(err, os.ErrDeadlineExceeded) || n == 0 || n != at {
		t.Errorf("%d sent, the file stands at %d, %v", n, at, err)
	}
	ours.SetWriteDeadline(time.Time{})
	theirs.SetLinger(0)
	theirs.Close()
	if _, err := ours.SendFile(f, 1<<30); !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, syscall.EPIPE) {
		t.Error(err)
	}
}
