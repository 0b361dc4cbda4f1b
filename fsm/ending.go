package fsm

import (
	"cmp"
	"errors"
	"time"

	"github.com/portolan-ftp/portolan/fsm/engine"
)

// ending is the row that ends the transfer, and why.
func (t *transfer) ending() (Row, error) {
	s := t.session
	how := engine.Ending{Own: t.ownEnd(), Erred: t.cause != nil, Aborted: t.aborted.Load()}
	switch {
	case t.data != nil:
		how.Failure, how.Failed = t.data.Failure()
		how.Aborted = how.Aborted || t.data.Aborted()
	case t.overtime:
		how.Failure, how.Failed = EndOvertime, true
	}
	row, declared := s.engine().End(&s.state, how)
	if !s.engine().Permits(row, s.rights()) {
		t.cause = cmp.Or(t.cause, errNotGranted)
		how.Own, how.Erred = NoRow, true
		row, declared = s.engine().End(&s.state, how)
	}
	if !declared {
		t.cause = cmp.Or(t.cause, errors.New("returned no declared completion"))
		s.server.log.Error("handler broke its contract", "session", s.id, "row", s.table().RowName(t.row), "error", t.cause)
	}
	return row, t.cause
}

// ownEnd is the completion that the handler chose, if he gave all that belongs to it.
func (t *transfer) ownEnd() Row {
	table, own := t.session.table(), t.result.row
	if int(own) >= len(table.Rows) || table.Rows[own].Kind != KindEnd {
		return NoRow
	}
	if why := lacking(table, own, &t.result); why != nil {
		t.cause = cmp.Or(t.cause, why)
		return NoRow
	}
	return own
}

// orphanTime is how long an upload whose control connection is lost may go on: long enough for the end of the data of a
// client that is gone, which travels on another connection and may be sent twice.
const orphanTime = 2 * time.Second

// orphan ends a transfer whose control connection is lost, and waits for its end. What a client has sent before it was gone
// may still be under way, and so may the end of the data. Whether the two connections end in this order or the other
// is nobody's decision, so an upload is taken to the end of its data, if that comes soon.
func (t *transfer) orphan() {
	t.lost.Store(true)
	if t.outcome.recv != nil {
		soon := time.NewTimer(orphanTime)
		defer soon.Stop()
		for waiting := true; waiting; {
			select {
			case <-t.finished:
				return
			case <-t.marks: // nobody is told any more
			case <-soon.C:
				waiting = false
			}
		}
	}
	t.abort()
	<-t.finished
}

// Lost says whether the client is gone. It is what data.Reader.Deliverable asks.
func (t *transfer) Lost() bool { return t.lost.Load() || t.session.control.HungUp() }
