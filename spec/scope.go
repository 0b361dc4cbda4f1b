package spec

import "slices"

// OtherClass stands for all classes of error that no reply beside it names.
const OtherClass = "other"

// Words of the language that code speaks of.
const (
	thenSend      = "send"
	thenReceive   = "receive"
	thenWork      = "work"
	thenAbort     = "abort"
	thenProtect   = "protect"
	thenUnprotect = "unprotect"
)

// thens is what may follow a reply.
var thens = []string{thenSend, thenReceive, thenWork, thenAbort, thenProtect, thenUnprotect}

// markers are the placeholders of the event marker: what the client calls a place in the data, and what the server does.
var markers = [...]string{"client", "server"}

// builtins are the placeholders that the runtime knows in every row of a command.
var builtins = []string{"syntax", "command"}

// scope has the values that a row can use.
type scope struct {
	spec    *Spec
	command *Command
	sets    []string
	args    bool                // the arguments have been parsed
	states  map[string][]string // for each region and "policy.NAME" the states that it may be in
	kind    Kind
	named   bool     // the table gives the reply, by what the argument names
	given   []string // parameters that the runtime supplies
}

// scope is the scope of reply r as a row of c.
func (s *Spec) scope(c *Command, r *Reply, kind Kind) scope {
	handled := kind == KindReply || kind == KindEnd
	x := scope{spec: s, command: c, sets: r.Sets, args: handled, kind: kind, named: r.Argument != nil, states: map[string][]string{}}
	for i := range s.Regions {
		x.states[s.Regions[i].Name] = s.Regions[i].States
	}
	for i := range s.Policies {
		x.states[policyPrefix+s.Policies[i].Name] = s.Policies[i].Values
	}
	if kind == KindEvent && r.Name == eventMarker {
		x.given = markers[:]
	}
	if c != nil && handled {
		for i := range c.Needs {
			x.assume(c.Needs[i].When)
			x.exclude(c.Needs[i].Unless)
		}
	}
	x.assume(r.When)
	return x
}

// secret reports whether a placeholder is an argument that is a secret.
func (x *scope) secret(name string) bool {
	return x.args && x.command != nil && slices.ContainsFunc(x.command.Args, func(a Arg) bool { return a.Name == name && x.spec.Secret(a.Type) })
}

// assume narrows the states to those where cond holds.
func (x *scope) assume(cond Cond) {
	for _, t := range cond {
		x.states[t.key()] = intersect(x.states[t.key()], t.States)
	}
}

// exclude narrows the states to those where cond does not hold, as far as one region or policy alone decides it.
func (x *scope) exclude(cond Cond) {
	if len(cond) == 1 {
		t := cond[0]
		x.states[t.key()] = slices.DeleteFunc(slices.Clone(x.states[t.key()]), func(s string) bool {
			return slices.Contains(t.States, s)
		})
	}
}

// always reports whether cond holds in all states that are left.
func (x *scope) always(cond Cond) bool {
	for _, t := range cond {
		states := x.states[t.key()]
		if len(states) == 0 || len(intersect(states, t.States)) < len(states) {
			return false
		}
	}
	return true
}

// key is the term's region or policy as it stands in the file.
func (t CondTerm) key() string {
	if t.Policy {
		return policyPrefix + t.Region
	}
	return t.Region
}

// impossible is the first region or policy of cond that has no state left, "" if there is none.
func (x *scope) impossible(cond Cond) string {
	for _, t := range cond {
		if len(x.states[t.key()]) == 0 {
			return t.key()
		}
	}
	return ""
}

// intersect has the elements of both, in the order of a.
func intersect(a, b []string) []string {
	var both []string
	for _, s := range a {
		if slices.Contains(b, s) {
			both = append(both, s)
		}
	}
	return both
}

// carry finds a carried value by name.
func (s *Spec) carry(name string) (*Region, *Carry) {
	for i := range s.Regions {
		for j := range s.Regions[i].Carries {
			if s.Regions[i].Carries[j].Name == name {
				return &s.Regions[i], &s.Regions[i].Carries[j]
			}
		}
	}
	return nil, nil
}

