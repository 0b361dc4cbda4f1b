package proxy

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"github.com/portolan-ftp/portolan/spec"
)

// side is the connection to the client, or to the server.
type side struct {
	raw     *net.TCPConn
	conn    net.Conn // with TLS where it is on; changed only while nobody reads
	pending []byte   // has come, and is no whole line or reply yet
	came    chan []byte
	more    chan struct{} // lets the reader read on
}

func newSide(raw *net.TCPConn) *side {
	return &side{raw: raw, conn: raw, came: make(chan []byte), more: make(chan struct{}, 1)}
}

// readSize is how much is read at once.
const readSize = 32 << 10

// read reads a piece each time that it is let, so that nobody reads what comes where TLS begins.
func (s *side) read(done <-chan struct{}) {
	came := s.came
	defer close(came)
	buffer := make([]byte, readSize)
	for {
		select {
		case <-done:
			return
		case <-s.more:
		}
		n, err := s.conn.Read(buffer)
		if n > 0 {
			select {
			case came <- slices.Clone(buffer[:n]):
			case <-done:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// goOn lets the reader read once more.
func (s *side) goOn() {
	select {
	case s.more <- struct{}{}:
	default:
	}
}

// writeTime is how long a side may read nothing of what it is sent.
const writeTime = time.Minute

// write sends bytes. A side that takes none has closed, or will: its reader sees that.
func (s *side) write(data []byte) {
	if len(data) == 0 {
		return
	}
	_ = s.raw.SetWriteDeadline(time.Now().Add(writeTime))
	if _, err := s.conn.Write(data); err != nil {
		s.raw.Close()
	}
}

func (s *side) closeWrite() {
	if secure, ok := s.conn.(*tls.Conn); ok {
		_ = secure.CloseWrite() // the other side may be gone
	}
	_ = s.raw.CloseWrite()
}

// take is what is pending; the side forgets it.
func (s *side) take() []byte {
	data := s.pending
	s.pending = nil
	return data
}

func (s *side) host() netip.Addr { return addr(s.raw.RemoteAddr()) }
func (s *side) here() netip.Addr { return addr(s.raw.LocalAddr()) }

func addr(a net.Addr) netip.Addr { return a.(*net.TCPAddr).AddrPort().Addr().Unmap() }

// begin begins TLS, as make has it.
func (s *side) begin(secure *tls.Conn) error {
	if err := s.raw.SetDeadline(time.Now().Add(handshake)); err != nil {
		return err
	}
	if err := secure.Handshake(); err != nil {
		return err
	}
	s.conn = secure
	return s.raw.SetDeadline(time.Time{})
}

// end ends TLS, and goes on in the clear (RFC 4217 5). Some clients do so without a close_notify of their own: curl
// does.
func (s *side) end() error {
	secure, ok := s.conn.(*tls.Conn)
	if !ok {
		return nil
	}
	if err := errors.Join(s.raw.SetDeadline(time.Now().Add(handshake)), secure.CloseWrite()); err != nil {
		return err
	}
	if _, err := secure.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		return errors.Join(errors.New("TLS does not end"), err)
	}
	if r, ok := secure.NetConn().(*records); ok {
		s.pending = append(s.pending, r.clear...)
	}
	s.conn = s.raw
	return s.raw.SetDeadline(time.Time{})
}

// records reads no more than one TLS record at a time, so that nothing is taken that comes after the last one. It ends
// where a line in the clear begins.
type records struct {
	net.Conn
	head  []byte
	left  int    // of the record
	clear []byte // the first byte that is of no record
}

// headerLength is that of a record: its type, version, and length. The types go from change_cipher_spec to heartbeat,
// and no line begins with one of them (RFC 8446 B.1).
const (
	headerLength = 5
	firstType    = 20
	lastType     = 24
)

func (r *records) Read(p []byte) (int, error) {
	if r.left == 0 && len(r.head) == 0 {
		head := make([]byte, headerLength)
		if _, err := io.ReadFull(r.Conn, head[:1]); err != nil {
			return 0, err
		}
		if head[0] < firstType || head[0] > lastType {
			r.clear = head[:1]
			return 0, io.EOF
		}
		if _, err := io.ReadFull(r.Conn, head[1:]); err != nil {
			return 0, io.ErrUnexpectedEOF
		}
		r.head, r.left = head, int(head[3])<<8|int(head[4])
	}
	if len(r.head) > 0 {
		n := copy(p, r.head)
		r.head = r.head[n:]
		return n, nil
	}
	n, err := r.Conn.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}

// switches reports whether TLS begins, or ends, after a reply.
func switches(r spec.Reply) bool { return r.Then == spec.ThenProtect || r.Then == spec.ThenUnprotect }

// protect begins or ends TLS on both sides, behind a command that has asked for it and was answered 2yz.
func (s *session) protect(c *spec.Command) {
	o := &s.proxy.options
	begins := slices.ContainsFunc(c.Replies, func(r spec.Reply) bool { return r.Then == spec.ThenProtect })
	var err error
	switch {
	case !begins:
		err = errors.Join(s.server.end(), s.client.end())
	case o.TLS == nil || o.Certificate == nil:
		s.stop("TLS began, and the proxy has no certificate")
	default:
		err = s.secure()
	}
	if err != nil {
		s.stop(whyNoTLS(err))
		s.client.raw.Close()
		s.server.raw.Close()
	}
}

// secure begins TLS on both sides: with the server first, so that no client is taken for one that refuses.
func (s *session) secure() error {
	if err := s.server.begin(tls.Client(&records{Conn: s.server.raw}, s.proxy.options.TLS)); err != nil {
		return err
	}
	err := s.client.begin(tls.Server(&records{Conn: s.client.raw}, s.proxy.serving))
	if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) {
		return errClientGone
	}
	s.secured = err == nil
	return err
}

// errClientGone is the end of a client before its handshake is over. lftp ends connections so that it has no use for any more.
var errClientGone = errors.New("the client went away before TLS had begun")

// whyNoTLS is what the report says of a session whose TLS failed.
func whyNoTLS(err error) string {
	if err == errClientGone {
		return err.Error()
	}
	return "TLS failed"
}
