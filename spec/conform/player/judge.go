package player

import (
	"regexp"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// judge finds which rows a reply may have been, and goes on behind it.
func (p *Player) judge(r *Reply) {
	p.attribute(r)
	text := r.Lines[0]
	r.Rows = p.Follow.Replied(r.Code, func(row int) bool { return p.reads(row, text) })
	if len(r.Rows) == 0 {
		r.Allowed = p.Follow.Expected()
		p.nearest(r)
	}
	p.settle(r)
}

// attribute finds whose reply it is. During a transfer it is that of a command that is answered at once, if there is one
// and the reply is none that ends transfers.
func (p *Player) attribute(r *Reply) {
	r.Sight = Unasked
	if len(p.awaited) == 0 {
		return
	}
	whose := p.awaited[0]
	switch {
	case p.transfer == nil && r.Code < 200:
		r.Sight = Begin
	case p.transfer == nil:
		r.Sight = Final
	case p.endsTransfer(r.Code):
		r.Sight = End
	default:
		r.Sight = Final
		if i := slices.IndexFunc(p.awaited[1:], func(s sent) bool { return !s.postponed }); i >= 0 {
			whose = p.awaited[1+i]
		} else {
			r.Sight = End
		}
		if r.Code < 200 {
			whose, r.Sight = p.awaited[0], Begin
		}
	}
	r.Command, r.Line = whose.command, whose.line
}

// endsTransfer reports whether a code ends the transfer rather than answering another command.
func (p *Player) endsTransfer(code int) bool {
	if code < 200 {
		return false
	}
	for _, end := range p.transfer.Ends {
		if p.Machine.Rows[end].Code == code {
			return true
		}
	}
	return code/100 == 4 || code/100 == 5
}

// settle takes a line that is answered out of those that wait.
func (p *Player) settle(r *Reply) {
	switch r.Sight {
	case Begin:
		if p.transfer == nil {
			p.transfer = p.opening(r)
		}
	case End:
		p.transfer, p.aborting = nil, false
		p.forgetData()
		p.endpoint.Close()
		p.endpoint = nil
		p.take(r.Line)
		for i := range p.awaited {
			p.awaited[i].postponed = false
		}
	case Final:
		p.take(r.Line)
	}
}

func (p *Player) take(line string) {
	if i := slices.IndexFunc(p.awaited, func(s sent) bool { return s.line == line }); i >= 0 {
		p.awaited = slices.Delete(p.awaited, i, i+1)
	}
}

// opening is the row whose transfer a 1yz has begun.
func (p *Player) opening(r *Reply) *spec.Row {
	for _, i := range r.Rows {
		if len(p.Machine.Rows[i].Ends) > 0 {
			return &p.Machine.Rows[i]
		}
	}
	if r.Command == nil {
		return nil
	}
	for i := range p.Machine.Rows {
		if row := &p.Machine.Rows[i]; row.Command == r.Command.Name && len(row.Ends) > 0 && row.Then != "work" {
			return row
		}
	}
	return nil
}

// nearest goes on behind a reply that the table does not allow.
func (p *Player) nearest(r *Reply) {
	if r.Sight == Unasked || r.Command == nil {
		p.Follow.Skip()
		return
	}
	best := -1
	for i := range p.Machine.Rows {
		row := &p.Machine.Rows[i]
		if row.Command != r.Command.Name || row.Code/100 != r.Code/100 || p.isEnd(row) != (r.Sight == End) {
			continue
		}
		if r.Sight == End && p.transfer != nil && !slices.Contains(p.transfer.Ends, i) {
			continue
		}
		if best < 0 || row.Code == r.Code && p.Machine.Rows[best].Code != r.Code {
			best = i
		}
	}
	switch {
	case best >= 0:
		p.Follow.Take(best)
	case r.Sight == End && p.transfer != nil && len(p.transfer.Ends) > 0:
		p.Follow.Take(p.transfer.Ends[len(p.transfer.Ends)-1])
	default:
		p.Follow.Skip()
	}
}

func (p *Player) isEnd(row *spec.Row) bool {
	return row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd
}

var placeholder = regexp.MustCompile(`\\\{[^}]*\\\}`)

// reads reports whether a reply's first line is what a row's text says, in one of the languages.
func (p *Player) reads(row int, line string) bool {
	all, known := p.patterns[row]
	if !known {
		for _, text := range p.Machine.Rows[row].Text {
			pattern := placeholder.ReplaceAllString(regexp.QuoteMeta(text), ".*")
			all = append(all, regexp.MustCompile("^"+pattern+"$"))
		}
		p.patterns[row] = all
	}
	text := ""
	if len(line) > 4 {
		text = strings.TrimSpace(line[4:])
	}
	return slices.ContainsFunc(all, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}
