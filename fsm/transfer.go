package fsm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// countEvery is after what time an operation on a data connection tells what it has moved so far, for STAT and the log.
const countEvery = time.Second

// transfer is one data phase. It begins on the session's goroutine, so that a short one needs no other. When
// it takes longer, the watchdog gives the session a fresh goroutine, and this one ends with the transfer. It
// owns the data connection from opening to closing; others only signal: they set deadlines in the past, and
// the goroutine sees why.
type transfer struct {
	session   *Session
	call      Call // that it began with
	row       Row  // the preliminary reply
	outcome   Outcome
	endpoint  endpoint
	name      string
	user      string
	private   bool // the data connection is protected by TLS (PROT P)
	asClient  bool // and the other end is the TLS server
	partners  partners
	started   time.Time
	restarted bool // REST came before

	bytes   atomic.Int64
	total   atomic.Int64 // -1 while unknown
	opened  atomic.Bool
	aborted atomic.Bool
	since   atomic.Int64  // when the operation on the data connection, or its opening, began, in the watchdog's time
	prodded atomic.Bool   // the deadlines of the data connection are in the past; set under mu
	still   bool          // nothing moved in the last operation, whose beginning counts; the transfer's goroutine alone uses it
	settled bool          // the handler is done with the data connection; guarded by mu
	lost    atomic.Bool   // the control connection is
	failure atomic.Uint32 // 1 + TransferEnd, once the data connection failed

	context context.Context
	cancel  context.CancelFunc
	marks   chan mark // of an upload: restart markers that the client is still to be told of
	control net.Conn  // to be asked whether the client is still there
	rest    [64]byte  // what a client sends that has nothing to send
	mu      sync.Mutex
	conn    net.Conn // for abort; nil before it is open and after it is closed
	missed  int      // what was left out or shown in part; guarded by mu
	fault   error    // why the first of it was; guarded by mu

	result   Outcome
	cause    error
	done     bool          // guarded by Session.mu
	begun    bool          // and may be passed on; guarded by Session.mu
	passed   bool          // another goroutine has the session; guarded by Session.mu
	finished chan struct{} // closed when done
}

// endpoint is where the data connection comes from.
type endpoint interface {
	// open connects or accepts within the context, or until interrupted.
	open(ctx context.Context) (net.Conn, error)
	interrupt()
}

func (s *Session) newTransfer(c Command, o *Outcome) *transfer {
	t := &transfer{session: s, call: s.call, row: o.row, outcome: *o,
		user: s.user(), started: time.Now(), control: s.conn, finished: make(chan struct{})}
	if o.work == nil {
		t.endpoint = s.endpoint()
	}
	if o.recv != nil {
		t.marks = make(chan mark, maxMarks)
	}
	t.total.Store(-1)
	for _, v := range slices.Concat(s.call.kept[:], o.params) { // the handler's name for it comes last and counts
		if named, ok := v.(fmt.Stringer); ok {
			t.name = named.String()
		} else if p, ok := v.(storage.Path); ok {
			t.name = string(s.absolute(p))
		}
	}
	t.private = s.engine().Private(&s.state.Configuration)
	if offset := s.engine().Roles().Offset; offset != NoSlot {
		t.restarted = s.state.Configuration[s.table().Slots[offset].Region] != 0 // also for the beginning, which is no offset
	}
	t.asClient, t.partners = s.isClient(c, t.endpoint), s.partners()
	if o.work != nil {
		t.context, t.cancel = context.WithTimeout(s.context(), s.server.limits.WorkTimeout)
	} else {
		t.context, t.cancel = context.WithCancel(s.context())
	}
	return t
}

// absolute is the whole of a path that a reply may tell in short: who else is told of the transfer stands elsewhere.
func (s *Session) absolute(p storage.Path) storage.Path {
	if cwd, ok := s.payload.at(s.engine().Roles().Cwd).(storage.Path); ok && p != "" && !strings.HasPrefix(string(p), "/") {
		return cwd.Join(string(p))
	}
	return p
}

// endpoint is what PORT, PASV and their kin left in the payload.
func (s *Session) endpoint() endpoint {
	for _, v := range s.payload {
		switch v := v.(type) {
		case *PassiveListener:
			return v
		case activeAddress:
			return s.dialer(v)
		}
	}
	return nil
}

