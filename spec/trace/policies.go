package trace

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
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

// checkPolicies reports a policy, or a value of one, that the spec does not have.
func checkPolicies(s *spec.Spec, r *Recording) error {
	for _, name := range slices.Sorted(maps.Keys(r.Policies)) {
		i := slices.IndexFunc(s.Policies, func(p spec.Policy) bool { return p.Name == name })
		if i < 0 {
			return fmt.Errorf("trace: %s: the spec has no policy %q", r.Name, name)
		}
		if !slices.Contains(s.Policies[i].Values, r.Policies[name]) {
			return fmt.Errorf("trace: %s: policy %s is one of %s, not %q", r.Name, name, strings.Join(s.Policies[i].Values, ", "), r.Policies[name])
		}
	}
	return nil
}

// open are the valuations that the recording's policies leave open.
func (r *Recording) open(s *spec.Spec, all [][]uint8) [][]uint8 {
	return slices.DeleteFunc(all, func(v []uint8) bool {
		for i, p := range s.Policies {
			if value, known := r.Policies[p.Name]; known && p.Values[v[i]] != value {
				return true
			}
		}
		return false
	})
}

// policies say what the recording tells of the operator's switches that it does not state: the values that are left of those that may have any fewer
// than all, "files=writable tls=off|optional". When some values are possible only together, it is the valuations.
func (p *replayer) policies() []string {
	left := map[int]bool{}
	for s := range p.states {
		left[s.valuation] = true
	}
	if len(left) == len(p.valuations) { // all that the recording leaves open
		return nil
	}
	known, combinations := p.values(left)
	if combinations == len(left) {
		return []string{known}
	}
	var names []string
	for v := range p.valuations {
		if left[v] {
			names = append(names, p.machine.DescribeValuation(p.valuations[v]))
		}
	}
	return names
}

// values are those that policies have in some valuations, and how many valuations could be made of them.
func (p *replayer) values(left map[int]bool) (known string, combinations int) {
	var parts []string
	combinations = 1
	for i, policy := range p.machine.Spec.Policies {
		var values []string
		for n, value := range policy.Values {
			for v := range left {
				if int(p.valuations[v][i]) == n {
					values = append(values, value)
					break
				}
			}
		}
		combinations *= len(values)
		if _, known := p.recording.Policies[policy.Name]; !known && len(values) < len(policy.Values) {
			parts = append(parts, policy.Name+"="+strings.Join(values, "|"))
		}
	}
	return strings.Join(parts, " "), combinations
}
