package explain

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/phrase"
)

// Command explains a command, found by its name or an alias.
func (x *Explainer) Command(out io.Writer, name string) error { return x.about(out, name, true) }

// Brief is Command without the dialogues.
func (x *Explainer) Brief(out io.Writer, name string) error { return x.about(out, name, false) }

// about explains a command, with the dialogues to its answers or without.
func (x *Explainer) about(out io.Writer, name string, dialogues bool) error {
	c := x.command(name)
	if c == nil {
		u := &Unknown{What: "command", Name: name, Known: x.family(name)}
		if len(u.Known) == 0 {
			for i := range x.spec.Commands {
				u.Known = append(u.Known, x.spec.Commands[i].Name)
			}
		}
		return u
	}
	p := &page{}
	x.head(p, c)
	x.needs(p, c)
	rows := x.rowsOf(c)
	x.answers(p, rows)
	x.invariants(p, c)
	x.deviations(p, c)
	if dialogues {
		x.dialogues(p, rows)
	}
	return p.write(out)
}

// Event explains something that happens by itself.
func (x *Explainer) Event(out io.Writer, name string) error {
	r := x.event(name)
	if r < 0 {
		return &Unknown{What: "event", Name: name, Known: spec.EventNames()}
	}
	row := &x.machine.Rows[r]
	p := &page{}
	p.line("%s, an event", name)
	p.item(row.Why)
	for _, e := range x.spec.Events {
		if e.Name == name {
			p.item("RFC " + e.RFC + "; " + row.Pos.String())
		}
	}
	if len(row.When) > 0 {
		p.item("only when " + phrase.Cond(row.When))
	}
	x.answers(p, []int{r})
	x.dialogues(p, []int{r})
	return p.write(out)
}

// rowsOf are a command's rows that a session can be given; a handler that is not written is not explored.
func (x *Explainer) rowsOf(c *spec.Command) []int {
	var rows []int
	for i := range x.machine.Rows {
		if row := &x.machine.Rows[i]; row.Command == c.Name && row.Kind != spec.KindUnwritten {
			rows = append(rows, i)
		}
	}
	return rows
}

// duringWords say what happens to a command during a transfer.
var duringWords = [...]string{
	spec.DuringWait:  "it waits for the end of a transfer",
	spec.DuringNow:   "it is answered at once during a transfer",
	spec.DuringAlone: "it waits for the end of a transfer, and nothing behind it is read before its answer",
	spec.DuringLast:  "it waits for the end of a transfer, and nothing behind it is read",
}

// byWords say who answers.
var byWords = [...]string{spec.ByHandler: "A handler answers", spec.ByTable: "The table answers"}

func (x *Explainer) head(p *page, c *spec.Command) {
	p.line("%s", x.spec.Syntax(c))
	p.item(c.Help[0])
	p.item("RFC " + c.RFC + "; " + c.Pos.String())
	if len(c.Aliases) > 0 {
		p.item("also " + strings.Join(c.Aliases, ", "))
	}
	if family := x.family(c.Name); len(family) > 0 {
		p.item("see also " + strings.Join(family, ", "))
	}
	if c.Feat != "" {
		p.item("announced by FEAT: " + c.Feat)
	}
	if c.By == spec.ByNobody {
		p.item("Nobody answers: it is not offered.")
	} else {
		p.item(byWords[c.By] + "; " + duringWords[c.During] + ".")
	}
	for _, name := range c.Does {
		p.item("It touches " + name + x.permission(name) + ".")
	}
	for _, name := range c.Touches() {
		if !slices.Contains(c.Does, name) {
			p.item("Some of its outcomes take " + name + x.permission(name) + ".")
		}
	}
	if len(c.With) > 0 {
		p.item("Its handler is given the state of " + strings.Join(c.With, ", ") + ".")
	}
}

// permission is what an account needs for a capability.
func (x *Explainer) permission(capability string) string {
	for i := range x.spec.Capabilities {
		if k := &x.spec.Capabilities[i]; k.Name == capability && k.Permission != "" {
			if k.Or != "" {
				return ", which asks for the permission " + k.Permission + " or " + k.Or
			}
			return ", which asks for the permission " + k.Permission
		}
	}
	return ""
}

