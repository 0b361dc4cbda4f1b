package wire

import (
	"io"
	"net"
	"time"
)

// Ending bounds how many connections are ending at a time. A server counts a client's session until it has noticed that
// it is over; so the tester waits for the end in the background.
type Ending struct{ free chan struct{} }

// NewEnding makes room for so many.
func NewEnding(n int) *Ending { return &Ending{make(chan struct{}, n)} }

// endTime is how long a server has to close a connection that the client has closed.
const endTime = 2 * time.Second

// End closes a connection as the client, and gives its room back when the server has closed it too.
func (e *Ending) End(conn net.Conn) {
	half, ok := conn.(interface{ CloseWrite() error })
	if e == nil || !ok || half.CloseWrite() != nil {
		conn.Close()
		return
	}
	e.free <- struct{}{}
	go func() {
		defer func() { <-e.free }()
		defer conn.Close()
		if conn.SetReadDeadline(time.Now().Add(endTime)) == nil {
			_, _ = io.Copy(io.Discard, conn) // nobody reads on
		}
	}()
}
