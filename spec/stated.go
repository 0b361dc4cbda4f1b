package spec

import "slices"

// OtherState stands for what names none of the states.
const OtherState = "other"

// NamedStates are the states of a region that an argument can name: of the region of languages those that there are
// texts in.
func NamedStates(states []string, region, language string, languages []string) []string {
	if region == language {
		return Intersect(states, languages)
	}
	return states
}

// Names is the region a state of which an argument of the command names, and the states that can be named; nil for no
// region.
func (s *Spec) Names(c *Command) (arg *Arg, region *Region, states []string) {
	for i := range c.Args {
		if t := s.typeOf(&c.Args[i]); t != nil && t.Names != "" {
			if r := s.Region(t.Names); r != nil {
				return &c.Args[i], r, NamedStates(r.States, r.Name, s.Roles.Language, s.Languages)
			}
		}
	}
	return nil, nil, nil
}

// typeOf is the type of an argument, nil if there is none of that name.
func (s *Spec) typeOf(a *Arg) *Type {
	for i := range s.Types {
		if s.Types[i].Name == a.Type {
			return &s.Types[i]
		}
	}
	return nil
}

// TableGives reports whether the table chooses a reply, and no handler.
func (c *Command) TableGives(r *Reply) bool { return c.By == ByTable || r.Argument != nil }

// Covers reports whether a reply is for every argument for which another is.
func (r *Reply) Covers(o *Reply) bool {
	return r.Argument == nil || o.Argument != nil && len(Intersect(o.Argument, r.Argument)) == len(o.Argument)
}

// SameOutcome reports whether the values of one reply are enough for another.
func (s *Spec) SameOutcome(cmd *Command, r, other *Reply) bool {
	given, wanted := s.Scope(cmd, r, KindReply), s.Scope(cmd, other, KindReply)
	_, have := given.Values(r)
	_, want := wanted.Values(other)
	return r.Then == other.Then && r.Body == other.Body && slices.Equal(r.Sets, other.Sets) &&
		!slices.ContainsFunc(want, func(p Param) bool { return !slices.Contains(have, p) }) &&
		slices.EqualFunc(r.Ends, other.Ends, func(a, b Reply) bool {
			return a.Name == b.Name && slices.Equal(a.On, b.On) && slices.Equal(a.Does, b.Does)
		})
}
