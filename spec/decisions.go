package spec

import "slices"

// Deviation is a decision where the standards are left or disagree.
type Deviation struct {
	About, Do, Why string
	Answers        []Answer // replies that the standards do not list, and that this decision stands for
	Leaves         []string // requirements of the standards that are not met because of it
	Pos            Pos
}

// Answer is a code that a command, or an event, answers: "SITE 214".
type Answer struct {
	Command string // a command, or the name of an event
	Code    int
	Pos     Pos
}

// Extension says why there is a command that no document knows.
type Extension struct {
	Command, Why string
	Pos          Pos
}

// IsExtension reports whether a command is one that no document knows, by what the spec says.
func (s *Spec) IsExtension(command string) bool {
	return slices.ContainsFunc(s.Extensions, func(x Extension) bool { return x.Command == command })
}

// Waiver accepts a finding of the auditor, with a reason that every report shows.
type Waiver struct {
	Check string // ID of the check: "T07"
	At    string // what the finding is about, in the report's words: "RNFR denied"
	Why   string
	Pos   Pos
}
