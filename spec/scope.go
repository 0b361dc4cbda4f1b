package spec

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/gonames"
)

// OtherClass stands for all classes of error that no reply beside it names.
const OtherClass = "other"

// Words of the language that code speaks of.
const (
	ThenSend      = "send"
	ThenReceive   = "receive"
	ThenWork      = "work"
	ThenAbort     = "abort"
	ThenProtect   = "protect"
	ThenUnprotect = "unprotect"
)

// Thens is what may follow a reply.
var Thens = []string{ThenSend, ThenReceive, ThenWork, ThenAbort, ThenProtect, ThenUnprotect}

// Markers are the placeholders of the event marker: what the client calls a place in the data, and what the server
// does.
var Markers = [...]string{"client", "server"}

// Builtins are the placeholders that the runtime knows in every row of a command.
var Builtins = []string{"syntax", "command"}

// Scope has the values that a row can use.
type Scope struct {
	spec    *Spec
	command *Command
	sets    []string
	args    bool                // the arguments have been parsed
	States  map[string][]string // for each region and "policy.NAME" the states that it may be in
	kind    Kind
	named   bool     // the table gives the reply, by what the argument names
	given   []string // parameters that the runtime supplies
}

// Scope is the scope of reply r as a row of c.
func (s *Spec) Scope(c *Command, r *Reply, kind Kind) Scope {
	handled := kind == KindReply || kind == KindEnd
	x := Scope{spec: s, command: c, sets: r.Sets, args: handled, kind: kind, named: r.Argument != nil, States: map[string][]string{}}
	for i := range s.Regions {
		x.States[s.Regions[i].Name] = s.Regions[i].States
	}
	for i := range s.Policies {
		x.States[PolicyPrefix+s.Policies[i].Name] = s.Policies[i].Values
	}
	if kind == KindEvent && r.Name == EventMarker {
		x.given = Markers[:]
	}
	if c != nil && handled {
		for i := range c.Needs {
			x.Assume(c.Needs[i].When)
			x.Exclude(c.Needs[i].Unless)
		}
	}
	x.Assume(r.When)
	return x
}

// Secret reports whether a placeholder is an argument that is a secret.
func (x *Scope) Secret(name string) bool {
	return x.args && x.command != nil && slices.ContainsFunc(x.command.Args, func(a Arg) bool { return a.Name == name && x.spec.Secret(a.Type) })
}

// Assume narrows the states to those where cond holds.
func (x *Scope) Assume(cond Cond) {
	for _, t := range cond {
		x.States[t.Key()] = Intersect(x.States[t.Key()], t.States)
	}
}

// Exclude narrows the states to those where cond does not hold, as far as one region or policy alone decides it.
func (x *Scope) Exclude(cond Cond) {
	if len(cond) == 1 {
		t := cond[0]
		x.States[t.Key()] = slices.DeleteFunc(slices.Clone(x.States[t.Key()]), func(s string) bool {
			return slices.Contains(t.States, s)
		})
	}
}

// Always reports whether cond holds in all states that are left.
func (x *Scope) Always(cond Cond) bool {
	for _, t := range cond {
		states := x.States[t.Key()]
		if len(states) == 0 || len(Intersect(states, t.States)) < len(states) {
			return false
		}
	}
	return true
}

// Impossible is the first region or policy of cond that has no state left, "" if there is none.
func (x *Scope) Impossible(cond Cond) string {
	for _, t := range cond {
		if len(x.States[t.Key()]) == 0 {
			return t.Key()
		}
	}
	return ""
}

// arg finds an argument of the command by name.
func (x *Scope) arg(name string) *Arg {
	if x.command == nil || !x.args {
		return nil
	}
	for i := range x.command.Args {
		if x.command.Args[i].Name == name {
			return &x.command.Args[i]
		}
	}
	return nil
}

// rides reports whether every state that the region may be in carries the value.
func (x *Scope) rides(region *Region, carry *Carry) bool {
	states := x.States[region.Name]
	return len(states) > 0 && len(Intersect(states, carry.States)) == len(states)
}

// Fills says where each carried value of the states that r moves to, or that it sets, comes from.
// A value without a source is left out; the checker reports it.
func (x *Scope) Fills(r *Reply) []Fill {
	var fills []Fill
	for i := range x.spec.Regions {
		region := &x.spec.Regions[i]
		for j := range region.Carries {
			carry := &region.Carries[j]
			moved := slices.ContainsFunc(r.To, func(m Move) bool {
				return m.Region == region.Name && slices.Contains(carry.States, m.State)
			})
			set := slices.Contains(r.Sets, carry.Name)
			if !moved && !set {
				continue
			}
			if source, ok := x.fill(region, carry, set); ok {
				fills = append(fills, Fill{Name: carry.Name, Region: region.Name, Source: source})
			}
		}
	}
	return fills
}

