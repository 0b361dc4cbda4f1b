package trace

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// ParsePolicies reads "tls=required ccc=allowed", with blanks or commas between.
func ParsePolicies(text string) (map[string]string, error) {
	policies := map[string]string{}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		name, value, found := strings.Cut(part, "=")
		if !found || name == "" || value == "" {
			return nil, fmt.Errorf("%q is not NAME=VALUE", part)
		}
		policies[name] = value
	}
	return policies, nil
}

// With is the recording, of a server that had these policies, whatever it states itself.
func (r *Recording) With(policies map[string]string) *Recording {
	with := *r
	with.Policies = maps.Clone(policies)
	for name, value := range r.Policies {
		if _, given := policies[name]; !given {
			if with.Policies == nil {
				with.Policies = map[string]string{}
			}
			with.Policies[name] = value
		}
	}
	return &with
}

// decision is a policy, or a region of which the connection decides where it begins: something that holds for a whole
// session.
type decision struct {
	name   string
	values []string
	of     func(*world) uint8
}

// decisions are those of a spec.
func decisions(s *spec.Spec) []decision {
	var all []decision
	for i, p := range s.Policies {
		all = append(all, decision{p.Name, p.Values, func(w *world) uint8 { return w.valuation[i] }})
	}
	for i, r := range s.Regions {
		if r.Begins != "" {
			all = append(all, decision{r.Name, r.States, func(w *world) uint8 { return w.begin.States[i] }})
		}
	}
	return all
}

// value is what the recording tells about a decision, "" for nothing.
func (r *Recording) value(s *spec.Spec, d *decision) string {
	if value, stated := r.Policies[d.name]; stated {
		return value
	}
	i := slices.IndexFunc(s.Regions, func(r spec.Region) bool { return r.Name == d.name && r.Begins == beginsFamily })
	if i >= 0 && slices.Contains(d.values, r.Family) {
		return r.Family
	}
	return ""
}

// beginsFamily is what the spec says of a region that begins as the connection's address family, and the states are the
// families.
const (
	beginsFamily = "address-family"
	familyIPv4   = "ipv4"
	familyIPv6   = "ipv6"
)

// checkPolicies reports a policy, or a value of one, that the spec does not have.
func checkPolicies(s *spec.Spec, r *Recording) error {
	all := decisions(s)
	for _, name := range slices.Sorted(maps.Keys(r.Policies)) {
		i := slices.IndexFunc(all, func(d decision) bool { return d.name == name })
		if i < 0 {
			return fmt.Errorf("trace: %s: the spec has no policy %q", r.Name, name)
		}
		if !slices.Contains(all[i].values, r.Policies[name]) {
			return fmt.Errorf("trace: %s: policy %s is one of %s, not %q", r.Name, name, strings.Join(all[i].values, ", "), r.Policies[name])
		}
	}
	return nil
}

// open are the worlds that the recording leaves open.
func (r *Recording) open(m *explore.Machine) []world {
	var open []world
	for _, valuation := range m.Valuations() {
		for _, begin := range m.Beginnings() {
			open = append(open, world{valuation, begin})
		}
	}
	for _, d := range decisions(m.Spec) {
		if value := r.value(m.Spec, &d); value != "" {
			open = slices.DeleteFunc(open, func(w world) bool { return d.values[d.of(&w)] != value })
		}
	}
	return open
}

// policies say what the recording tells of the decisions that it does not state: the values that are left of those that
// may have any fewer than all, "files=writable tls=off|optional". When some values are possible only together, it is
// all of them.
func (p *replayer) policies() []string {
	left := map[int]bool{}
	for s := range p.states {
		left[s.world] = true
	}
	if len(left) == len(p.worlds) { // all that the recording leaves open
		return nil
	}
	known, combinations := p.values(left)
	if combinations == len(left) {
		return []string{known}
	}
	var names []string
	for w := range p.worlds {
		if left[w] {
			names = append(names, p.describe(&p.worlds[w]))
		}
	}
	return names
}

// describe names a world: the policies that are not the defaults, and what the connection decides.
func (p *replayer) describe(w *world) string {
	parts := []string{p.machine.DescribeValuation(w.valuation)}
	for _, d := range decisions(p.machine.Spec)[len(p.machine.Spec.Policies):] {
		if p.recording.value(p.machine.Spec, &d) == "" {
			parts = append(parts, d.name+"="+d.values[d.of(w)])
		}
	}
	return strings.Join(parts, " ")
}

// values are those that decisions have in some worlds, and how many worlds could be made of them.
func (p *replayer) values(left map[int]bool) (known string, combinations int) {
	var parts []string
	combinations = 1
	for _, d := range decisions(p.machine.Spec) {
		var values []string
		for n, value := range d.values {
			for w := range left {
				if int(d.of(&p.worlds[w])) == n {
					values = append(values, value)
					break
				}
			}
		}
		combinations *= len(values)
		if p.recording.value(p.machine.Spec, &d) == "" && len(values) < len(d.values) {
			parts = append(parts, d.name+"="+strings.Join(values, "|"))
		}
	}
	return strings.Join(parts, " "), combinations
}
