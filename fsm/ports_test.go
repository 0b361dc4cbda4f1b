package fsm_test

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
)

const noPort = "425 No port is free for a data connection."

// from connects from another address of this machine.
func from(t *testing.T, host, address string) *client {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(host)}}
	conn, err := d.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	c := &client{t: t}
	c.use(conn)
	c.expect("", "220 ")
	c.login()
	return c
}

// nextPort is where freePorts looks next: below the ports that the system gives to other connections.
var nextPort atomic.Int32

// freePorts are so many ports in a row that nobody has, other ones for each test.
func freePorts(t *testing.T, n int) fsm.PortRange {
	t.Helper()
	nextPort.CompareAndSwap(0, 20000)
	for last := int(nextPort.Add(int32(n))); last < 32000; last = int(nextPort.Add(int32(n))) {
		first := last - n
		all, ok := take(first, n)
		for _, l := range all {
			l.Close()
		}
		if ok {
			return fsm.PortRange{First: uint16(first), Last: uint16(first + n - 1)}
		}
	}
	t.Fatal("there are no ports")
	return fsm.PortRange{}
}

// take listens on ports in a row, and says whether on all of them.
func take(first, n int) (all []net.Listener, ok bool) {
	for i := range n {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first+i))
		if err != nil {
			return all, false
		}
		all = append(all, l)
	}
	return all, true
}

// TestOwnPortIsNotInTheWay: a session that asks again for the only port of a range gets it again.
func TestOwnPortIsNotInTheWay(t *testing.T) {
	t.Parallel()
	address, dir := serveFiles(t, fsm.Options{PassivePorts: freePorts(t, 1)})
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := from(t, "127.0.0.1", address)
	for range 3 {
		c.expect("EPSV", "229 ")
	}
	data := c.passive()
	c.expect("RETR f", "150 ")
	if got, err := io.ReadAll(data); string(got) != "content" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	c.expect("", "226 ")
}

// TestRangeIsShared: no address holds more ports of a range than it leaves free, so that each further one gets one;
// what is closed is free again at once, and who waits for it gets it.
func TestRangeIsShared(t *testing.T) {
	t.Parallel()
	address, _ := serveFiles(t, fsm.Options{PassivePorts: freePorts(t, 4)})
	holds := from(t, "127.0.0.1", address)
	for host, replies := range map[string][]string{"127.0.0.1": {"229 ", noPort}} {
		holds.expect("EPSV", "229 ")
		for _, reply := range replies {
			from(t, host, address).expect("EPSV", reply)
		}
	}
	from(t, "127.0.0.2", address).expect("EPSV", "229 ")
	from(t, "127.0.0.2", address).expect("EPSV", noPort)
	from(t, "127.0.0.3", address).expect("EPSV", "229 ")
	waits := from(t, "127.0.0.4", address)
	if _, err := io.WriteString(waits.conn, "EPSV\r\n"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond) // it finds none
	holds.expect("QUIT", "221 ")
	waits.expect("", "229 ")
}

// TestWholeRangeIsTried: the one port that other programs have left is found.
func TestWholeRangeIsTried(t *testing.T) {
	t.Parallel()
	const many = 200
	ports := freePorts(t, many)
	all, ok := take(int(ports.First), many)
	if !ok {
		t.Fatal("the ports are taken")
	}
	for i, l := range all {
		if i != many/2 {
			defer l.Close()
		}
	}
	all[many/2].Close()
	address, _ := serveFiles(t, fsm.Options{PassivePorts: ports})
	c := from(t, "127.0.0.1", address)
	for range 5 {
		c.expect("EPSV", fmt.Sprintf("229 Entering Extended Passive Mode (|||%d|)", int(ports.First)+many/2))
	}
}

// TestUnusedPortIsClosed: a session that has a port open and does nothing loses it, and is told so when it comes to use
// it.
func TestUnusedPortIsClosed(t *testing.T) {
	t.Parallel()
	ports := freePorts(t, 1)
	address, dir := serveFiles(t, fsm.Options{PassivePorts: ports, Limits: fsm.Limits{EndpointTimeout: 100 * time.Millisecond}})
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	idle := from(t, "127.0.0.1", address)
	idle.expect("EPSV", "229 ")
	from(t, "127.0.0.2", address).expect("EPSV", "229 ") // waits for it
	idle.expect("RETR f", "150 ")
	idle.expect("", "425 The data connection could not be opened.")
	idle.expect("NOOP", "200 ")
}

// TestDataFromAnotherAddress: a client with two addresses may use the second for data where the operator says that both
// are one client's, either way; elsewhere it is a stranger's.
func TestDataFromAnotherAddress(t *testing.T) {
	t.Parallel()
	second := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 5)}
	for _, networks := range [][]netip.Prefix{nil, {netip.MustParsePrefix("127.0.0.0/29")}} {
		address, dir := serveFiles(t, fsm.Options{DataNetworks: networks, Limits: fsm.Limits{DataTimeout: 200 * time.Millisecond}})
		if err := os.WriteFile(filepath.Join(dir, "f"), []byte("content"), 0o600); err != nil {
			t.Fatal(err)
		}
		c := from(t, "127.0.0.1", address)
		var port int
		if _, err := fmt.Sscanf(c.expect("EPSV", "229 "), "229 Entering Extended Passive Mode (|||%d|)", &port); err != nil {
			t.Fatal(err)
		}
		data, err := net.DialTCP("tcp", second, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
		if err != nil {
			t.Fatal(err)
		}
		c.expect("RETR f", "150 ")
		got, _ := io.ReadAll(data)
		data.Close()
		l, err := net.ListenTCP("tcp", second)
		if err != nil {
			t.Fatal(err)
		}
		to := l.Addr().(*net.TCPAddr).Port
		eprt := fmt.Sprintf("EPRT |1|127.0.0.5|%d|", to)
		if networks == nil {
			if len(got) > 0 {
				t.Errorf("a stranger got %q", got)
			}
			c.expect("", "425 ")
			c.expect(eprt, "504 ")
		} else {
			if string(got) != "content" {
				t.Errorf("got %q", got)
			}
			c.expect("", "226 ")
			c.expect(eprt, "200 Data will go to 127.0.0.5:")
			c.expect("RETR f", "150 ")
			conn, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(conn); string(got) != "content" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
			conn.Close()
			c.expect("", "226 ")
		}
		l.Close()
	}
}
