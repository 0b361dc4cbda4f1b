package spec

import (
	"cmp"
	"slices"
	"strings"
)

// Lifetime is how long something lasts that a session remembers: until a row ends it. Regions say which lifetimes
// they last for, so that what a row resets follows, and is nowhere written down twice.
type Lifetime struct {
	Name    string
	Ends    []string // "USER": each reply of the command; "HOST ok": one reply; "dropped": an event
	Answers []string // commands, or capabilities and patterns, each of whose answers ends it, refusals too
	Within  string   // the lifetime whose end ends it too; "" for none
	Why     string
	Pos     Pos // of its declaration; the zero Pos of one that the language has and the spec says nothing of
}

// The lifetimes that the language has by itself. A spec may say of all but the last what else ends them.
const (
	LastsCommand  = "command"  // each command, and each line that is none, ends it
	LastsTransfer = "transfer" // the end of a transfer on a data connection ends it
	LastsWork     = "work"     // the end of work ends it
	LastsSession  = "session"  // nothing ends it but the session's end
)

// builtinLifetimes are the language's lifetimes, in the order in which documents show them.
var builtinLifetimes = [...]string{LastsCommand, LastsTransfer, LastsWork, LastsSession}

// BuiltinLifetimes are the names of the lifetimes that a spec need not declare.
func BuiltinLifetimes() []string { return slices.Clone(builtinLifetimes[:]) }

// LastsFor reports whether the region names the lifetime itself.
func (r *Region) LastsFor(lifetime string) bool { return slices.Contains(r.Lasts, lifetime) }

// Expires reports whether the region goes back to its first state with the next command that it does not survive.
func (r *Region) Expires() bool { return r.LastsFor(LastsCommand) }

// Reset is a region that a row takes to its first state because a lifetime ends.
type Reset struct {
	Region   *Region
	Lifetime string // the one that the row ends by its own name, though the region's may be one within it
}

// Over are the lifetimes that end with a row, without those within them, in the order of Spec.Lifetimes.
func (s *Spec) Over(row *Row) []string {
	var names []string
	for i := range s.Lifetimes {
		if l := &s.Lifetimes[i]; s.ends(l, row) {
			names = append(names, l.Name)
		}
	}
	return names
}

// Resets are the regions that a row takes to their first states because lifetimes end, in the order of the regions.
// What the row says itself wins over them.
func (s *Spec) Resets(row *Row) []Reset {
	var resets []Reset
	over := s.Over(row)
	for i := range s.Regions {
		r := &s.Regions[i]
		if at := slices.IndexFunc(over, func(name string) bool { return s.outlived(r, name, row) }); at >= 0 {
			resets = append(resets, Reset{Region: r, Lifetime: over[at]})
		}
	}
	return resets
}

// outlived reports whether a region lasts no longer than a lifetime that the row ends.
func (s *Spec) outlived(r *Region, lifetime string, row *Row) bool {
	if len(r.States) == 0 {
		return false
	}
	return slices.ContainsFunc(r.Lasts, func(name string) bool {
		if name == LastsCommand && lifetime == LastsCommand {
			return !slices.Contains(r.Survives, row.Command)
		}
		return s.Within(name, lifetime)
	})
}

// Within reports whether a lifetime ends with another: it is that one, or lies in it.
func (s *Spec) Within(name, outer string) bool {
	for range len(s.Lifetimes) + 1 {
		if name == outer {
			return true
		}
		l := s.Lifetime(name)
		if l == nil || l.Within == "" {
			return false
		}
		name = l.Within
	}
	return false
}

// Ended are the declared lifetimes that are over with a row, also because they lie within another; those that last
// longest come first: those that lie in fewer others, and that less ends.
func (s *Spec) Ended(row *Row) []string {
	over := s.Over(row)
	var names []string
	for i := range s.Lifetimes {
		name := s.Lifetimes[i].Name
		if !slices.Contains(builtinLifetimes[:], name) && slices.ContainsFunc(over, func(outer string) bool { return s.Within(name, outer) }) {
			names = append(names, name)
		}
	}
	enders := func(name string) int { l := s.Lifetime(name); return len(l.Ends) + len(l.Answers) }
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Or(s.depth(a)-s.depth(b), enders(a)-enders(b)) })
	return names
}

// depth is in how many lifetimes one lies.
func (s *Spec) depth(name string) int {
	depth := 0
	for l := s.Lifetime(name); l != nil && l.Within != "" && depth <= len(s.Lifetimes); l = s.Lifetime(l.Within) {
		depth++
	}
	return depth
}

