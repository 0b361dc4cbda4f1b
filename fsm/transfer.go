package fsm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/fsm/contain"
	"github.com/portolan-ftp/portolan/fsm/data"
	"github.com/portolan-ftp/portolan/storage"
)

// longTransfer is the time after which a transfer counts as long, and a second goroutine takes over the session. It is
// short enough for ABOR to be answered soon. The rows small-retr and small-stor of the bench need it: for a shorter
// transfer a second goroutine with its stack would cost more than the data.
const longTransfer = 20 * time.Millisecond

// Who owns a session during its transfer.
const (
	performer uint32 = iota // the goroutine that performs it, which still uses the session
	unowned                 // neither: the first that takes it has it
	taken                   // taken by the second goroutine, or by the performer at the end
)

// transfer is one data phase, or work without a data connection. It begins on the session's goroutine. When it takes
// long, a second goroutine goes on with the session, and the first ends with the transfer.
type transfer struct {
	session   *Session
	call      Call // that it began with
	row       Row  // the preliminary reply
	outcome   Outcome
	data      *data.Connection // nil of work
	progress  data.Progress
	name      string
	user      string
	held      bool // the preliminary reply leaves when something waits (tell)
	asClient  bool // the other end of the data connection is the TLS server
	started   time.Time
	restarted bool // REST came before

	owner   atomic.Uint32 // of the session, while this is performed
	aborted atomic.Bool
	lost    atomic.Bool // the control connection is
	context context.Context
	cancel  context.CancelFunc
	marks   chan mark // of an upload: restart markers that the client is still to be told of

	result   Outcome
	cause    error
	overtime bool          // work took too long
	finished chan struct{} // closed when it is over; what is above is whole then
}

func (s *Session) newTransfer(c Command, o *Outcome) *transfer {
	t := &transfer{session: s, call: s.call, row: o.row, outcome: *o,
		user: s.user(), started: time.Now(), finished: make(chan struct{})}
	if o.recv != nil {
		t.marks = make(chan mark, maxMarks)
	}
	for _, v := range slices.Concat(s.call.kept[:], o.params) { // the name that the handler gave comes last, and is used
		if named, ok := v.(fmt.Stringer); ok {
			t.name = named.String()
		} else if p, ok := v.(storage.Path); ok {
			t.name = string(s.absolute(p))
		}
	}
	if offset := s.engine().Roles().Offset; offset != NoSlot {
		t.restarted = s.state.Configuration[s.table().Slots[offset].Region] != 0 // also for the beginning, which is no offset
	}
	if o.work != nil {
		t.context, t.cancel = context.WithTimeout(s.context(), s.server.limits.WorkTimeout)
	} else {
		t.context, t.cancel = context.WithCancel(s.context())
		t.data = s.newData(t, c)
	}
	t.progress.Begin(t.context)
	return t
}

// absolute is the absolute path of a path that a reply may tell relative to the directory. Other sessions have other
// directories.
func (s *Session) absolute(p storage.Path) storage.Path {
	if cwd, ok := s.payload.at(s.engine().Roles().Cwd).(storage.Path); ok && p != "" && !strings.HasPrefix(string(p), "/") {
		return cwd.Join(string(p))
	}
	return p
}

// transferNow performs the promised transfer, and reports whether the caller still owns the session.
func (s *Session) transferNow() bool {
	t := s.next
	s.mu.Lock()
	s.transfer = t // before the client knows, so that a shutdown waits for it
	s.mu.Unlock()
	s.clock()
	if !t.held {
		s.control.Flush() // the client may wait for the preliminary reply before it connects
	}
	s.next = nil
	if s.killed.Load() { // kill may have come before there was a transfer
		t.abort()
	}
	t.owner.Store(unowned)
	t.result, t.cause = t.perform()
	t.cancel()
	close(t.finished)
	if t.owner.CompareAndSwap(unowned, taken) {
		return true
	}
	s.control.WakeReader()
	return false
}

// clock lets takeOver come, unless it will come anyway.
func (s *Session) clock() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.clocked {
		s.clocked = true
		time.AfterFunc(longTransfer, s.takeOver)
	}
}

// tell sends a preliminary reply that was held back, before the first wait. If nothing waits it leaves with the
// completion: that of a download whose client has connected already, and whose data are so short that they leave at
// once. The row small-retr of the bench needs this: a reply of its own costs a twentieth of a small file. When a second
// goroutine has the session, that one has sent it. Replies are not held back after REST (data.Connection.AwaitClose
// tells why), for uploads, for which the client waits, and with TLS, whose handshake waits.
func (t *transfer) tell() {
	if t.owner.CompareAndSwap(unowned, performer) {
		t.session.control.Flush()
		t.owner.Store(unowned)
		t.session.clock() // takeOver may just have found that it cannot have the session
	}
}

