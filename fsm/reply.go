package fsm

import (
	"cmp"
	"strconv"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/fsm/line"
)

var outputBuffers = sync.Pool{New: func() any {
	b := make([]byte, 0, outputFlush+1024)
	return &b
}}

// reply appends a row's reply to the pending output, in the language of the configuration that the row leads to:
// LANG answers in the language that it chooses (RFC 2640 4.1). Rows without a code send nothing.
func (s *Session) reply(r Row, o *Outcome, after *Configuration) {
	row := &s.table().Rows[r]
	if row.Code == 0 {
		return
	}
	s.takeOutput()
	g := s.server.program
	text := &g.texts[g.Language(after, g.language)][r]
	switch {
	case text.fixed != nil:
		*s.out = append(*s.out, text.fixed...)
	case row.Body:
		s.replyLines(row, text, o)
	default:
		s.replyLine(row.Code, ' ', text.first, o)
	}
	if len(*s.out) >= outputFlush {
		s.flush()
	}
}

func (s *Session) takeOutput() {
	if s.out == nil {
		s.out = outputBuffers.Get().(*[]byte)
	}
	if len(s.in.split.Answers) > 0 {
		*s.out = append(*s.out, s.in.split.Answers...)
		s.in.split.Answers = nil // clients that ask are few
	}
}

func (s *Session) replyLine(code uint16, separator byte, text []piece, o *Outcome) {
	from := len(*s.out)
	b := strconv.AppendUint(*s.out, uint64(code), 10)
	b = s.appendPieces(append(b, separator), text, o)
	*s.out = append(line.Double(b, from), '\r', '\n')
}

// replyLines writes a multi-line reply (RFC 959 4.2). Every inner line begins with a blank, so that none can
// look like the last one, whatever a file or a name contains.
func (s *Session) replyLines(row *RowInfo, text *replyText, o *Outcome) {
	s.replyLine(row.Code, '-', text.first, o)
	last := text.last
	var first error // a local, so that no outcome without a body is allocated
	if o.body != nil {
		for content, err := range o.body {
			first = cmp.Or(first, err)
			if err != nil && content == nil {
				last = text.cut
				break
			}
			from := len(*s.out)
			b := append(*s.out, ' ')
			*s.out = append(line.Double(appendLine(b, content), from), '\r', '\n')
			if len(*s.out) >= outputFlush && s.flush() != nil {
				break
			}
		}
	}
	o.cause = cmp.Or(o.cause, first)
	s.takeOutput()
	s.replyLine(row.Code, ' ', last, o)
}

func appendLine(dst, line []byte) []byte {
	for _, c := range line {
		dst = append(dst, inLine(c))
	}
	return dst
}

// flush sends the pending output. A client that does not take it in time loses the session.
func (s *Session) flush() error {
	if s.out == nil {
		return s.writeError
	}
	if s.writeError == nil && len(*s.out) > 0 {
		if s.killed.Load() {
			s.conn.SetWriteDeadline(time.Now().Add(refusalTimeout))
		}
		s.writing.Store(s.server.watchdog.after(s.server.limits.WriteTimeout))
		_, s.writeError = s.conn.Write(*s.out)
		s.writing.Store(0)
	}
	*s.out = (*s.out)[:0]
	return s.writeError
}

// releaseOutput gives the empty buffer back before the session goes idle. A buffer that a long reply made
// large is left to the garbage collector.
func (s *Session) releaseOutput() {
	if s.out == nil {
		return
	}
	if cap(*s.out) <= 2*outputFlush {
		outputBuffers.Put(s.out)
	}
	s.out = nil
}
