package explain

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/internal/phrase"
)

// need explains a precondition.
func (x *Explainer) need(p *page, name string) {
	for i := range x.spec.Needs {
		n := &x.spec.Needs[i]
		if n.Name != name {
			continue
		}
		p.line("%s, a need", name)
		if len(n.When) > 0 {
			p.item("It holds when " + phrase.Cond(n.When) + ".")
		}
		if len(n.Unless) > 0 {
			p.item("It does not hold when " + phrase.Cond(n.Unless) + ".")
		}
		if n.Else.Text != nil {
			p.item("Otherwise: " + codeText(&n.Else))
		}
		p.title("Commands that have it")
		p.item(x.having(name))
	}
}

// codeText is a reply as it is sent.
func codeText(r *spec.Reply) string {
	row := spec.Row{Code: r.Code, Text: r.Text}
	return code(&row) + " " + text(&row)
}

// policy explains a switch of the operator.
func (x *Explainer) policy(p *page, name string) {
	for i := range x.spec.Policies {
		s := &x.spec.Policies[i]
		if s.Name == name {
			p.line("%s, a policy: %s; %s unless the operator says otherwise", name, strings.Join(s.Values, ", "), s.Values[0])
			p.item(s.Why)
			x.asks(p, spec.CondTerm{Region: name, Policy: true})
		}
	}
}

// carried explains a value that rides on states.
func (x *Explainer) carried(p *page, name string) {
	for i := range x.spec.Regions {
		r := &x.spec.Regions[i]
		for _, c := range r.Carries {
			if c.Name == name {
				p.line("%s, carried by %s while it is %s, %s", name, r.Name, strings.Join(c.States, ", "), article(c.Type))
			}
		}
	}
	p.title("Rows that set it")
	for i := range x.machine.Rows {
		row := &x.machine.Rows[i]
		for _, f := range row.Fills {
			if f.Name == name && f.Source != spec.SourcePayload {
				p.row(strings.TrimSpace(row.Command+" "+row.Name), [...]string{spec.SourceSets: "by the handler", spec.SourceArg: "from the argument"}[f.Source])
			}
		}
	}
	p.title("Rows that say it")
	for i := range x.machine.Rows {
		row := &x.machine.Rows[i]
		if slices.ContainsFunc(row.Values, func(v spec.Value) bool { return v.Name == name }) {
			p.row(strings.TrimSpace(row.Command+" "+row.Name), code(row), text(row))
		}
	}
}

// typed explains a type.
func (x *Explainer) typed(p *page, name string) {
	for i := range x.spec.Types {
		t := &x.spec.Types[i]
		if t.Name != name {
			continue
		}
		p.line("%s, a type: %s in Go", name, t.Go)
		if t.Parse != "" {
			p.item("An argument is read by " + t.Parse + ".")
		}
		if t.Secret {
			p.item("It is a secret: it stands in no log and in no reply.")
		}
		var with []string
		for j := range x.spec.Commands {
			c := &x.spec.Commands[j]
			if slices.ContainsFunc(c.Args, func(a spec.Arg) bool { return a.Type == name }) {
				with = append(with, x.spec.Syntax(c))
			}
		}
		p.title("Arguments of this type")
		p.item(few(with, "commands"))
	}
}

// capability explains what a command may touch.
func (x *Explainer) capability(p *page, name string) {
	for i := range x.spec.Capabilities {
		k := &x.spec.Capabilities[i]
		if k.Name != name {
			continue
		}
		p.line("%s, a capability%s", name, x.permission(name))
		p.item(k.Why)
		if k.Interface != "" {
			p.item("The handler is given " + k.Interface + ".")
		}
		if k.Else != nil {
			p.item("Without the permission: " + codeText(k.Else))
		}
		var with []string
		for j := range x.spec.Commands {
			if c := &x.spec.Commands[j]; slices.Contains(c.Touches(), name) {
				with = append(with, c.Name)
			}
		}
		p.title("Commands that do it, or of which an outcome does")
		p.item(few(with, "commands"))
		p.title("Invariants that speak of it")
		for j := range x.spec.Invariants {
			v := &x.spec.Invariants[j]
			if v.Never != nil && slices.ContainsFunc(v.Never.Does, func(pattern string) bool { return covering(pattern, name) }) {
				p.item(phrase.Invariant(v) + because(v.Why))
			}
		}
	}
}

// covering reports whether a capability is of a pattern.
func covering(pattern, name string) bool {
	prefix, wild := strings.CutSuffix(pattern, "*")
	return pattern == name || wild && strings.HasPrefix(name, prefix)
}

// shared explains a reply that rows share.
func (x *Explainer) shared(p *page, name string) {
	p.line("%s, a shared reply", name)
	var rows [][2]string
	x.replies(func(row string, r *spec.Reply) {
		if r.Share == name {
			rows = append(rows, [2]string{row, codeText(r)})
		}
	})
	if len(rows) > 0 {
		p.item(rows[0][1])
	}
	p.title("Rows that start from it")
	for _, r := range rows {
		p.row(r[0], r[1])
	}
}

// replies calls f for everything that is declared as an answer.
func (x *Explainer) replies(f func(row string, r *spec.Reply)) {
	each := func(before string, some []spec.Reply) {
		for i := range some {
			f(before+some[i].Name, &some[i])
		}
	}
	for i := range x.spec.Capabilities {
		if k := &x.spec.Capabilities[i]; k.Else != nil {
			f(k.Name, k.Else)
		}
	}
	for i := range x.spec.Events {
		f(x.spec.Events[i].Name, &x.spec.Events[i].Reply)
	}
	each("transfer ", x.spec.Transfer.Ends)
	each("", x.spec.Standard)
	for i := range x.spec.Commands {
		c := &x.spec.Commands[i]
		for j := range c.Needs {
			f(c.Name+" "+c.Needs[j].Name, &c.Needs[j].Else)
		}
		each(c.Name+" ", c.Replies)
		for j := range c.Replies {
			each(c.Name+" "+c.Replies[j].Name+".", c.Replies[j].Ends)
		}
	}
}

// lifetime explains how long regions last.
func (x *Explainer) lifetime(p *page, name string) {
	p.line("%s, a lifetime", name)
	p.item(phrase.Lifetime(x.spec, name))
	for _, l := range x.spec.Lifetimes {
		if l.Name == name {
			p.item(l.Why)
		}
	}
	p.title("Regions that last for it")
	for _, r := range x.spec.Regions {
		if slices.Contains(r.Lasts, name) {
			p.row(r.Name, "back to "+r.States[0])
		}
	}
}

// class explains a class of errors.
func (x *Explainer) class(p *page, name string) {
	p.line("%s, a class of errors", name)
	var rows []string
	for i := range x.machine.Rows {
		if row := &x.machine.Rows[i]; slices.Contains(row.On, name) {
			rows = append(rows, row.Command+" "+row.Name)
		}
	}
	p.title("It ends in")
	p.item(few(rows, "rows"))
}

// invariant explains what is proved.
func (x *Explainer) invariant(p *page, name string) {
	for i := range x.spec.Invariants {
		if v := &x.spec.Invariants[i]; v.Name == name {
			p.line("%s", phrase.Invariant(v))
			p.item(v.Why)
		}
	}
}