// takeOver takes over the session of a transfer that has become a long one. One timer serves many short transfers: a
// timer for each would wake the poller's thread with each, and cost the rows small-retr and small-stor of the bench.
func (s *Session) takeOver() {
	s.mu.Lock()
	t := s.transfer
	var left time.Duration
	switch {
	case t == nil:
	case t.owner.Load() == performer:
		left = longTransfer
	default:
		left = longTransfer - time.Since(t.started)
	}
	if s.clocked = left > 0; s.clocked {
		time.AfterFunc(left, s.takeOver)
	}
	s.mu.Unlock()
	if t != nil && left <= 0 && t.owner.CompareAndSwap(unowned, taken) {
		s.run()
	}
}

// perform is the data phase. A handler that panics fails it.
func (t *transfer) perform() (o Outcome, cause error) {
	do := t.move
	if t.data == nil {
		do = t.work
	}
	if err := contain.Do(func() { o, cause = do() }); err != nil {
		return Outcome{}, fmt.Errorf("handler %w", err)
	}
	return o, cause
}

// move opens the data connection, lets the handler move the data and closes it, so that the client has
// seen the end of the data before the completion is sent.
func (t *transfer) move() (o Outcome, cause error) {
	if err := t.data.Open(t.context); err != nil {
		t.giveUp()
		return Outcome{}, err
	}
	defer t.data.Close()
	if t.outcome.recv != nil {
		o = t.outcome.recv(t.context, t.data.Reader(t))
	} else {
		o = t.outcome.send(t.context, t.data.Writer())
		if t.asClient {
			t.data.FinishAsClient()
		}
		if t.restarted && o.cause == nil {
			t.data.AwaitClose()
		}
	}
	if err := t.data.Close(); err != nil {
		return o, err
	}
	return o, o.cause
}

// work runs work that needs no data connection. It ends soon after its context does.
func (t *transfer) work() (Outcome, error) {
	o := t.outcome.work(t.context, &t.progress)
	t.overtime = errors.Is(t.context.Err(), context.DeadlineExceeded) && o.cause != nil
	return o, o.cause
}

// giveUp lets the handler release what it holds: it runs the handler's function on a data connection that is not open,
// or with a context that has ended.
func (t *transfer) giveUp() {
	t.cancel()
	t.session.try(func() {
		switch {
		case t.outcome.send != nil:
			t.outcome.send(t.context, t.data.Writer())
		case t.outcome.recv != nil:
			t.outcome.recv(t.context, t.data.Reader(t))
		case t.outcome.work != nil:
			t.outcome.work(t.context, &t.progress)
		}
	})
}

// abort makes the transfer end soon; it does not wait.
func (t *transfer) abort() {
	t.aborted.Store(true)
	t.cancel()
	if t.data != nil {
		t.data.Abort()
	}
}

// done says whether the transfer is over.
func (t *transfer) done() bool {
	select {
	case <-t.finished:
		return true
	default:
		return false
	}
}

// opened says whether a data connection has been opened.
func (t *transfer) opened() bool { return t.data != nil && t.data.Opened() }

// abortTransfer carries out ABOR: the transfer ends with its own reply, and the command's reply follows.
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
	done := t.done() // read before the marks, so that none is missed
	s.answerMarks(t)
	if !done {
		return
	}
	s.mu.Lock()
	s.transfer = nil
	s.mu.Unlock()
	if t.opened() {
		s.noteOpened()
	}
	s.call = t.call // its end and the observer tell of it
	row, cause := t.ending()
	info := t.info()
	info.Ended = time.Now()
	o := Outcome{row: row, params: t.result.params, cause: cause}
	if s.step(t.call.command, row, &o, &info) != nil { // which has rung the alarm
		s.closeAll(o.params)
		s.ended = true
	}
}

// transferEvent reports whether the transfer has ended or has a restart marker to tell.
func (s *Session) transferEvent() bool {
	t := s.transfer
	return t != nil && (len(t.marks) > 0 || t.done())
}

// noteOpened runs the row for an opened data connection, if it has not run yet.
func (s *Session) noteOpened() {
	if _, may := s.engine().Event(&s.state, EventDataOpened); may {
		s.event(EventDataOpened, nil)
	}
}
