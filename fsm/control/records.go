package control

import (
	"io"
	"net"
)

// recordConn gives TLS one record at a time, so that bytes in the clear behind the last record are not read too early.
type recordConn struct {
	net.Conn
	header [5]byte // of the record that is being read
	have   int     // bytes of the header that have come
	given  int     // bytes of the header that have been handed on
	body   int     // bytes of the record that follow
	ending bool    // TLS is to end, and a line in the clear may come instead of a record
}

// recordHeader is the length of a TLS record's header; its last two bytes count the rest.
const recordHeader = 5

func (c *recordConn) Read(p []byte) (int, error) {
	if c.body == 0 && c.given == c.have {
		c.have, c.given = 0, 0
	}
	for c.body == 0 && c.have < recordHeader {
		n, err := c.Conn.Read(c.header[c.have:])
		c.have += n
		if c.ending && c.have > 0 && !isRecord(c.header[0]) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		if c.have == recordHeader {
			c.body = int(c.header[3])<<8 | int(c.header[4])
		}
	}
	if c.given < c.have {
		n := copy(p, c.header[c.given:c.have])
		c.given += n
		return n, nil
	}
	n, err := c.Conn.Read(p[:min(len(p), c.body)])
	c.body -= n
	return n, err
}

// clear is what has come in the clear instead of a record.
func (c *recordConn) clear() []byte {
	if c.have == 0 || isRecord(c.header[0]) {
		return nil
	}
	return c.header[:c.have]
}

// isRecord says whether a record begins so, from change_cipher_spec to heartbeat (RFC 8446 B.1). No command does.
func isRecord(first byte) bool { return 20 <= first && first <= 24 }
