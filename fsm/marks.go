package fsm

import "errors"

// maxMarks is how many restart markers of an upload may wait to be told to the client; the upload waits for more.
const maxMarks = 8

// mark is a restart marker of an upload: the client's name and the server's name for one place in the data.
type mark struct{ client, server string }

var errNoMarker = errors.New("the table has no event for restart markers")

// Mark hands a restart marker to the goroutine that has the session. It is what data.Reader.Mark does.
func (t *transfer) Mark(client, server string) error {
	s := t.session
	if s.table().Events[EventMarker] == NoRow {
		return errNoMarker
	}
	select {
	case t.marks <- mark{client, server}:
	case <-t.context.Done():
		return t.context.Err()
	}
	s.control.WakeReader()
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
	if s.transfer.opened() {
		s.noteOpened()
	}
	s.eventWith(EventMarker, Outcome{params: []any{m.client, m.server}})
}
