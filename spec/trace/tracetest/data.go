package tracetest

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// passive notes where a data connection may be opened.
func (t *talker) passive(reply string) {
	if at := strings.Index(reply, "(|||"); at >= 0 {
		fmt.Sscanf(reply[at:], "(|||%d|)", &t.port)
	} else if at := strings.LastIndex(reply, "("); at >= 0 {
		var h [4]int
		var hi, lo int
		fmt.Sscanf(reply[at:], "(%d,%d,%d,%d,%d,%d)", &h[0], &h[1], &h[2], &h[3], &hi, &lo)
		t.port = hi<<8 | lo
	}
}

// active listens for a data connection, and is the command that says where. A connection that nobody wants is closed.
func (t *talker) active() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "NOOP"
	}
	t.closers = append(t.closers, l)
	t.data.Go(func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		select {
		case t.accepted <- conn:
		case <-time.After(dataPatience):
			conn.Close()
		}
	})
	port := l.Addr().(*net.TCPAddr).Port
	if t.rand.IntN(2) == 0 {
		return fmt.Sprintf("EPRT |1|127.0.0.1|%d|", port)
	}
	return fmt.Sprintf("PORT 127,0,0,1,%d,%d", port>>8, port&0xff)
}

// open is the data connection of a transfer: the one that the server opens, or else the one where it listens.
func (t *talker) open(port int) (net.Conn, error) {
	patience := dataPatience
	if port != 0 {
		patience /= 20
	}
	select {
	case conn := <-t.accepted:
		return conn, nil
	case <-time.After(patience):
		host, _, _ := net.SplitHostPort(t.Address)
		return net.DialTimeout("tcp", net.JoinHostPort(host, fmt.Sprint(port)), dataPatience)
	}
}

// The ways in which a client behaves on a data connection.
const (
	wayPlain  = iota // opens it, sends and reads, and closes it
	wayHeld          // the same, but waits while the control connection is used
	wayAbsent        // never opens it
	wayBroken        // opens it, and resets it
)

// dataPatience is how long a client stays on a data connection where both sides wait, because it has another idea of
// what is protected.
const dataPatience = time.Second / 2

// transfer is what a client does when a transfer begins: something with its data connection, and meanwhile it may say
// more. It says how many of these lines are to be answered.
func (t *talker) transfer() (owed int, err error) {
	t.free()
	way := []int{wayPlain, wayPlain, wayHeld, wayHeld, wayHeld, wayHeld, wayHeld, wayPlain, wayAbsent, wayBroken}[t.rand.IntN(10)]
	port := t.port
	t.port = 0 // it serves one transfer
	held := make(chan struct{})
	t.release = held
	if way != wayHeld {
		t.free()
	}
	sends := t.rand.IntN(3) * 20_000
	if private := t.private; way != wayAbsent {
		t.data.Go(func() { t.carry(port, way, private, sends, held) })
	}
	if t.rand.IntN(3) == 0 {
		t.free()
		return 0, nil
	}
	if t.rand.IntN(2) == 0 {
		time.Sleep(time.Duration(t.rand.IntN(3)) * time.Millisecond) // the transfer is under way, or over
	}
	owed, err = t.send(t.meanwhile())
	if t.rand.IntN(2) == 0 {
		time.Sleep(time.Duration(t.rand.IntN(3)) * time.Millisecond)
	}
	t.free()
	return owed, err
}

// free lets a data connection that is held go on.
func (t *talker) free() {
	if t.release != nil {
		close(t.release)
		t.release = nil
	}
}

// carry uses a data connection: it sends some bytes, and reads to the end.
func (t *talker) carry(port int, way int, private bool, sends int, held <-chan struct{}) {
	conn, err := t.open(port)
	if err != nil {
		return
	}
	defer conn.Close()
	t.mu.Lock()
	t.Data++
	t.mu.Unlock()
	conn.SetDeadline(time.Now().Add(dataPatience))
	if way == wayBroken {
		conn.(*net.TCPConn).SetLinger(0)
		return
	}
	if private {
		secure := tls.Client(conn, t.TLS)
		defer secure.Close()
		if secure.Handshake() != nil {
			return
		}
		conn = secure
	}
	<-held
	half, ok := conn.(interface{ CloseWrite() error })
	if _, err := conn.Write(make([]byte, sends)); err == nil && ok {
		half.CloseWrite()
		io.Copy(io.Discard, conn)
	}
}
