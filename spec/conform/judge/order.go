package judge

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/standards"
)

// order is an automaton of the standards, and where it is in the present session.
type order struct {
	*standards.Order
	state string
}

// broken moves the order by a reply, and reports whether the reply is against it.
func (o *order) broken(seen *observation) bool {
	fits := func(r standards.Rule) bool { return seen.fits(&r, o.state) }
	if slices.ContainsFunc(o.Never, fits) {
		return true
	}
	if i := slices.IndexFunc(o.Steps, fits); i >= 0 {
		o.state = o.Steps[i].To
	}
	return false
}

func (o *observation) fits(rule *standards.Rule, state string) bool {
	among := func(list []string) bool {
		return slices.ContainsFunc(list, func(name string) bool { return slices.Contains(o.names, name) })
	}
	return (len(rule.In) == 0 || slices.Contains(rule.In, state)) &&
		(len(rule.On) == 0 || slices.Contains(rule.On, o.replyKind)) &&
		(len(rule.Of) == 0 || among(rule.Of)) && !among(rule.Except) &&
		(rule.Login == "" || o.listed != nil && o.listed.Login == rule.Login) &&
		(len(rule.Codes) == 0 || standards.Fits(rule.Codes, o.code)) && !slices.Contains(rule.But, o.code)
}

// outOfOrder is the finding about a reply that is against an order: that of the first requirement that wants it and is
// about the command.
func (j *Judge) outOfOrder(o *order, seen *observation) Finding {
	id := ""
	for r := range j.book.Requirements() {
		if r.Optional() || r.Later != "" || !slices.Contains(r.Holds, "order "+o.Name) {
			continue
		}
		if id == "" || seen.is(r.For) && !seen.is(j.book.Requirement(id).For) {
			id = r.ID
		}
	}
	got := ""
	if id == "" {
		id = "order " + o.Name
	}
	command := name(seen.command)
	f := j.breach(id, command, got, "")
	f.Verdict, f.Level = Fail, "MUST" // an order that is not strict binds every server, whatever decides conflicts
	f.Text = o.Says
	if f.Source == "" {
		f.Source = "RFC " + strings.TrimSpace(o.By)
	}
	f.Got, f.Allowed = codeText(seen), "none that "+o.Name+" forbids here"
	return f
}
