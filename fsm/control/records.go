package control

import "net"

// recordConn gives TLS one record at a time, so that bytes in the clear behind the last record are not read too early.
type recordConn struct {
	net.Conn
	header [5]byte // of the record that is being read
	have   int     // bytes of the header that have come
	given  int     // bytes of the header that have been handed on
	body   int     // bytes of the record that follow
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
