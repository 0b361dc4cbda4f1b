package relay

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm/netaddr"
	"github.com/portolan-ftp/portolan/fsm/socket"
)

const behind = "USER alice\r\n"

// second4 is a header of version 2 about TCP over IPv4: command, family and what stands behind the addresses are the
// case's.
func second4(command, family byte, more string) string {
	rest := "\xc0\x00\x02\x07\xc6\x33\x64\x01\xc3\x50\x00\x15" + more
	return signature + string([]byte{command, family, byte(len(rest) >> 8), byte(len(rest))}) + rest
}

// headers are what balancers send, with the ends that they tell: none for the balancer itself, and "" where it is no
// header.
var headers = map[string]struct{ raw, client, server string }{
	"1, IPv4":           {"PROXY TCP4 192.0.2.7 198.51.100.1 50000 21\r\n", "192.0.2.7:50000", "198.51.100.1:21"},
	"1, IPv6":           {"PROXY TCP6 2001:db8::7 2001:db8::1 50000 21\r\n", "[2001:db8::7]:50000", "[2001:db8::1]:21"},
	"1, unknown":        {"PROXY UNKNOWN\r\n", "none", "none"},
	"2, IPv4":           {second4(0x21, 0x11, ""), "192.0.2.7:50000", "198.51.100.1:21"},
	"2, more":           {second4(0x21, 0x11, "\x04\x00\x02ok"), "192.0.2.7:50000", "198.51.100.1:21"},
	"2, as much":        {second4(0x21, 0x11, "\x04\x0f\xf1"+strings.Repeat("x", maxRest-12-3)), "192.0.2.7:50000", "198.51.100.1:21"},
	"2, local":          {second4(0x20, 0x11, ""), "none", "none"},
	"2, too much":       {second4(0x21, 0x11, "\x04\x0f\xf2"+strings.Repeat("x", maxRest-12-2)), "", ""},
	"2, UDP":            {second4(0x21, 0x12, ""), "", ""},
	"2, cut":            {second4(0x21, 0x11, "")[:20], "", ""},
	"2, no command":     {second4(0x2f, 0x11, ""), "", ""},
	"2, nobody":         {strings.Replace(second4(0x21, 0x11, ""), "\xc0\x00\x02\x07", "\x00\x00\x00\x00", 1), "", ""},
	"1, endless":        {"PROXY TCP4 " + strings.Repeat("1", maxLine), "", ""},
	"1, no addresses":   {"PROXY TCP4 192.0.2.7\r\n", "", ""},
	"1, no port":        {"PROXY TCP4 192.0.2.7 198.51.100.1 50000 70000\r\n", "", ""},
	"1, another family": {"PROXY TCP4 2001:db8::7 2001:db8::1 50000 21\r\n", "", ""},
	"a client":          {"USER alice\r\nPASS secret\r\n", "", ""},
	"TLS":               {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abcdefgh", "", ""},
	"nothing":           {"", "", ""},
}

// accepted are both ends of a connection, made by package net or by package socket.
func accepted(t *testing.T, bySocket bool) (ours net.Conn, theirs *net.TCPConn) {
	t.Helper()
	at := netip.MustParseAddrPort("127.0.0.1:0")
	var accept func() (net.Conn, error)
	var address string
	if bySocket {
		l, err := socket.Listen(at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		address = l.Addr().String()
		accept = func() (net.Conn, error) { c, _, err := l.Accept(); return c, err }
	} else {
		l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(at))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		address, accept = l.Addr().String(), l.Accept
	}
	out, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	in, err := accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return in, out.(*net.TCPConn)
}

var loopback = Networks{netip.MustParsePrefix("127.0.0.0/8")}

// TestReceived: a connection has the ends that its header tells, whatever kind it is and however the header is cut, and
// what comes behind is whole.
func TestReceived(t *testing.T) {
	for name, c := range headers {
		for _, bySocket := range []bool{false, true} {
			for _, slowly := range []bool{false, true} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					ours, theirs := accepted(t, bySocket)
					own := netaddr.Of(ours.LocalAddr())
					raw := c.raw
					if c.client != "" {
						raw += behind
					}
					go send(theirs, raw, slowly && len(raw) < 200)
					got, err := loopback.Received(ours, time.Time{})
					if c.client == "" {
						if !errors.Is(err, ErrNoHeader) {
							t.Errorf("%v", err)
						}
						return
					}
					if err != nil {
						t.Fatal(err)
					}
					want := [...]string{c.client, c.server, own.String()}
					if c.client == "none" {
						want = [...]string{theirs.LocalAddr().String(), own.String(), own.String()}
					}
					if is := [...]string{got.RemoteAddr().String(), got.LocalAddr().String(), Bound(got).String()}; is != want {
						t.Errorf("client, server and this end are %v, want %v", is, want)
					}
					if rest, err := io.ReadAll(got); string(rest) != behind || err != nil {
						t.Errorf("%q is behind, %v", rest, err)
					}
				})
			}
		}
	}
}

// send writes and ends, at once or byte by byte.
func send(to *net.TCPConn, raw string, slowly bool) {
	size := max(len(raw), 1)
	if slowly {
		size = 1
	}
	for ; raw != ""; raw = raw[min(size, len(raw)):] {
		if _, err := io.WriteString(to, raw[:min(size, len(raw))]); err != nil {
			return
		}
	}
	to.CloseWrite()
}

// TestClients: nothing is read from whoever is no balancer, although it begins as one would.
func TestClients(t *testing.T) {
	ours, theirs := accepted(t, true)
	raw := headers["1, IPv4"].raw
	send(theirs, raw, false)
	got, err := Networks{netip.MustParsePrefix("192.0.2.0/24")}.Received(ours, time.Time{})
	if err != nil || got != ours {
		t.Fatal(got, err)
	}
	if all, err := io.ReadAll(got); string(all) != raw || err != nil {
		t.Errorf("%q, %v", all, err)
	}
}

// TestKeptBack: a header that does not come ends the wait.
func TestKeptBack(t *testing.T) {
	ours, theirs := accepted(t, true)
	if _, err := io.WriteString(theirs, "PROXY TCP4 192.0.2.7"); err != nil {
		t.Fatal(err)
	}
	if _, err := loopback.Received(ours, time.Now().Add(10*time.Millisecond)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}

// FuzzHeader: whatever comes, no byte behind a header is taken, and a header names hosts or nobody.
func FuzzHeader(f *testing.F) {
	for _, c := range headers {
		f.Add([]byte(c.raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		from := bytes.NewReader(append(raw, behind...))
		e, err := read(from)
		if err != nil {
			if !errors.Is(err, ErrNoHeader) || e != (ends{}) {
				t.Errorf("%v, %v", e, err)
			}
			return
		}
		taken := int(from.Size()) - from.Len()
		again, err := read(bytes.NewReader(append(raw, behind...)[:taken]))
		if again != e || err != nil {
			t.Errorf("the %d bytes alone: %v, %v; with others behind: %v", taken, again, err, e)
		}
		if e.client.IsValid() != e.server.IsValid() {
			t.Errorf("half of the ends: %v", e)
		}
	})
}