// fill finds the source of one carried value.
func (x *Scope) fill(region *Region, carry *Carry, set bool) (Source, bool) {
	switch {
	case set:
		return SourceSets, true
	case x.arg(carry.Name) != nil:
		return SourceArg, true
	default:
		return SourcePayload, x.rides(region, carry)
	}
}

// Values are the placeholders of r's texts with their sources, and the parameters of its constructor.
func (x *Scope) Values(r *Reply) ([]Value, []Param) {
	var params []Param
	for _, name := range r.Sets {
		if _, carry := x.spec.Carry(name); carry != nil {
			params = append(params, Param{Name: name, Go: x.spec.GoType(carry.Type), Sets: true})
		}
	}
	var found []Placeholder
	for _, text := range []Text{r.Text, r.End, r.Cut} {
		if len(text) > 0 {
			found = append(found, Placeholders(text[0])...)
		}
	}
	var values []Value
	for _, p := range found {
		v, _ := x.Value(p)
		values = append(values, v)
		known := slices.ContainsFunc(params, func(q Param) bool { return q.Name == v.Name })
		if v.Source == SourceParam && !known {
			params = append(params, Param{Name: v.Name, Go: v.Go})
		}
	}
	return values, params
}

// Value finds where a placeholder's value comes from. The problem is "" when it has one.
func (x *Scope) Value(p Placeholder) (v Value, problem string) {
	v = Value{Name: p.Name, Format: p.Format}
	region, carry := x.spec.Carry(p.Name)
	switch arg := x.arg(p.Name); {
	case carry != nil && slices.Contains(x.sets, p.Name):
		v.Source, v.Go = SourceSets, x.spec.GoType(carry.Type)
	case arg != nil:
		v.Source, v.Go = SourceArg, x.spec.GoType(arg.Type)
	case carry != nil && x.args && x.rides(region, carry):
		v.Source, v.Go, v.Region = SourcePayload, x.spec.GoType(carry.Type), region.Name
	case x.command != nil && slices.Contains(Builtins, p.Name):
		v.Source, v.Go = SourceBuiltin, "string"
	default:
		v.Source, v.Go = SourceParam, gonames.FormatGoType(p.Format)
		return v, x.paramProblem(p)
	}
	if v.Format == "" {
		v.Format = gonames.NaturalFormat(v.Go)
	}
	return v, fitProblem(p, v.Go)
}

// fitProblem says why a value of a Go type cannot be printed in the format of p, or "".
func fitProblem(p Placeholder, goType string) string {
	switch {
	case p.Format == "" && gonames.NaturalFormat(goType) == "":
		return "{" + p.Name + "} is a " + goType + ", which no format prints"
	case p.Format != "" && gonames.FormatGoType(p.Format) == "":
		return "unknown format " + p.Format
	case p.Format != "" && gonames.FormatGoType(p.Format) != goType:
		return "{" + p.Name + "} is a " + goType + ", but format " + p.Format + " prints " + gonames.FormatGoType(p.Format)
	}
	return ""
}

// paramProblem says why p cannot be a new parameter of the row's constructor, or "".
func (x *Scope) paramProblem(p Placeholder) string {
	switch {
	case slices.Contains(x.given, p.Name) && p.Format == "text":
		return ""
	case !x.args || x.command.By != ByHandler || x.named:
		return "nothing gives {" + p.Name + "} a value"
	case p.Format == "":
		return "nothing gives {" + p.Name + "} a value, and without a format it is no parameter of the reply"
	case gonames.FormatGoType(p.Format) == "":
		return "unknown format " + p.Format
	}
	return ""
}

// Known are the names that have a value in the scope without being parameters.
func (x *Scope) Known() []string {
	known := slices.Clone(x.sets)
	if x.command != nil {
		known = append(known, Builtins...)
	}
	if x.args && x.command != nil {
		for _, a := range x.command.Args {
			known = append(known, a.Name)
		}
		for i := range x.spec.Regions {
			for j := range x.spec.Regions[i].Carries {
				if k := &x.spec.Regions[i].Carries[j]; x.rides(&x.spec.Regions[i], k) {
					known = append(known, k.Name)
				}
			}
		}
	}
	return known
}
