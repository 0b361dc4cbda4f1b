package wire

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"
)

// Endpoint is where the next data connection comes from or goes to.
type Endpoint struct {
	To       netip.AddrPort // passive: the client connects there
	listener *net.TCPListener
}

// Listen opens a port for an active data connection, on the control connection's own address.
func (c *Control) Listen() (*Endpoint, error) {
	l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(c.Local().Addr(), 0)))
	if err != nil {
		return nil, fmt.Errorf("conform: %w", err)
	}
	return &Endpoint{listener: l}, nil
}

// ListenElsewhere opens a port on another address of this machine, to see whether the server connects there.
func (c *Control) ListenElsewhere() (*Endpoint, error) {
	local := c.Local().Addr()
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("conform: %w", err)
	}
	candidates := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 2})}
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil && !local.IsLoopback() {
			candidates = append(candidates, prefix.Addr())
		}
	}
	for _, a := range candidates {
		if a == local || !a.Is4() || a.IsLoopback() != local.IsLoopback() {
			continue
		}
		if l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(a, 0))); err == nil {
			return &Endpoint{listener: l}, nil
		}
	}
	return nil, errors.New("this machine has no other address for that")
}

// Here is the address of the port that Listen has opened.
func (e *Endpoint) Here() netip.AddrPort { return addrPort(e.listener.Addr()) }

// Close closes the port.
func (e *Endpoint) Close() {
	if e != nil && e.listener != nil {
		e.listener.Close()
	}
}

// Data is a data connection.
type Data struct {
	conn     net.Conn
	raw      *net.TCPConn
	patience time.Duration
}

// smallBuffer keeps a download from ending before the client has read it; largeBuffer is for reading all of it.
const (
	smallBuffer = 16 << 10
	largeBuffer = 1 << 20
)

// Open makes the data connection, without TLS yet. Slow has small buffers, so that a large transfer stands still until
// the client reads.
func (c *Control) Open(e *Endpoint, slow bool) (*Data, error) {
	var raw *net.TCPConn
	var err error
	if e.listener == nil {
		var conn net.Conn
		d := net.Dialer{Timeout: c.options.Patience, LocalAddr: &net.TCPAddr{IP: c.Local().Addr().AsSlice()}}
		if conn, err = d.Dial("tcp", e.To.String()); err == nil {
			raw = conn.(*net.TCPConn)
		}
	} else if err = e.listener.SetDeadline(time.Now().Add(c.options.Patience)); err == nil {
		raw, err = e.listener.AcceptTCP()
		e.listener.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("the data connection: %w", err)
	}
	if slow {
		if err := raw.SetReadBuffer(smallBuffer); err != nil {
			return nil, err
		}
	}
	return &Data{raw, raw, c.options.Patience}, nil
}

// Protect begins TLS on a data connection, as the client whichever side has made it (RFC 4217 7).
func (c *Control) Protect(d *Data) error {
	if c.options.TLS == nil {
		return errors.New("TLS is not possible here")
	}
	secure := tls.Client(d.raw, c.options.TLS.Clone())
	if err := d.raw.SetDeadline(time.Now().Add(c.options.Patience)); err != nil {
		return err
	}
	if err := secure.Handshake(); err != nil {
		return fmt.Errorf("TLS on the data connection: %w", err)
	}
	d.conn = secure
	return nil
}

// maxData bounds what is kept of a download.
const maxData = 32 << 20

// All reads to the end. It is ErrSilence when the end does not come.
func (d *Data) All() ([]byte, error) {
	if err := d.raw.SetReadBuffer(largeBuffer); err != nil {
		return nil, err
	}
	var all []byte
	buffer := make([]byte, 64<<10)
	for len(all) < maxData {
		if err := d.raw.SetDeadline(time.Now().Add(d.patience)); err != nil {
			return all, err
		}
		n, err := d.conn.Read(buffer)
		all = append(all, buffer[:n]...)
		var timeout net.Error
		switch {
		case errors.Is(err, io.EOF):
			return all, nil
		case errors.As(err, &timeout) && timeout.Timeout():
			return all, ErrSilence
		case err != nil:
			return all, err
		}
	}
	return all, errors.New("the data do not end")
}

// Some reads what comes first.
func (d *Data) Some() error {
	if err := d.raw.SetDeadline(time.Now().Add(d.patience)); err != nil {
		return err
	}
	_, err := d.conn.Read(make([]byte, 1))
	return err
}

// Write writes; the server may have closed the connection before it has all.
func (d *Data) Write(b []byte) error {
	if err := d.raw.SetDeadline(time.Now().Add(d.patience)); err != nil {
		return err
	}
	_, err := d.conn.Write(b)
	return err
}

// WriteRaw writes past TLS.
func (d *Data) WriteRaw(b []byte) error {
	if err := d.raw.SetDeadline(time.Now().Add(d.patience)); err != nil {
		return err
	}
	_, err := d.raw.Write(b)
	return err
}

// Close ends the data connection in the way that says that all is there.
func (d *Data) Close() { d.conn.Close() }

// Reset breaks the data connection off.
func (d *Data) Reset() {
	_ = d.raw.SetLinger(0) // it is closed in any case
	d.raw.Close()
}

// The numbers of the address families (RFC 1639 2).
const lprtIPv4, lprtIPv6 = 4, 6

// LongHostPort writes an address as LPRT takes it (RFC 1639 2).
func LongHostPort(a netip.AddrPort) string {
	octets := a.Addr().Unmap().AsSlice()
	family := lprtIPv4
	if len(octets) > net.IPv4len {
		family = lprtIPv6
	}
	text := fmt.Sprintf("%d,%d", family, len(octets))
	for _, b := range octets {
		text += fmt.Sprintf(",%d", b)
	}
	return text + fmt.Sprintf(",2,%d,%d", a.Port()>>8, a.Port()&0xff)
}

// HostPort writes an address as PORT takes it.
func HostPort(a netip.AddrPort) string {
	text := ""
	for _, b := range a.Addr().Unmap().AsSlice() {
		text += strconv.Itoa(int(b)) + ","
	}
	return text + strconv.Itoa(int(a.Port()>>8)) + "," + strconv.Itoa(int(a.Port()&0xff))
}
