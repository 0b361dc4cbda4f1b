package data

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/portolan-ftp/portolan/fsm/protection"
	"github.com/portolan-ftp/portolan/fsm/socket"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// Connection is the data connection of one transfer. One goroutine, the transfer's, opens, uses and closes it. Abort
// may come from any other.
//
// Deadlines of package net end it. Each operation has a deadline at most a second away, so that bytes are counted for
// STAT and the log while a slow client takes its time. The connection has failed only when no byte has moved for the
// stall time-out.
type Connection struct {
	settings Settings
	progress *Progress
	carrier  *carrier // below TLS; nil without
	opened   atomic.Bool
	aborted  atomic.Bool
	failure  atomic.Uint32 // 1 + table.TransferEnd, once the connection failed
	since    time.Time     // when the operation began, or the first of those in a row in which nothing moved
	still    bool          // nothing moved in the last operation
	rest     [64]byte      // bytes of a client that should only receive

	mu   sync.Mutex // orders Abort and other settings of deadlines
	conn net.Conn   // nil before it is open and after it is closed
}

// Settings are how a data connection is opened and used.
type Settings struct {
	Endpoint           Endpoint    // nil for none, which fails
	Protection         *Protection // PROT P; nil for none
	Upload             bool
	Waits              func()        // called once before the client has to do something, or more moves than the system takes at once; may be nil
	OpenTimeout        time.Duration // for opening, the TLS handshake included
	StallTimeout       time.Duration // without one byte moving
	MissingCloseNotify bool          // uploads need no close_notify
}

// Endpoint is where a data connection comes from.
type Endpoint interface {
	// limit sets how long open may wait. interrupt ends open, now or as soon as it begins.
	limit(until time.Time)
	interrupt()
	// open connects or accepts. It calls waits before it waits for the client.
	open(ctx context.Context, waits func()) (net.Conn, error)
}

// New is a data connection that is not open yet.
func New(s Settings, p *Progress) *Connection { return &Connection{settings: s, progress: p} }

// Writer is for the handler of a download.
func (c *Connection) Writer() *Writer { return &Writer{c} }

// Reader is for the handler of an upload.
func (c *Connection) Reader(control Control) *Reader { return &Reader{c, control} }

// Opened says whether the connection has been opened.
func (c *Connection) Opened() bool { return c.opened.Load() }

// Failure is how the connection failed, if it did.
func (c *Connection) Failure() (end table.TransferEnd, failed bool) {
	f := c.failure.Load()
	return table.TransferEnd(f - 1), f != 0
}

// fail notes what happened to the connection; the first failure counts.
func (c *Connection) fail(e table.TransferEnd) { c.failure.CompareAndSwap(0, uint32(e)+1) }

// ErrAborted is what operations fail with once the transfer is to end.
var ErrAborted = errors.New("transfer aborted")

var errNoEndpoint = errors.New("no endpoint")

