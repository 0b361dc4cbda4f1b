package fsm

import (
	"cmp"
	"errors"
	"net"
	"strings"
	"time"
)

// ending is the row that ends the transfer, and why.
//
// The handler's end wins where it is a good one: an upload that is in the storage is told to be there, although ABOR
// came or the control connection went while it was put there. So reply, log, [Step.Completed] and disk agree. Of a
// download the handler does not know whether its last bytes could be sent; the data connection does. Otherwise ABOR and
// the data connection's fault come before what the handler made of them.
func (t *transfer) ending() (Row, error) {
	end := t.handlersEnd()
	failure := t.failure.Load()
	switch {
	case end != NoRow && t.cause == nil && (failure == 0 || t.outcome.send == nil):
		return end, nil
	case t.aborted.Load():
		return t.endNamed(TransferEndNames[EndAborted]), t.cause
	case failure != 0:
		return t.endNamed(TransferEndNames[failure-1]), t.cause
	case end != NoRow:
		return end, t.cause
	}
	why := t.cause
	if why == nil {
		why = errors.New("returned no declared completion")
	}
	t.session.server.log.Error("handler broke its contract", "session", t.session.id, "row", t.session.table().RowName(t.row), "error", why)
	return t.endNamed(TransferEndNames[EndAborted]), why
}

// handlersEnd is the handler's own end, which is looked up by its name among the completions of the running reply.
func (t *transfer) handlersEnd() Row {
	table := t.session.table()
	if r := t.result.row; r != NoRow && int(r) < len(table.Rows) && table.Rows[r].Kind == KindEnd {
		why := table.lacking(r, &t.result)
		if why == nil {
			return t.endNamed(lastName(table.Rows[r].Name))
		}
		t.cause = cmp.Or(t.cause, why)
	}
	return NoRow
}

func (t *transfer) endNamed(name string) Row {
	table := t.session.table()
	for _, r := range table.Rows[t.row].Ends {
		if lastName(table.Rows[r].Name) == name {
			return r
		}
	}
	return NoRow
}

// lastName is the part of an end row's name behind the dot: "opening.done" ends as "done".
func lastName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// replyApart is how long the completion of a download that REST began may wait for the client to close its end of the
// data connection: long enough for a client on a busy machine, and short beside what a download manager does for each file.
const replyApart = 50 * time.Millisecond

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