func (x *Explainer) needs(p *page, c *spec.Command) {
	if len(c.Needs) == 0 {
		return
	}
	p.title("Needs, in this order")
	for i := range c.Needs {
		n := &c.Needs[i]
		holds := phrase.Cond(n.When)
		if len(n.Unless) > 0 {
			holds = strings.TrimSpace(holds + " not(" + phrase.Cond(n.Unless) + ")")
		}
		p.row(n.Name, holds, fmt.Sprintf("else %d", n.Else.Code))
	}
}

// answers lists rows with what they move; what no row shares stands in columns.
func (x *Explainer) answers(p *page, rows []int) {
	p.title("Answers")
	for _, r := range rows {
		row := &x.machine.Rows[r]
		code := "-"
		if row.Code != 0 {
			code = fmt.Sprint(row.Code)
		}
		text := ""
		if row.Text != nil {
			text = row.Text[0]
		}
		p.row(code, row.Name, row.Kind.String(), text, moves(row), classes(x.spec, row))
	}
	p.title("Where the lines of an answer break off")
	for _, r := range rows {
		if row := &x.machine.Rows[r]; row.Cut != nil {
			p.row(fmt.Sprint(row.Code), row.Name, row.Cut[0])
		}
	}
}

// moves is where a row takes the regions.
func moves(row *spec.Row) string {
	var parts []string
	for _, mv := range row.Moves {
		parts = append(parts, mv.Region+"="+mv.State)
	}
	if len(parts) == 0 {
		return ""
	}
	return "-> " + strings.Join(parts, " ")
}

// classes says which classes of failure end in a row.
func classes(s *spec.Spec, row *spec.Row) string {
	if len(row.On) == 0 {
		return ""
	}
	if len(row.On) == len(s.Classes) {
		return "on any failure"
	}
	return "on " + strings.Join(row.On, ", ")
}

func (x *Explainer) invariants(p *page, c *spec.Command) {
	p.title("Invariants that mention it")
	for i := range x.spec.Invariants {
		if v := &x.spec.Invariants[i]; mentions(x.spec, v, c) {
			p.item(phrase.Invariant(v) + because(v.Why))
		}
	}
}

// because is a reason in brackets.
func because(why string) string {
	if why == "" {
		return ""
	}
	return " (" + why + ")"
}

// mentions reports whether an invariant speaks of a command, by its name or by what it touches.
func mentions(s *spec.Spec, v *spec.Invariant, c *spec.Command) bool {
	switch {
	case v.Never != nil:
		return s.SpeaksOf(v.Never, c)
	case v.OnlyAfter != nil:
		return slices.Contains(v.OnlyAfter.Commands, c.Name)
	case v.Resets != nil:
		return v.Resets.Command == c.Name
	case v.Budget != nil:
		return slices.Contains(v.Budget.Commands, c.Name)
	}
	return v.AlwaysPossible == c.Name
}

func (x *Explainer) deviations(p *page, c *spec.Command) {
	p.title("Deviations from the standards")
	for _, d := range x.spec.Deviations {
		answers := slices.ContainsFunc(d.Answers, func(a spec.Answer) bool { return a.Command == c.Name })
		if d.About == c.Name || answers {
			p.item(d.Do + because(d.Why))
		}
	}
}

// dialogues writes the shortest way to each row.
func (x *Explainer) dialogues(p *page, rows []int) {
	found := x.ways(rows)
	p.title("The shortest dialogue to each answer")
	for _, r := range rows {
		row := &x.machine.Rows[r]
		w, known := found[r]
		if !known {
			p.item(row.Name + ": no dialogue leads here")
			continue
		}
		policies := ""
		if w.policies != "defaults" {
			policies = ", with " + w.policies
		}
		p.item(row.Name + policies)
		for line := range strings.Lines(explore.Format(w.dialogue)) {
			p.item("    " + strings.TrimSuffix(line, "\n"))
		}
	}
}
