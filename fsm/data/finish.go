package data

import (
	"net"
	"time"

	"github.com/portolan-ftp/portolan/fsm/table"
)

const (
	// closingTime is how long a sender that is the TLS client waits for the other end to close, which takes a round
	// trip. An end that has not closed by then has had the time to read.
	closingTime = 5 * time.Second
	// replyApart is how long the completion of a download that REST began may wait for the client to close its end of
	// the data connection: long enough for a client on a busy machine, and short beside what a download manager does
	// for each file.
	replyApart = 200 * time.Millisecond
)

// FinishAsClient ends data that was sent to a TLS server. The server's session tickets are still unread (OpenSSL sends
// them unasked), and closing now would reset the connection and lose the tail of the data. So it first reads to the
// end.
func (c *Connection) FinishAsClient() {
	if c.carrier == nil || !c.closeWrite(c.conn) {
		return
	}
	c.carrier.release()
	c.drain(c.conn, closingTime)
	if c.aborted.Load() {
		c.fail(table.EndBroken) // the tail may or may not have arrived
	}
}

// AwaitClose ends the data and waits until the client has closed its end.
//
// When aria2 reads both replies of a small file at once, it waits for the second until its time-out. A client that has
// closed the data connection has read the first reply before. Waiting for that costs a turn of the scheduler for each
// file, so it is done only after REST, which aria2 and other download managers send before RETR even at the beginning
// of a file.
func (c *Connection) AwaitClose() {
	conn := c.conn
	if !c.closeWrite(conn) {
		return
	}
	if c.carrier != nil {
		c.carrier.release()
		if conn = c.carrier.Conn; !c.closeWrite(conn) {
			return
		}
	}
	c.drain(conn, replyApart)
}

// closeWrite ends the data that is sent, and reports whether the other end was told.
func (c *Connection) closeWrite(conn net.Conn) bool {
	half, ok := conn.(interface{ CloseWrite() error })
	return ok && half.CloseWrite() == nil
}

// drain reads and drops bytes until the end, for a limited time.
func (c *Connection) drain(conn net.Conn, patience time.Duration) {
	c.mu.Lock()
	if !c.aborted.Load() {
		conn.SetReadDeadline(time.Now().Add(patience))
	}
	c.mu.Unlock()
	for err := error(nil); err == nil; {
		_, err = conn.Read(c.rest[:])
	}
}
