package conform

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// The codes by which a server says that it does not have a command, or an option of one.
var lacking = []int{500, 502, 504}

// offered notes a command that the target does not have: it says so of a line that is good, and the table does not. A
// command that has done something once is there; one that FEAT names may be, as long as the table refuses it here, too:
// some servers know PBSZ inside TLS alone.
func (s *sweep) offered(step *player.Step) {
	c := step.Command
	for _, r := range step.Replies {
		if len(r.Rows) == 0 && slices.Contains(lacking, r.Code) && r.Command == c && s.lines.Certain(c, step.Text) && !s.worked[c.Name] {
			refused := !slices.ContainsFunc(r.Allowed, func(row int) bool { return s.machine.Rows[row].Code < 400 })
			if refused && s.featured(c) {
				continue
			}
			s.planner.Lacks(c.Name)
			s.lacks[c.Name] = r.Lines[0]
			s.refused[c.Name] = refused
		}
		if r.Command != nil && r.Code < 400 {
			s.worked[r.Command.Name] = true
			s.has(r.Command)
		}
	}
}

// has takes back that the target does not have a command.
func (s *sweep) has(c *spec.Command) {
	s.planner.Has(c.Name)
	delete(s.lacks, c.Name)
}

// featured reports whether FEAT names a command.
func (s *sweep) featured(c *spec.Command) bool {
	word, _, _ := strings.Cut(c.Spelling(), " ")
	return slices.ContainsFunc(s.features, func(feature string) bool {
		name, _, _ := strings.Cut(feature, " ")
		return strings.EqualFold(name, word)
	})
}

// promised takes back what was said to be lacking where the table refuses it as well, once FEAT has named it.
func (s *sweep) promised() {
	for i := range s.machine.Spec.Commands {
		if c := &s.machine.Spec.Commands[i]; s.lacks[c.Name] != "" && s.refused[c.Name] && s.featured(c) {
			s.has(c)
		}
	}
}