// Lifetime finds a lifetime by name, nil if there is none.
func (s *Spec) Lifetime(name string) *Lifetime {
	for i := range s.Lifetimes {
		if s.Lifetimes[i].Name == name {
			return &s.Lifetimes[i]
		}
	}
	return nil
}

// ends reports whether a row ends a lifetime by the language's rules or because the lifetime names it.
func (s *Spec) ends(l *Lifetime, row *Row) bool {
	switch {
	case l.Name == LastsCommand && uses(row),
		l.Name == LastsTransfer && s.completes(row) && !s.working(row),
		l.Name == LastsWork && s.completes(row) && s.working(row):
		return true
	case row.Kind == KindEvent:
		return slices.Contains(l.Ends, row.Name)
	case row.Kind == KindReply && (slices.Contains(l.Ends, row.Command) || slices.Contains(l.Ends, row.Command+" "+row.Name)):
		return true
	}
	return (row.Kind == KindReply || row.Kind.Refusal()) && s.speaksOf(l.Answers, row.Command)
}

// uses reports whether a row is an answer to a line of the client, after which the next command has come.
func uses(row *Row) bool {
	if row.Kind == KindEvent {
		return slices.Contains(lineEvents[:], row.Name)
	}
	return row.Kind == KindReply || row.Kind.Refusal()
}

// lineEvents are the events by which a line of the client is answered: lines that are no command, and a handler that
// broke its contract.
var lineEvents = [...]string{"unknown", "overlong", "failed"}

// completes reports whether a row is an end of a transfer or of work.
func (s *Spec) completes(row *Row) bool { return row.Kind == KindEnd || row.Kind == KindTransferEnd }

// working reports whether an end is one of work.
func (s *Spec) working(row *Row) bool {
	c := s.Command(row.Command)
	if c == nil {
		return false
	}
	opening, _, _ := strings.Cut(row.Name, ".")
	for i := range c.Replies { // by index: a command may have hundreds, and each is asked about all
		if r := &c.Replies[i]; r.Name == opening && r.Then == ThenWork {
			return true
		}
	}
	return false
}

// speaksOf reports whether a list of commands and capabilities means the command.
func (s *Spec) speaksOf(list []string, command string) bool {
	if len(list) == 0 {
		return false
	}
	c := s.Command(command)
	return c != nil && slices.ContainsFunc(list, func(word string) bool { return c.Meant(word) })
}

// Meant reports whether a word means the command: its name or the first words of it, or a pattern of what it does.
func (c *Command) Meant(word string) bool {
	if strings.Contains(word, ".") {
		return slices.ContainsFunc(c.Does, func(k string) bool { return MatchesPattern(word, k) })
	}
	return Covers(word, c.Name)
}

// Proved are all invariants of a spec: those that it declares, and those that follow from its lifetimes.
func (s *Spec) Proved() []Invariant { return slices.Concat(s.Invariants, s.Promises()) }

// Promises are the invariants that follow from the lifetimes: after a command each of whose replies ends one, what
// lasts no longer is in its first state, unless some reply of the command moves it elsewhere itself.
func (s *Spec) Promises() []Invariant {
	var promises []Invariant
	for i := range s.Lifetimes {
		l := &s.Lifetimes[i]
		for _, name := range l.Ends {
			if c := s.Command(name); c != nil {
				if regions := s.promised(l, c); len(regions) > 0 {
					promises = append(promises, Invariant{
						Name:   l.Name + "-ends-with-" + strings.ToLower(strings.ReplaceAll(name, " ", "-")),
						Resets: &Resets{Command: name, Regions: regions}, Why: l.Why, Pos: l.Pos,
					})
				}
			}
		}
	}
	return promises
}

// promised are the regions that each reply of a command takes to their first states because a lifetime ends.
func (s *Spec) promised(l *Lifetime, c *Command) []string {
	var regions []string
	for i := range s.Regions {
		r := &s.Regions[i]
		elsewhere := slices.ContainsFunc(c.Replies, func(reply Reply) bool {
			return slices.ContainsFunc(reply.To, func(m Move) bool { return m.Region == r.Name && m.State != r.States[0] })
		})
		if !elsewhere && slices.ContainsFunc(r.Lasts, func(name string) bool { return s.Within(name, l.Name) }) {
			regions = append(regions, r.Name)
		}
	}
	return regions
}

// MoverTransfer is the word for the data phase among those who may move a region.
const MoverTransfer = "transfer"

// MayMove reports whether a command, or with nil an event or the data phase, may move the region.
func (r *Region) MayMove(who string, cmd *Command) bool {
	return slices.ContainsFunc(r.MovedBy, func(word string) bool {
		return word == who && cmd == nil || cmd != nil && cmd.Meant(word)
	})
}