// Open opens the connection. After an error every further operation fails too.
func (c *Connection) Open(ctx context.Context) error {
	until := time.Now().Add(c.settings.OpenTimeout)
	conn, err := c.connect(ctx, until)
	if err != nil {
		c.fail(table.EndNoData)
		return err
	}
	if p := c.settings.Protection; p != nil {
		c.carrier = &carrier{Conn: conn, owner: c}
		if conn, err = c.secure(ctx, p, until); err != nil {
			c.carrier.Close()
			c.fail(table.EndUnprotected)
			return err
		}
		if c.settings.Upload { // nothing is sent that would acknowledge the client's last message: its ticket is kept back
			socket.Acknowledge(c.carrier.Conn)
		}
		c.carrier.live = true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn = conn
	c.opened.Store(true)
	return nil
}

// secure makes the TLS handshake. Where an upload needs no close_notify, one whose client ended in the handshake is
// empty: what is below TLS has nothing more to give.
func (c *Connection) secure(ctx context.Context, p *Protection, until time.Time) (net.Conn, error) {
	secured, err := p.secure(ctx, c.carrier, c.settings.Upload, until)
	if errors.Is(err, protection.ErrEndedInHandshake) && c.settings.Upload && c.settings.MissingCloseNotify {
		return c.carrier, nil
	}
	return secured, err
}

func (c *Connection) connect(ctx context.Context, until time.Time) (net.Conn, error) {
	e := c.settings.Endpoint
	if e == nil {
		return nil, errNoEndpoint
	}
	c.mu.Lock()
	e.limit(until)
	if c.aborted.Load() {
		e.interrupt()
	}
	c.mu.Unlock()
	return e.open(ctx, c.waits)
}

// longAgo is a deadline that ends every wait at once.
var longAgo = time.Unix(1, 0)

// Abort makes the transfer end soon; it does not wait. While the connection is being opened, cancel the context first.
func (c *Connection) Abort() {
	c.aborted.Store(true)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.conn != nil:
		c.conn.SetDeadline(longAgo)
	case c.settings.Endpoint != nil && !c.opened.Load():
		c.settings.Endpoint.interrupt()
	}
}

// Aborted reports whether Abort was called, or the client was found to be gone.
func (c *Connection) Aborted() bool { return c.aborted.Load() }

// Close ends the connection; later calls do nothing. After a download the error says whether all data could be sent.
func (c *Connection) Close() error {
	c.mu.Lock()
	conn := c.conn
	c.conn = nil
	c.mu.Unlock()
	if conn == nil {
		return nil
	}
	if c.carrier != nil {
		c.carrier.release()
	}
	err := conn.Close()
	if err != nil && !c.settings.Upload {
		c.fail(table.EndBroken)
		return err
	}
	return nil
}

// heldWith is how long data are that the system takes at once, whether the client reads or not.
const heldWith = 16 << 10

// waits tells that the connection is about to wait for the client.
func (c *Connection) waits() {
	if tell := c.settings.Waits; tell != nil {
		c.settings.Waits = nil
		tell()
	}
}

// countEvery is how often an operation counts the bytes that it has moved so far, for STAT and the log.
const countEvery = time.Second

// begin notes that an operation begins, unless the transfer is being aborted.
func (c *Connection) begin() error {
	if done, total := c.progress.Counts(); done > 0 || total < 0 || total > heldWith {
		c.waits()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.aborted.Load() || c.conn == nil {
		return ErrAborted
	}
	now := time.Now()
	if !c.still {
		c.since = now
	}
	c.still = false
	return c.conn.SetDeadline(earlier(now.Add(countEvery), c.since.Add(c.settings.StallTimeout)))
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// check judges an error of an operation. A deadline is no error if bytes have moved, or if nothing has moved for less
// than the stall time-out.
func (c *Connection) check(moved int, err error) error {
	switch {
	case err == nil:
		return nil
	case isTimeout(err) && c.aborted.Load():
	case isTimeout(err) && (moved > 0 || time.Since(c.since) < c.settings.StallTimeout):
		c.still = moved == 0
		return nil
	case isTimeout(err):
		c.fail(table.EndStalled)
	case isNetError(err):
		c.fail(table.EndBroken)
	}
	return err
}

// isTimeout reports whether a deadline passed, or Abort was called.
func isTimeout(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || os.IsTimeout(err)
}

// networkErrnos are errors that the system has for connections and never for files. After a splice the error looks like
// one of the file, so its type does not tell which it is.
var networkErrnos = []error{syscall.ECONNRESET, syscall.EPIPE, syscall.ETIMEDOUT, syscall.EHOSTUNREACH,
	syscall.ENETUNREACH, syscall.ENETDOWN, syscall.ECONNABORTED, io.ErrClosedPipe, net.ErrClosed}

// isNetError reports whether an error of a copy is one of the connection, and not of the file.
func isNetError(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) || isTimeout(err) ||
		slices.ContainsFunc(networkErrnos, func(e error) bool { return errors.Is(err, e) })
}