// transferNow performs a transfer and says whether the session is still the caller's.
func (s *Session) transferNow(t *transfer) bool {
	t.since.Store(s.server.watchdog.after(0))
	s.mu.Lock()
	s.transfer = t // before the client knows, so that a shutdown waits for it
	s.mu.Unlock()
	s.flush() // the client may wait for the preliminary reply before it connects
	s.mu.Lock()
	t.begun = true
	s.watch()
	s.mu.Unlock()
	if s.killed.Load() { // kill may have come before there was a transfer
		t.abort()
	}
	return t.run()
}

// run is the data phase. It says whether the goroutine still has the session.
func (t *transfer) run() bool {
	t.result, t.cause = t.perform()
	t.cancel()
	s := t.session
	s.mu.Lock()
	defer s.mu.Unlock()
	t.done = true
	close(t.finished)
	if t.passed {
		s.wake()
	}
	return !t.passed
}

// perform opens the data connection, lets the handler move the data and closes it, so that the client has
// seen the end of the data before the completion is sent.
func (t *transfer) perform() (o Outcome, cause error) {
	defer func() {
		if p := recover(); p != nil {
			o, cause = Outcome{}, fmt.Errorf("handler panicked: %v\n%s", p, debug.Stack())
		}
	}()
	if t.outcome.work != nil {
		return t.work()
	}
	conn, err := t.open()
	if err != nil {
		t.giveUp(err)
		return Outcome{}, err
	}
	defer t.close()
	if t.outcome.send != nil {
		o = t.outcome.send(t.context, &DataWriter{data{transfer: t, conn: conn}})
	} else {
		o = t.outcome.recv(t.context, &DataReader{data{transfer: t, conn: conn}})
	}
	t.settle()
	t.finish(conn)
	t.holdBack(conn, o.cause)
	if err := t.close(); err != nil && t.outcome.send != nil {
		t.fail(EndBroken)
		return o, err
	}
	return o, o.cause
}

// settle ends the watch over the data connection, and takes back what a prod did that nobody has noticed.
func (t *transfer) settle() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settled = true
	if t.conn != nil && t.prodded.Load() && !t.aborted.Load() {
		t.conn.SetDeadline(time.Time{})
	}
}

// work does what needs no data connection. It ends soon after its context does.
func (t *transfer) work() (Outcome, error) {
	o := t.outcome.work(t.context, &Progress{t})
	if errors.Is(t.context.Err(), context.DeadlineExceeded) && o.cause != nil {
		t.fail(EndOvertime)
	}
	return o, o.cause
}

// giveUp lets the handler release what it holds: it is run on a data connection that fails at once, or with a context
// that has ended.
func (t *transfer) giveUp(err error) {
	defer t.session.contained()
	t.cancel()
	d := data{transfer: t, err: err}
	switch {
	case t.outcome.send != nil:
		t.outcome.send(t.context, &DataWriter{d})
	case t.outcome.recv != nil:
		t.outcome.recv(t.context, &DataReader{d})
	case t.outcome.work != nil:
		t.outcome.work(t.context, &Progress{t})
	}
}

func (t *transfer) open() (net.Conn, error) {
	if t.endpoint == nil {
		t.fail(EndNoData)
		return nil, errors.New("no endpoint")
	}
	conn, err := t.endpoint.open(t.context)
	if err != nil {
		t.fail(EndNoData)
		return nil, err
	}
	if t.private {
		secured, err := t.protect(t.context, conn)
		if err != nil {
			conn.Close()
			t.fail(EndUnprotected)
			return nil, err
		}
		conn = secured
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.conn = conn
	t.opened.Store(true)
	if t.aborted.Load() {
		conn.SetDeadline(longAgo)
	}
	return conn, nil
}

// protect makes a data connection a TLS one. What the operator's TLS configuration calls may panic; the connection and what
// the handler holds are then released as after any other failure.
func (t *transfer) protect(ctx context.Context, conn net.Conn) (secured net.Conn, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("TLS configuration panicked: %v\n%s", p, debug.Stack())
		}
	}()
	s := t.session
	if s.tls == nil {
		return nil, errors.New("PROT P without TLS on the control connection")
	}
	below := &carrier{data: data{transfer: t, conn: conn}, Conn: conn}
	switch {
	case t.asClient:
		secured, err = s.tls.connectServer(ctx, below, &s.server.exchange)
	case !t.partners.isClient(addrPort(conn.RemoteAddr()).Addr()):
		secured, err = s.tls.acceptServer(ctx, below, &s.server.exchange)
	default:
		secured, err = s.tls.protectData(ctx, below, t.outcome.recv != nil, s.server.dataProof)
	}
	if err == nil {
		below.live = true
	}
	return secured, err
}

