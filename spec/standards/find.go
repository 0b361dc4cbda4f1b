package standards

import (
	"iter"
	"slices"
	"strconv"
	"strings"
)

// Requirements are those of all documents, in their order.
func (b *Book) Requirements() iter.Seq[*Requirement] {
	return func(yield func(*Requirement) bool) {
		for d := range b.Documents {
			for i := range b.Documents[d].Requirements {
				if !yield(&b.Documents[d].Requirements[i]) {
					return
				}
			}
		}
	}
}

// Command is the entry of the lists for a command line: the one that has the most words in common with the line's
// beginning, with aliases resolved. "TYPE A" is TYPE, "XCWD" is CWD. It is nil for a word that no document knows.
func (b *Book) Command(line string) *Command {
	var best *Command
	for i := range b.Commands {
		c := &b.Commands[i]
		if (line == c.Name || strings.HasPrefix(line, c.Name+" ")) && (best == nil || len(c.Name) > len(best.Name)) {
			best = c
		}
	}
	if best != nil && best.Kind == KindAlias {
		return b.Command(best.Of)
	}
	return best
}

// Order finds an order by name, nil if there is none.
func (b *Book) Order(name string) *Order {
	i := slices.IndexFunc(b.Orders, func(o Order) bool { return o.Name == name })
	if i < 0 {
		return nil
	}
	return &b.Orders[i]
}

// Conflict finds a conflict by its identifier, nil if there is none.
func (b *Book) Conflict(id string) *Conflict {
	i := slices.IndexFunc(b.Conflicts, func(c Conflict) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &b.Conflicts[i]
}

// Requirement finds a requirement by its identifier, nil if there is none.
func (b *Book) Requirement(id string) *Requirement {
	for r := range b.Requirements() {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Place is where in a dialogue a reply stands.
type Place int

// The places of replies.
const (
	PlaceBegin   Place = iota // a 1yz
	PlaceEnd                  // after a 1yz
	PlaceSuccess              // 2yz
	PlaceNext                 // 3yz
	PlaceFail                 // 4yz or 5yz instead of anything else
)

// at are the codes of a place.
func (l *Lists) at(p Place) []int {
	switch p {
	case PlaceBegin:
		return slices.Concat(l.Begins, l.Marks, l.Delays)
	case PlaceEnd:
		return l.Ends
	case PlaceSuccess:
		return l.Success
	case PlaceNext:
		return l.Next
	}
	return l.Fails
}

// Listed reports whether the command's own list has the code at the place.
func (c *Command) Listed(p Place, code int) bool { return slices.Contains(c.at(p), code) }

// Allowed reports whether any document lets the command answer the code at the place, and which. 530 is allowed
// where nothing is said about the login.
func (b *Book) Allowed(c *Command, p Place, code int) (by string, ok bool) {
	if c.Listed(p, code) {
		return c.List, true
	}
	for i := range c.Adds {
		if slices.Contains(c.Adds[i].at(p), code) {
			return c.Adds[i].By, true
		}
	}
	for _, u := range b.Universal {
		if u.Code == code && (p == PlaceFail || p == PlaceEnd && u.Ends) {
			return u.By, true
		}
	}
	if p == PlaceFail && (Fits(c.Open, code) || c.Login == LoginOpen && !c.Closed && code == codeNotLoggedIn) {
		return c.List, true
	}
	return "", false
}

// codeNotLoggedIn is the answer of every command that wants a login (RFC 959 4.2.2).
const codeNotLoggedIn = 530

// Fits reports whether a code is one of some patterns: "226", "2yz".
func Fits(patterns []string, code int) bool {
	text := strconv.Itoa(code)
	return slices.ContainsFunc(patterns, func(p string) bool {
		return p == text || len(p) == len("2yz") && p[0] == text[0] && p[1:] == "yz"
	})
}
