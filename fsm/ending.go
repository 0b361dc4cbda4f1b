package fsm

import (
	"cmp"
	"errors"
	"net"
	"time"

	"github.com/portolan-ftp/portolan/fsm/engine"
)

// ending is the row that ends the transfer, and why.
func (t *transfer) ending() (Row, error) {
	s := t.session
	how := engine.Ending{Own: t.ownEnd(), Erred: t.cause != nil, Aborted: t.aborted.Load()}
	if failure := t.failure.Load(); failure != 0 {
		how.Failed, how.Failure = true, TransferEnd(failure-1)
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

// replyApart is how long the completion of a download that REST began may wait for the client to close its end of the
// data connection: long enough for a client on a busy machine, and short beside what a download manager does for each file.
const replyApart = 200 * time.Millisecond

// holdBack ends the data and waits until the client has closed its end.
//
// aria2 reads both replies of a small file at once, and then waits for the second until its time-out. Who has closed
// the data connection has read the first one before. It costs a turn of the scheduler for each file, so it is done for
// those alone who send REST before RETR, as aria2 and other download managers do, at the beginning of a file too.
func (t *transfer) holdBack(conn net.Conn, failed error) {
	if !t.restarted || t.outcome.send == nil || failed != nil {
		return
	}
	if half, ok := conn.(interface{ CloseWrite() error }); !ok || half.CloseWrite() != nil {
		return
	}
	if c := carrierOf(conn); c != nil {
		c.release()
		conn = c.Conn
		if half, ok := conn.(interface{ CloseWrite() error }); !ok || half.CloseWrite() != nil {
			return
		}
	}
	t.mu.Lock()
	if !t.aborted.Load() {
		conn.SetReadDeadline(time.Now().Add(replyApart))
	}
	t.mu.Unlock()
	for err := error(nil); err == nil; {
		_, err = conn.Read(t.rest[:])
	}
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

var errLost = errors.New("the control connection is lost")

// Deliverable says why the client can not be told of the end of an upload any more; nil while it can. A handler asks
// before it makes public what nobody may see unless the client knows. After an error the transfer ends as aborted.
//
// A client that has closed its end of the control connection counts as gone.
func (r *DataReader) Deliverable() error {
	t := r.transfer
	if t.aborted.Load() {
		return errAborted
	}
	if !t.lost.Load() && !hungUp(t.control) {
		return nil
	}
	t.aborted.Store(true)
	return errLost
}
