package explain

import (
	"io"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/internal/phrase"
)

// regionPrefix tells a question about a region from one about a command: host is both.
const regionPrefix = "region "

// Region explains what a session remembers in a region, and for how long.
func (x *Explainer) Region(out io.Writer, name string) error {
	at := x.machine.Region(name)
	if at < 0 {
		return &Unknown{What: "region", Name: name, Known: names(x.spec, false)}
	}
	r := &x.spec.Regions[at]
	p := &page{}
	p.line("%s, a region: %s", r.Name, strings.Join(r.States, ", "))
	p.item(r.Why)
	p.item(r.Pos.String())
	if r.Begins != "" {
		p.item("The connection decides where it begins: " + r.Begins + ".")
	}
	for _, c := range r.Carries {
		p.item(strings.Join(c.States, ", ") + " carries " + c.Name + ".")
	}
	x.lasting(p, r)
	p.title("Moved by")
	p.item(strings.Join(r.MovedBy, ", "))
	p.title("Needs that ask about it")
	for i := range x.spec.Commands {
		c := &x.spec.Commands[i]
		for _, n := range c.Needs {
			if speaksOf(n.When, name) || speaksOf(n.Unless, name) {
				p.row(c.Name, n.Name)
			}
		}
	}
	return p.write(out)
}

// lasting tells for how long a region is what it is, and which commands do not end that.
func (x *Explainer) lasting(p *page, r *spec.Region) {
	p.title("Back to " + r.States[0] + " after what ends")
	for _, name := range r.Lasts {
		p.item(phrase.Lifetime(x.spec, name))
	}
	if len(r.Survives) > 0 {
		p.item("but for " + strings.Join(r.Survives, ", "))
	}
}

// lastingOf tells it of the regions of a condition that are not in their first states there.
func (x *Explainer) lastingOf(p *page, cond spec.Cond) {
	for i := range x.spec.Regions {
		r := &x.spec.Regions[i]
		if slices.ContainsFunc(cond, func(t spec.CondTerm) bool {
			return t.Region == r.Name && !t.Policy && !slices.Contains(t.States, r.States[0])
		}) {
			p.title(r.Name + " lasts for")
			for _, name := range r.Lasts {
				p.item(phrase.Lifetime(x.spec, name))
			}
		}
	}
}
