package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/gonames"
)

// Some declarations are no step of any dialogue, and a server differs by them all the same: the value that a policy has
// when the operator says nothing, how an argument is read and whether it is a secret, what a state carries, what a
// capability hands to a handler, in which answer a failure ends.

// behind lists them. Of names what a declaration belongs to, as in Declared.
func behind(s *spec.Spec, add func(pos spec.Pos, what, name, of string)) {
	for _, p := range s.Policies {
		add(p.Pos, "default", p.Name+"="+p.Values[0], ofPolicy+p.Name)
	}
	for i := range s.Regions {
		r := &s.Regions[i]
		for _, name := range r.Lasts {
			add(r.Pos, "lifetime", r.Name+" lasts for "+name, ofRegion+r.Name)
		}
		for _, name := range r.MovedBy {
			add(r.Pos, "mover", name+" may move "+r.Name, ofRegion+r.Name)
		}
		for _, c := range r.Carries {
			add(c.Pos, "carried value", fmt.Sprintf("%s of %s=%s: %s", c.Name, r.Name, strings.Join(c.States, "|"), today(s.GoType(c.Type))), ofRegion+r.Name)
		}
	}
	for i := range s.Capabilities {
		k := &s.Capabilities[i]
		add(k.Pos, "interface", fmt.Sprintf("%s of %s as %s", orNone(k.Interface), k.Name, k.Field), ofCapability+k.Name)
		add(k.Pos, "permission", k.Name+" "+terms(k), ofCapability+k.Name)
	}
	for i := range s.Commands {
		c := &s.Commands[i]
		for _, a := range c.Args {
			add(a.Pos, "argument", a.Name+" of "+c.Name+": "+reading(s, &a), c.Name)
		}
	}
	for _, row := range s.Rows() {
		for _, class := range row.On {
			add(row.Pos, "failure", fmt.Sprintf("%s of %s ends in %d", class, row.Command, row.Code), row.Command)
		}
	}
}

// terms are what a capability asks the account for, and whether it changes files: "asks for delete, or write; changes
// files".
func terms(k *spec.Capability) string {
	text := "asks for " + orNone(k.Permission)
	if k.Or != "" {
		text += ", or " + k.Or
	}
	if k.Under != "" {
		text += " beside " + k.Under
	}
	if k.Changes {
		text += "; changes files"
	}
	return text
}

// reading is how an argument is read: "storage.Path by argument.ParsePath".
func reading(s *spec.Spec, a *spec.Arg) string {
	text := today(s.GoType(a.Type))
	if i := slices.IndexFunc(s.Types, func(t spec.Type) bool { return t.Name == a.Type }); i >= 0 {
		if t := &s.Types[i]; t.Parse != "" {
			text += " by " + today(t.Parse)
		}
		if s.Types[i].Word {
			text += ", a word"
		}
		if s.Types[i].Secret {
			text += ", a secret"
		}
	}
	if a.Optional {
		text += ", optional"
	}
	return text
}

// today is the name that a parser, or the type that it makes, has now. The parsers of package fsm stand in package
// argument today; a spec from before means the same ones.
func today(name string) string {
	now := "argument." + strings.TrimPrefix(name, "fsm.")
	for parser, makes := range gonames.Parsers() {
		if strings.HasPrefix(name, "fsm.") && (now == parser || now == makes) {
			return now
		}
	}
	return name
}

// What belongs to something that is no command says so before its name.
const (
	ofPolicy     = "policy "
	ofRegion     = "region "
	ofCapability = "capability "
)

// knows reports whether a spec has what a declaration belongs to.
func knows(s *spec.Spec, of string) bool {
	what, name, _ := strings.Cut(of, " ")
	switch what + " " {
	case ofPolicy:
		return slices.ContainsFunc(s.Policies, func(p spec.Policy) bool { return p.Name == name })
	case ofRegion:
		return slices.ContainsFunc(s.Regions, func(r spec.Region) bool { return r.Name == name })
	case ofCapability:
		return slices.ContainsFunc(s.Capabilities, func(k spec.Capability) bool { return k.Name == name })
	}
	return slices.ContainsFunc(s.Commands, func(c spec.Command) bool { return c.Name == of })
}

func orNone(name string) string {
	if name == "" {
		return "nothing"
	}
	return name
}

// behindDialogues are the kinds of declarations that a server differs by although its dialogues are the same.
var behindDialogues = []string{"default", "carried value", "interface", "permission", "argument", "failure", "alias", "capability", "FEAT line"}

// changesBehind reports whether something that came or went is such a one.
func changesBehind(all []Declared) bool {
	return slices.ContainsFunc(all, func(d Declared) bool { return slices.Contains(behindDialogues, d.What) })
}