// arg finds an argument of the command by name.
func (x *scope) arg(name string) *Arg {
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
func (x *scope) rides(region *Region, carry *Carry) bool {
	states := x.states[region.Name]
	return len(states) > 0 && len(intersect(states, carry.States)) == len(states)
}

// fills says where each carried value of the states that r moves to, or that it sets, comes from.
// A value without a source is left out; the checker reports it.
func (x *scope) fills(r *Reply) []Fill {
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
func (x *scope) fill(region *Region, carry *Carry, set bool) (Source, bool) {
	switch {
	case set:
		return SourceSets, true
	case x.arg(carry.Name) != nil:
		return SourceArg, true
	default:
		return SourcePayload, x.rides(region, carry)
	}
}

// values are the placeholders of r's texts with their sources, and the parameters of its constructor.
func (x *scope) values(r *Reply) ([]Value, []Param) {
	var params []Param
	for _, name := range r.Sets {
		if _, carry := x.spec.carry(name); carry != nil {
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
		v, _ := x.value(p)
		values = append(values, v)
		known := slices.ContainsFunc(params, func(q Param) bool { return q.Name == v.Name })
		if v.Source == SourceParam && !known {
			params = append(params, Param{Name: v.Name, Go: v.Go})
		}
	}
	return values, params
}

// value finds where a placeholder's value comes from. The problem is "" when it has one.
func (x *scope) value(p Placeholder) (v Value, problem string) {
	v = Value{Name: p.Name, Format: p.Format}
	region, carry := x.spec.carry(p.Name)
	switch arg := x.arg(p.Name); {
	case carry != nil && slices.Contains(x.sets, p.Name):
		v.Source, v.Go = SourceSets, x.spec.GoType(carry.Type)
	case arg != nil:
		v.Source, v.Go = SourceArg, x.spec.GoType(arg.Type)
	case carry != nil && x.args && x.rides(region, carry):
		v.Source, v.Go, v.Region = SourcePayload, x.spec.GoType(carry.Type), region.Name
	case x.command != nil && slices.Contains(builtins, p.Name):
		v.Source, v.Go = SourceBuiltin, "string"
	default:
		v.Source, v.Go = SourceParam, FormatGoType(p.Format)
		return v, x.paramProblem(p)
	}
	if v.Format == "" {
		v.Format = naturalFormat(v.Go)
	}
	return v, fitProblem(p, v.Go)
}

// fitProblem says why a value of a Go type cannot be printed in the format of p, or "".
func fitProblem(p Placeholder, goType string) string {
	switch {
	case p.Format == "" && naturalFormat(goType) == "":
		return "{" + p.Name + "} is a " + goType + ", which no format prints"
	case p.Format != "" && FormatGoType(p.Format) == "":
		return "unknown format " + p.Format
	case p.Format != "" && FormatGoType(p.Format) != goType:
		return "{" + p.Name + "} is a " + goType + ", but format " + p.Format + " prints " + FormatGoType(p.Format)
	}
	return ""
}

// paramProblem says why p cannot be a new parameter of the row's constructor, or "".
func (x *scope) paramProblem(p Placeholder) string {
	switch {
	case slices.Contains(x.given, p.Name) && p.Format == "text":
		return ""
	case !x.args || x.command.By != ByHandler || x.named:
		return "nothing gives {" + p.Name + "} a value"
	case p.Format == "":
		return "nothing gives {" + p.Name + "} a value, and without a format it is no parameter of the reply"
	case FormatGoType(p.Format) == "":
		return "unknown format " + p.Format
	}
	return ""
}

// region finds a region by name.
func (s *Spec) region(name string) *Region {
	for i := range s.Regions {
		if s.Regions[i].Name == name {
			return &s.Regions[i]
		}
	}
	return nil
}

// first is the first state of a region, "" if there is no such region.
func (s *Spec) first(region string) string {
	if r := s.region(region); r != nil && len(r.States) > 0 {
		return r.States[0]
	}
	return ""
}
