package fsm

import "bytes"

// Lines that come during a transfer and are not answered at once wait in the session's queue: commands, what is no
// command, and marks of lines that were too long. So all are answered in the order in which they came.

// queueFull says that nothing more may be read before the transfer ends, or before a command that waits alone is answered.
func (s *Session) queueFull() bool {
	return s.sealed || len(s.queue) >= maxQueuedLines || s.queued >= maxQueuedBytes
}

// postponed takes the oldest line that waited for the transfer to end.
func (s *Session) postponed() ([]byte, bool) {
	if len(s.queue) == 0 || s.busy() {
		return nil, false
	}
	line := s.queue[0]
	s.queue[0] = nil
	s.queue, s.queued = s.queue[1:], s.queued-len(line)
	if len(s.queue) == 0 {
		s.queue, s.sealed = nil, false
	}
	return line, true
}

// enqueue keeps a copy of a line until the transfer ends.
func (s *Session) enqueue(line []byte) {
	s.queue = append(s.queue, bytes.Clone(line))
	s.queued += len(line)
}

// resume runs a postponed line.
func (s *Session) resume(line []byte) {
	if bytes.Equal(line, overlongMark) {
		s.overlong()
		return
	}
	s.command(line)
}

// overlongMark stands in the queue for a line that was dropped; no real line contains a line feed.
var overlongMark = []byte{'\n'}
