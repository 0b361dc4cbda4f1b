package diff

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/internal/phrase"
)

// Declared is a declaration that one revision has and the other has not.
type Declared struct {
	Came bool
	What string   // "command", "alias", "code", "capability", "FEAT line", "policy", "lifetime", "mover", "invariant", "waiver", "relaxation" (of an overlay), or behindDialogues
	Name string   // "SIZE", "XCWD of CWD", "554 of RETR"
	Pos  spec.Pos // in the revision that has it
	of   string   // the command that it belongs to, or "policy tls", "region data", "capability files.read"; "" for nothing
}

// declared lists what came and went: first what came, each in the order of its spec. What belongs to a command
// (a policy, a region, a capability) that came or went as a whole is not listed.
func declared(old, now *spec.Spec) []Declared {
	was, is := items(old), items(now)
	var all []Declared
	for _, d := range is {
		if !contains(was, d) && (d.of == "" || knows(old, d.of)) {
			d.Came = true
			all = append(all, d)
		}
	}
	for _, d := range was {
		if d.Came = false; !contains(is, d) && (d.of == "" || knows(now, d.of)) {
			all = append(all, d)
		}
	}
	return all
}

func contains(all []Declared, d Declared) bool {
	return slices.ContainsFunc(all, func(o Declared) bool { return o.What == d.What && o.Name == d.Name })
}

// items are the declarations of a spec that a reader of a diff wants to hear of.
func items(s *spec.Spec) []Declared {
	var all []Declared
	add := func(pos spec.Pos, what, name, of string) {
		all = append(all, Declared{What: what, Name: name, Pos: pos, of: of})
	}
	for _, p := range s.Policies {
		for _, v := range p.Values {
			add(p.Pos, "policy", p.Name+"="+v, "")
		}
	}
	for i := range s.Commands {
		c := &s.Commands[i]
		add(c.Pos, "command", c.Name, "")
		for _, alias := range c.Aliases {
			add(c.Pos, "alias", alias+" of "+c.Name, c.Name)
		}
		for _, name := range c.Does {
			add(c.Pos, "capability", name+" of "+c.Name, c.Name)
		}
		if c.Feat != "" {
			add(c.Pos, "FEAT line", c.Feat, "")
		}
	}
	for _, row := range s.Rows() {
		name := fmt.Sprintf("%d of %s", row.Code, row.Command)
		for _, k := range row.Own {
			add(row.Pos, "capability", k+" of "+row.Command+" "+row.Name, row.Command)
		}
		if row.Command != "" && row.Code != 0 && !contains(all, Declared{What: "code", Name: name}) {
			add(row.Pos, "code", name, row.Command)
		}
	}
	behind(s, add)
	for _, f := range s.Features {
		add(f.Pos, "FEAT line", f.Line, "")
	}
	for i := range s.Invariants {
		v := &s.Invariants[i]
		add(v.Pos, "invariant", phrase.Invariant(v), "")
	}
	for _, w := range s.Waivers {
		all = append(all, waived(w))
	}
	for _, x := range s.Relaxations {
		add(x.Pos, "relaxation", x.What+": "+x.Why, "")
	}
	return all
}

// waived is a waiver.
func waived(w spec.Waiver) Declared {
	return Declared{Came: true, What: "waiver", Name: fmt.Sprintf("%s %s: %s", w.Check, w.At, w.Why), Pos: w.Pos}
}

// textsDiffer reports whether something that people read differs: replies, help lines, reasons. What only one
// revision has does not count.
func textsDiffer(old, now *spec.Spec) bool {
	was := texts(old)
	for name, text := range texts(now) {
		if before, known := was[name]; known && before != text {
			return true
		}
	}
	return !slices.Equal(old.Languages, now.Languages)
}

// texts are all texts, by the name of what they belong to.
func texts(s *spec.Spec) map[string]string {
	all := map[string]string{}
	for _, row := range s.Rows() {
		all["row "+row.Command+" "+row.Name] = fmt.Sprintf("%q %q %q %v %q", row.Text, row.End, row.Cut, row.Body, row.Why)
	}
	for i := range s.Commands {
		all["help "+s.Commands[i].Name] = fmt.Sprintf("%q %s", s.Commands[i].Help, s.Syntax(&s.Commands[i]))
	}
	return all
}
