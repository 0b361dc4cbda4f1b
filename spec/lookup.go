package spec

import "slices"

// Key is the term's region or policy as it stands in the file.
func (t CondTerm) Key() string {
	if t.Policy {
		return PolicyPrefix + t.Region
	}
	return t.Region
}

// Intersect has the elements of both, in the order of a.
func Intersect(a, b []string) []string {
	var both []string
	for _, s := range a {
		if slices.Contains(b, s) {
			both = append(both, s)
		}
	}
	return both
}

// Carry finds a carried value by name.
func (s *Spec) Carry(name string) (*Region, *Carry) {
	for i := range s.Regions {
		for j := range s.Regions[i].Carries {
			if s.Regions[i].Carries[j].Name == name {
				return &s.Regions[i], &s.Regions[i].Carries[j]
			}
		}
	}
	return nil, nil
}

// Region finds a region by name.
func (s *Spec) Region(name string) *Region {
	for i := range s.Regions {
		if s.Regions[i].Name == name {
			return &s.Regions[i]
		}
	}
	return nil
}

// first is the first state of a region, "" if there is no such region.
func (s *Spec) first(region string) string {
	if r := s.Region(region); r != nil && len(r.States) > 0 {
		return r.States[0]
	}
	return ""
}

// FirstOf is the first state of the region, or value of the policy, that a term is about.
func (s *Spec) FirstOf(t *CondTerm) string {
	if !t.Policy {
		return s.first(t.Region)
	}
	for _, p := range s.Policies {
		if p.Name == t.Region && len(p.Values) > 0 {
			return p.Values[0]
		}
	}
	return ""
}

// Capability finds a capability by its name, nil if there is none.
func (s *Spec) Capability(name string) *Capability {
	for i := range s.Capabilities {
		if s.Capabilities[i].Name == name {
			return &s.Capabilities[i]
		}
	}
	return nil
}

// Command finds a command by its name.
func (s *Spec) Command(name string) *Command {
	for i := range s.Commands {
		if s.Commands[i].Name == name {
			return &s.Commands[i]
		}
	}
	return nil
}