// close ends the data connection; later calls do nothing.
func (t *transfer) close() error {
	t.mu.Lock()
	conn := t.conn
	t.conn = nil
	t.mu.Unlock()
	if conn == nil {
		return nil
	}
	if c := carrierOf(conn); c != nil {
		c.release()
	}
	return conn.Close()
}

// abort makes the transfer end soon; it does not wait.
func (t *transfer) abort() {
	t.aborted.Store(true)
	t.cancel()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.prod()
}

// prod makes a blocked operation on the data connection return, or its opening; callers hold mu.
func (t *transfer) prod() {
	switch {
	case t.conn != nil:
		t.prodded.Store(true)
		t.conn.SetDeadline(longAgo)
	case t.endpoint != nil && !t.opened.Load():
		t.endpoint.interrupt()
	}
}

// strike is the watchdog's look: it ends an opening that takes too long, and wakes an operation that takes long, so that
// what it has moved is counted. Whether bytes moved meanwhile the operation itself knows.
func (t *transfer) strike(w *watchdog) {
	t.mu.Lock()
	defer t.mu.Unlock()
	since, limits := t.since.Load(), &w.server.limits
	switch {
	case t.outcome.work != nil: // its context has a deadline
	case !t.opened.Load() && w.passed(since+int64(limits.DataTimeout)):
		t.cancel()
		t.prod()
	case t.opened.Load() && !t.settled && w.passed(since+int64(min(limits.StallTimeout, countEvery))):
		t.prod()
	}
}

// fail notes what happened to the data connection; the first failure counts.
func (t *transfer) fail(e TransferEnd) { t.failure.CompareAndSwap(0, uint32(e)+1) }

// abortTransfer is ABOR: the transfer ends with its own reply, and only then the command's follows.
func (s *Session) abortTransfer() {
	if t := s.transfer; t != nil {
		t.abort()
		<-t.finished
		kept := s.call
		s.answerTransfer()
		s.call = kept
	}
}

// answerTransfer sends the completion of a transfer that has ended.
func (s *Session) answerTransfer() {
	t := s.transfer
	if t == nil {
		return
	}
	done := s.isDone(t) // first, so that the marks behind it are all that there are
	s.answerMarks(t)
	if !done {
		return
	}
	s.mu.Lock()
	s.transfer = nil
	s.mu.Unlock()
	if t.opened.Load() {
		s.noteOpened()
	}
	s.call = t.call // of which its end tells, and the observer
	row, cause := t.ending()
	info := t.info()
	info.Ended = time.Now()
	o := Outcome{row: row, params: t.result.params, cause: cause}
	if s.step(t.call.command, row, &o, &info) != nil { // which has rung the alarm
		s.closeAll(o.params)
		s.ended = true
	}
}

// told says whether the transfer has ended, or tells of a restart marker.
func (s *Session) told() bool {
	t := s.transfer
	return t != nil && (len(t.marks) > 0 || s.isDone(t))
}

func (s *Session) isDone(t *transfer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return t.done
}

// noteOpened runs the row for an opened data connection, if it has not run yet.
func (s *Session) noteOpened() {
	if _, may := s.engine().Event(&s.state, EventDataOpened); may {
		s.event(EventDataOpened, nil)
	}
}

// TransferInfo describes a transfer that runs or has just ended.
type TransferInfo struct {
	Session uint64
	User    string
	Command string // "RETR"
	Name    string // the argument, as far as the table knows it: a path
	Upload  bool
	Work    bool  // no data connection: a digest, a copy, the removal of a tree
	Bytes   int64 // moved so far, as they travelled; of work, done so far
	Total   int64 // -1 while unknown
	Started time.Time
	Ended   time.Time // zero while it runs
	Missed  int       // entries of a listing, and of work on a directory, that could not be looked at
	Fault   error     // why the first of them could not
}

func (t *transfer) info() TransferInfo {
	t.mu.Lock()
	missed, fault := t.missed, t.fault
	t.mu.Unlock()
	return TransferInfo{Missed: missed, Fault: fault, Session: t.session.id, User: t.user, Command: t.session.table().Commands[t.call.command].Name,
		Name: t.name, Upload: t.outcome.recv != nil, Work: t.outcome.work != nil, Bytes: t.bytes.Load(), Total: t.total.Load(), Started: t.started}
}

var _ io.Closer = (*PassiveListener)(nil)
