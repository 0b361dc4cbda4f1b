package dialogue

import (
	"regexp"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// attribute finds the command that a reply belongs to. During a transfer, a reply that can end the transfer belongs to
// it. Any other belongs to the first waiting command that is answered at once, or else to the first that a server may
// answer at once all the same.
func (d *Dialogue) attribute(r *Reply) {
	r.Role = Unasked
	if len(d.awaited) == 0 {
		return
	}
	whose := d.awaited[0]
	switch {
	case d.transfer == nil && r.Code < 200:
		r.Role = Begin
	case d.transfer == nil:
		r.Role = Final
	case r.Code < 200:
		r.Role = Begin
	case d.endsTransfer(r.Code) || len(d.awaited) == 1:
		r.Role = End
	default:
		r.Role, r.Amid = Final, true
		i := slices.IndexFunc(d.awaited[1:], func(s sent) bool { return !s.postponed })
		whose = d.awaited[1+max(i, 0)]
	}
	r.Command, r.Line, r.Before = whose.command, whose.line, whose.before
}

// endsTransfer reports whether a code can end the transfer. What says that a line was wrong, or came at the wrong time,
// does not.
func (d *Dialogue) endsTransfer(code int) bool {
	for _, end := range d.transfer.Ends {
		if d.Machine.Rows[end].Code == code {
			return true
		}
	}
	return code/100 == 4 || code/10 == 55
}

// settle takes a line that is answered out of those that wait.
func (d *Dialogue) settle(r *Reply) {
	switch r.Role {
	case Begin:
		if d.transfer == nil {
			d.transfer = d.opening(r)
		}
	case End:
		d.transfer, d.aborting = nil, false
		d.take(r.Line)
		for i := range d.awaited {
			d.awaited[i].postponed = false
		}
	case Final:
		d.take(r.Line)
		d.aborting = d.aborting && slices.ContainsFunc(d.awaited, d.aborts)
	}
}

// aborts reports whether a line ends the running transfer.
func (d *Dialogue) aborts(s sent) bool {
	return !s.postponed && s.command != nil && s.command.Name == d.Machine.Spec.Roles.Abort
}

func (d *Dialogue) take(line string) {
	if i := slices.IndexFunc(d.awaited, func(s sent) bool { return s.line == line }); i >= 0 {
		d.awaited = slices.Delete(d.awaited, i, i+1)
	}
}

// opening is the row whose transfer a 1yz has begun.
func (d *Dialogue) opening(r *Reply) *spec.Row {
	for _, i := range r.Rows {
		if len(d.Machine.Rows[i].Ends) > 0 {
			return &d.Machine.Rows[i]
		}
	}
	if r.Command == nil {
		return nil
	}
	for i := range d.Machine.Rows {
		if row := &d.Machine.Rows[i]; row.Command == r.Command.Name && len(row.Ends) > 0 && row.Then != spec.ThenWork {
			return row
		}
	}
	return nil
}

// nearest goes on after a reply that the table does not allow.
func (d *Dialogue) nearest(r *Reply) {
	if r.Role == Unasked || r.Command == nil {
		d.Follow.Skip()
		return
	}
	best := -1
	for i := range d.Machine.Rows {
		row := &d.Machine.Rows[i]
		if row.Command != r.Command.Name || row.Code/100 != r.Code/100 || isEnd(row) != (r.Role == End) {
			continue
		}
		if r.Role == End && d.transfer != nil && !slices.Contains(d.transfer.Ends, i) {
			continue
		}
		if best < 0 || row.Code == r.Code && d.Machine.Rows[best].Code != r.Code {
			best = i
		}
	}
	switch {
	case best >= 0 && r.Role == Final && r.Code >= 400:
		d.Follow.Doubt(best)
	case best >= 0:
		d.Follow.Take(best)
	case r.Role == End && d.transfer != nil && len(d.transfer.Ends) > 0:
		d.Follow.Take(d.transfer.Ends[len(d.transfer.Ends)-1])
	default:
		d.Follow.Skip()
	}
}

func isEnd(row *spec.Row) bool {
	return row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd
}

var placeholder = regexp.MustCompile(`\\\{[^}]*\\\}`)

// reads reports whether a reply's first line is what a row's text says, in one of the languages.
func (d *Dialogue) reads(row int, line string) bool {
	all, known := d.patterns[row]
	if !known {
		for _, text := range d.Machine.Rows[row].Text {
			pattern := placeholder.ReplaceAllString(regexp.QuoteMeta(text), ".*")
			all = append(all, regexp.MustCompile("^"+pattern+"$"))
		}
		d.patterns[row] = all
	}
	text := ""
	if len(line) > 4 {
		text = strings.TrimSpace(line[4:])
	}
	return slices.ContainsFunc(all, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}
