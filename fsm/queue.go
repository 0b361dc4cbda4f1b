package fsm

import "bytes"

// Lines that come during a transfer and are not answered at once wait in the session's queue: commands, unknown lines,
// and marks of lines that were too long. The engine decides which lines wait and whether lines behind them are read.

// queueFull says that no more lines may wait.
func (s *Session) queueFull() bool {
	return len(s.queue) >= maxQueuedLines || s.queued >= maxQueuedBytes
}

// postpone queues a line that has to wait until the transfer ends, and reports whether it did.
func (s *Session) postpone(c Command, text []byte) bool {
	e := s.engine()
	then, waits := e.Postpone(&s.state, c)
	if !waits {
		return false
	}
	s.enqueue(text)
	s.state.Waiting = then
	if c == NoCommand {
		return true
	}
	if r := e.Notice(c); r != NoRow {
		s.begin(c, nil)
		s.carryOut(c, Outcome{row: r})
	}
	return true
}

// enqueue keeps a copy of a line.
func (s *Session) enqueue(text []byte) {
	s.queue = append(s.queue, bytes.Clone(text))
	s.queued += len(text)
}

// dequeue takes the line that has waited longest.
func (s *Session) dequeue() []byte {
	text := s.queue[0]
	s.queue[0] = nil
	s.queue, s.queued = s.queue[1:], s.queued-len(text)
	s.state.Waiting = s.engine().Took(&s.state, len(s.queue))
	if len(s.queue) == 0 {
		s.queue = nil
	}
	return text
}

// resume answers the line that has waited longest.
func (s *Session) resume() {
	text := s.dequeue()
	if bytes.Equal(text, overlongMark) {
		s.overlong()
		return
	}
	s.command(text)
}

// overlongMark stands in the queue for a line that was dropped; no real line contains a line feed.
var overlongMark = []byte{'\n'}
