package data

import (
	"net"
	"time"

	"github.com/portolan-ftp/portolan/fsm/table"
)

const (
	// closingTime is how long a TLS client that sends waits for the other end to close, which takes a round trip; who has
	// not closed by then has had the time to read.
	closingTime = 5 * time.Second
	// replyApart is how long the completion of a download that REST began may wait for the client to close its end of the
	// data connection: long enough for a client on a busy machine, and short beside what a download manager does for each
	// file.
	replyApart = 200 * time.Millisecond
)

// FinishAsClient ends what was sent to a TLS server, whose session tickets nobody has read: to close before would reset the
// connection and lose the tail of the data. OpenSSL sends them unasked.
func (c *Connection) FinishAsClient() {
	if c.carrier == nil || !c.closeWrite(c.conn) {
		return
	}
	c.carrier.release()
	c.drain(c.conn, closingTime)
	if c.aborted.Load() {
		c.fail(table.EndBroken) // nobody knows whether the tail has arrived
	}
}

// AwaitClose ends the data and waits until the client has closed its end.
//
// aria2 reads both replies of a small file at once, and then waits for the second until its time-out. Who has closed
// the data connection has read the first one before. It costs a turn of the scheduler for each file, so it is done for
// those alone who send REST before RETR, as aria2 and other download managers do, at the beginning of a file too.
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

// closeWrite ends what is sent, and says whether the other end is told.
func (c *Connection) closeWrite(conn net.Conn) bool {
	half, ok := conn.(interface{ CloseWrite() error })
	return ok && half.CloseWrite() == nil
}

// drain reads to the end of what comes, for some time.
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
