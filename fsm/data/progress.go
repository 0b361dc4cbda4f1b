package fsm

import (
	"errors"
	"io"
)

// Progress is work as STAT and the log tell of it: how much is done, and of how much.
type Progress struct{ transfer *transfer }

// Expect tells how many bytes there are to work on.
func (p *Progress) Expect(total int64) { p.transfer.total.Store(total) }

// Add tells that n more bytes are done.
func (p *Progress) Add(n int64) { p.transfer.bytes.Add(n) }

// Reader counts what is read from r, and fails with the context's error once the work is to end.
func (p *Progress) Reader(r io.Reader) io.Reader { return progressReader{p.transfer, r} }

// Missed notes for the log an entry of a listing that could not be looked at.
func (w *DataWriter) Missed(err error) { w.transfer.miss(err) }

// Missed notes for the log what could not be looked at.
func (p *Progress) Missed(err error) { p.transfer.miss(err) }

func (t *transfer) miss(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.missed++; t.fault == nil {
		t.fault = err
	}
}

type progressReader struct {
	transfer *transfer
	reader   io.Reader
}

func (r progressReader) Read(b []byte) (int, error) {
	if err := r.transfer.context.Err(); err != nil {
		return 0, err
	}
	n, err := r.reader.Read(b)
	r.transfer.bytes.Add(int64(n))
	return n, err
}

// mark is a restart marker of an upload: what the client calls a place in the data, and what the server does.
type mark struct{ client, server string }

var errNoMarker = errors.New("the table has no event for restart markers")

// Mark tells the client, while the upload goes on, what a restart marker that it has sent is called here: with
// server behind REST the upload begins anew at that place (RFC 959 3.5). What came before the marker must be
// stored. It waits when the client is slow to take replies, and fails when the transfer is to end.
func (r *DataReader) Mark(client, server string) error {
	t := r.transfer
	s := t.session
	if s.table().Events[EventMarker] == NoRow {
		return errNoMarker
	}
	select {
	case t.marks <- mark{client, server}:
	case <-t.context.Done():
		return t.context.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.passed {
		s.wake()
	}
	return nil
}

// answerMarks tells the client of the restart markers that have come.
func (s *Session) answerMarks(t *transfer) {
	for {
		select {
		case m := <-t.marks:
			s.answerMark(m)
		default:
			return
		}
	}
}

func (s *Session) answerMark(m mark) {
	if s.transfer.opened.Load() {
		s.noteOpened()
	}
	s.happen(EventMarker, Outcome{params: []any{m.client, m.server}})
}
