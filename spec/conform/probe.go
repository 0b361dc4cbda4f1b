package conform

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
)

// probe looks at what the target offers before anything is planned: FEAT, HELP, SITE HELP, and one good line of each
// command that changes nothing that lasts. What is not there is looked for no more.
func (s *sweep) probe() {
	for _, line := range []string{"FEAT", "HELP", "SITE HELP"} {
		step := s.probed(player.Line(line))
		if line == "FEAT" && len(step.Replies) > 0 && step.Replies[0].Code == codeFeatures {
			s.features = inner(step.Replies[0].Lines)
			s.promised()
		}
	}
	for i := range s.machine.Spec.Commands {
		c := &s.machine.Spec.Commands[i]
		all := s.lines.Lines(c)
		at := slices.IndexFunc(all, func(l stimulus.Line) bool { return s.lines.Certain(c, l.Text) })
		if at < 0 || s.worked[c.Name] || !s.passing(c) || s.player.Over() {
			continue
		}
		s.probed(player.Line(all[at].Text))
	}
	if s.options.Profile != nil {
		s.options.Profile(s.profile())
	}
}

// codeFeatures is the code of a list of features (RFC 2389 3.2).
const codeFeatures = 211

// inner are the lines of a reply between its first and its last.
func inner(lines []string) []string {
	if len(lines) <= 2 {
		return nil
	}
	all := make([]string, 0, len(lines)-2)
	for _, l := range lines[1 : len(lines)-1] {
		all = append(all, strings.TrimSpace(l))
	}
	return all
}

func (s *sweep) probed(a player.Act) *player.Step {
	step := s.step(a)
	for _, r := range step.Replies {
		if len(r.Rows) == 1 {
			s.planner.Saw(r.Rows[0], a)
		}
	}
	if step.Command != nil {
		s.offered(step)
	}
	return step
}

// passing reports whether a command leaves nothing behind: no file, no data connection, no state that lasts.
func (s *sweep) passing(c *spec.Command) bool {
	if c.By == spec.ByNobody || slices.ContainsFunc(c.Does, func(d string) bool {
		return s.machine.Spec.Changes(d) || strings.HasPrefix(d, "data.") || strings.HasPrefix(d, "accounts.")
	}) {
		return false
	}
	return !slices.ContainsFunc(s.machine.Rows, func(row spec.Row) bool {
		return row.Command == c.Name && (row.Then != "" || slices.ContainsFunc(row.Moves, func(m spec.Move) bool {
			region := &s.machine.Spec.Regions[s.machine.Region(m.Region)]
			return !region.Expires() && m.State != region.States[0]
		}))
	})
}
