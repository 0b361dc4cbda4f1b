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

// ownEnd is the completion that the handler chose, if the handler gave every value that belongs to it.
func (t *transfer) ownEnd() Row {
	table, own := t.session.table(), t.result.row
	if int(own) >= len(table.Rows) || table.Rows[own].Kind != KindEnd {
		return NoRow
	}
	if why := missingValue(table, own, &t.result); why != nil {
		t.cause = cmp.Or(t.cause, why)
		return NoRow
	}
	return own
}

// orphanTime is how long an upload may go on after its control connection is lost. The end of the data travels on
// another connection and may have to be sent again, and this is long enough for it.
const orphanTime = 2 * time.Second

// orphan ends a transfer whose control connection is lost, and waits for its end. Data that the client sent before it
// left may still be on the way, and the network decides which of the two connections ends first. An upload is therefore
// read to the end of its data, if the end comes soon.
func (t *transfer) orphan() {
	t.lost.Store(true)
	if t.outcome.recv != nil {
		soon := time.NewTimer(orphanTime)
		defer soon.Stop()
		for waiting := true; waiting; {
			select {
			case <-t.finished:
				return
			case <-t.marks: // no client is left to be told
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
