package field

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// Status is what a spec says to a command, for a cell of a table: "yes", "yes, if ccc is allowed", "answers 502",
// or a dash for a command that it does not know.
func Status(s *spec.Spec, name string) string {
	c := answering(s, name)
	switch {
	case c == nil:
		return unknown
	case c.By == spec.ByNobody:
		for _, r := range s.Standard {
			if r.Name == "not-offered" {
				return fmt.Sprintf("answers %d", r.Code)
			}
		}
	case refuses(c):
		return fmt.Sprintf("answers %d", c.Replies[0].Code)
	}
	if text := conditions(c); text != "" {
		return "yes, " + text
	}
	return "yes"
}

// unknown is the status of a command that a spec does not know.
const unknown = "–"

// answering is the command that answers a line: the command of that name, or else a shorter one that takes the rest of
// the line as its argument. A shorter one counts only if it refuses arguments that it does not know.
func answering(s *spec.Spec, name string) *spec.Command {
	if c := find(s, name); c != nil {
		return c
	}
	for rest := name; strings.Contains(rest, " "); {
		rest = rest[:strings.LastIndexByte(rest, ' ')]
		if c := find(s, rest); c != nil && len(c.Args) > 0 {
			if !refuses(c) {
				return nil
			}
			return c
		}
	}
	return nil
}

const (
	// firstRefusal is the lowest code that says no.
	firstRefusal = 400
	// superfluous is the code for a command that has nothing to do (RFC 959 4.2.2).
	superfluous = 202
)

// refuses says whether a command exists only to say no, or that it is not needed.
func refuses(c *spec.Command) bool {
	for _, r := range c.Replies {
		if r.Code < firstRefusal && r.Code != superfluous {
			return false
		}
	}
	return true
}

// conditions are what the operator's policies have to do with a command.
func conditions(c *spec.Command) string {
	var all []string
	for _, n := range c.Needs {
		if text := terms(n.When); text != "" {
			all = append(all, "if "+text)
		}
		if text := terms(n.Unless); text != "" {
			all = append(all, "unless "+text)
		}
	}
	return strings.Join(all, " and ")
}

// terms is a condition that speaks of policies alone; any other is no operator's business.
func terms(c spec.Cond) string {
	var all []string
	for _, t := range c {
		if !t.Policy {
			return ""
		}
		all = append(all, t.Region+" is "+strings.Join(t.States, " or "))
	}
	return strings.Join(all, " and ")
}
