package explain

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/internal/phrase"
	"github.com/portolan-ftp/portolan/spec/mention"
)

// Thing explains what a name in a file of the spec stands for, as an editor shows it: a command without the dialogues,
// an outcome with its own, a state with who leads there and who asks for it.
func (x *Explainer) Thing(out io.Writer, m *mention.Mention) error {
	switch m.Topic {
	case mention.TopicCommand:
		return x.Brief(out, m.Name)
	case mention.TopicEvent:
		return x.Event(out, m.Name)
	case mention.TopicRegion:
		return x.Region(out, m.Name)
	case mention.TopicState:
		return x.State(out, m.Of, m.Name)
	case mention.TopicOutcome:
		return x.Outcome(out, m.Of, m.Name)
	}
	p := &page{}
	switch m.Topic {
	case mention.TopicNeed:
		x.need(p, m.Name)
	case mention.TopicPolicy:
		x.policy(p, m.Name)
	case mention.TopicValue:
		x.policy(p, m.Of)
	case mention.TopicCarry:
		x.carried(p, m.Name)
	case mention.TopicType:
		x.typed(p, m.Name)
	case mention.TopicCapability:
		x.capability(p, m.Name)
	case mention.TopicShared:
		x.shared(p, m.Name)
	case mention.TopicLifetime:
		x.lifetime(p, m.Name)
	case mention.TopicClass:
		x.class(p, m.Name)
	case mention.TopicInvariant:
		x.invariant(p, m.Name)
	}
	return p.write(out)
}

// State explains a state of a region: what it carries, which rows lead there, and who asks whether the region is in it.
func (x *Explainer) State(out io.Writer, region, state string) error {
	at := x.machine.Region(region)
	if at < 0 {
		return &Unknown{What: "region", Name: region, Known: names(x.spec, false)}
	}
	r := &x.spec.Regions[at]
	if !slices.Contains(r.States, state) {
		return &Unknown{What: "state of " + region, Name: state, Known: r.States}
	}
	p := &page{}
	p.line("%s, a state of %s (%s)", state, region, strings.Join(r.States, ", "))
	for _, c := range r.Carries {
		if slices.Contains(c.States, state) {
			p.item("It carries " + c.Name + ", " + article(c.Type) + ".")
		}
	}
	x.enters(p, r, state)
	x.asks(p, spec.CondTerm{Region: region, States: []string{state}})
	return p.write(out)
}

// enters lists the rows that lead to a state, each kind of reset once.
func (x *Explainer) enters(p *page, r *spec.Region, state string) {
	if state == r.States[0] {
		p.title("Where a session begins, and where it is again after what ends")
		for _, name := range r.Lasts {
			p.item(phrase.Lifetime(x.spec, name))
		}
	}
	p.title("Rows that lead there")
	for i := range x.machine.Rows {
		row := &x.machine.Rows[i]
		own := slices.ContainsFunc(row.Moves, func(m spec.Move) bool { return m.Region == r.Name && m.State == state && m.Pos != r.Pos })
		if own {
			p.row(strings.TrimSpace(row.Command+" "+row.Name), code(row), text(row))
		}
	}
}

// asks lists who asks whether a region or a policy is in one of some states.
func (x *Explainer) asks(p *page, of spec.CondTerm) {
	speaks := func(conds ...spec.Cond) bool {
		return slices.ContainsFunc(conds, func(c spec.Cond) bool {
			return slices.ContainsFunc(c, func(t spec.CondTerm) bool {
				return t.Region == of.Region && t.Policy == of.Policy && (of.States == nil || slices.Contains(t.States, of.States[0]))
			})
		})
	}
	p.title("Needs that ask for it")
	for i := range x.spec.Needs {
		n := &x.spec.Needs[i]
		if speaks(n.When, n.Unless) {
			p.row(n.Name, x.having(n.Name))
		}
	}
	for i := range x.spec.Commands {
		c := &x.spec.Commands[i]
		for j := range c.Needs {
			n := &c.Needs[j]
			if speaks(n.When, n.Unless) && !x.named(n.Name) {
				p.row(n.Name, c.Name)
			}
		}
	}
	p.title("Rows that are given only by it")
	for i := range x.machine.Rows {
		if row := &x.machine.Rows[i]; speaks(row.When, row.Unless) {
			p.row(strings.TrimSpace(row.Command+" "+row.Name), code(row), phrase.Cond(row.When))
		}
	}
	p.title("Invariants that speak of it")
	for i := range x.spec.Invariants {
		v := &x.spec.Invariants[i]
		if v.Never != nil && speaks(v.Never.When) || v.OnlyAfter != nil && speaks(v.OnlyAfter.State) || v.Budget != nil && speaks(v.Budget.When) {
			p.item(phrase.Invariant(v) + because(v.Why))
		}
	}
}

// named reports whether a need stands in the section of needs.
func (x *Explainer) named(name string) bool {
	return slices.ContainsFunc(x.spec.Needs, func(n spec.Need) bool { return n.Name == name })
}

// having are the commands that have a need: all of them, or how many.
func (x *Explainer) having(need string) string {
	var with []string
	for i := range x.spec.Commands {
		c := &x.spec.Commands[i]
		if slices.ContainsFunc(c.Needs, func(n spec.Need) bool { return n.Name == need }) {
			with = append(with, c.Name)
		}
	}
	return few(with, "commands")
}

// shown is how many names are told where there may be many.
const shown = 8

// few are some names, or the first of them and how many there are.
func few(all []string, things string) string {
	if len(all) <= shown {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d other %s", strings.Join(all[:shown], ", "), len(all)-shown, things)
}

// text is the first text of a row.
func text(row *spec.Row) string {
	if len(row.Text) == 0 {
		return ""
	}
	return row.Text[0]
}

// article is a type in a sentence.
func article(typeName string) string { return "of type " + typeName }

// Outcome explains one answer of a command, with the shortest dialogue to it.
func (x *Explainer) Outcome(out io.Writer, command, name string) error {
	c := x.command(command)
	if c == nil {
		return &Unknown{What: "command", Name: command, Known: x.family(command)}
	}
	var known []string
	for _, r := range x.rowsOf(c) {
		row := &x.machine.Rows[r]
		if known = append(known, row.Name); row.Name != name {
			continue
		}
		p := &page{}
		p.line("%s %s", c.Name, name)
		p.item(row.Why)
		if len(row.When) > 0 {
			p.item("only when " + phrase.Cond(row.When))
		}
		for _, n := range c.Needs {
			if row.Kind == spec.KindReply || row.Kind == spec.KindEnd {
				p.item("behind the need " + n.Name)
			}
		}
		x.answers(p, []int{r})
		x.dialogues(p, []int{r})
		return p.write(out)
	}
	return &Unknown{What: "outcome of " + command, Name: name, Known: known}
}
