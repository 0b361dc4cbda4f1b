package fsm

import (
	"cmp"

	"github.com/portolan-ftp/portolan/fsm/reply"
)

// reply appends a row's reply to the pending output, in the language of the configuration that the row leads to:
// LANG answers in the language that it chooses (RFC 2640 4.1). Rows without a code send nothing.
func (s *Session) reply(r Row, o *Outcome, after *Configuration) {
	row := &s.table().Rows[r]
	if row.Code == 0 {
		return
	}
	g := s.server.program
	text := &g.texts[g.Language(after, g.language)][r]
	values := reply.Values{Params: o.params, Args: s.call.kept[:], Slots: s.payload, Commands: g.table.Commands, Command: s.call.command}
	if row.Body {
		s.replyLines(text, o, &values)
	} else {
		s.control.Send(text.Line(s.control.Output(), &values))
	}
}

// replyLines sends a multi-line reply, whose lines may break off.
func (s *Session) replyLines(text *reply.Text, o *Outcome, values *reply.Values) {
	s.control.Send(text.First(s.control.Output(), values))
	brokeOff := false
	var first error // a local, so that no outcome without a body is allocated
	if o.body != nil {
		for content, err := range o.body {
			first = cmp.Or(first, err)
			if err != nil && content == nil {
				brokeOff = true
				break
			}
			if s.control.Send(text.Inner(s.control.Output(), content)) != nil {
				break
			}
		}
	}
	o.cause = cmp.Or(o.cause, first)
	s.control.Send(text.Last(s.control.Output(), brokeOff, values))
}
