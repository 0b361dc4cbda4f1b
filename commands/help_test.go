package commands_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec"
)

// TestHelpHasEveryCommand: HELP lists the first words of all commands, with a mark behind those of which nothing is
// offered, and HELP with such a word, or SITE HELP, has a line for each command that begins with it.
func TestHelpHasEveryCommand(t *testing.T) {
	for _, policies := range []map[string]string{nil, {"files": "read-only"}, {"tls": "optional", "passive": "refused"}} {
		t.Run(fmt.Sprint(policies), func(t *testing.T) {
			h := newHelp(dialogueWriter(t).Spec(), policies)
			c := newRig(t, setup{Options: fsm.Options{Policies: policies}}).login("alice")
			expectReply(t, c, "HELP", "214-Commands:\n"+h.list()+"214 HELP with a command's name tells more.")
			for _, verb := range h.verbs {
				expectReply(t, c, "HELP "+verb, "214-Help:\n"+h.lines[verb]+"214 End.")
			}
			expectReply(t, c, "SITE HELP", "214-SITE commands:\n"+h.lines["SITE"]+"214 End.")
		})
	}
}

func expectReply(t *testing.T, c *client, line, want string) {
	t.Helper()
	c.send(line)
	if got := c.reply(); got != want {
		t.Errorf("%s: got\n%s\nwant\n%s", line, got, want)
	}
}

// help is what the spec says of its commands.
type help struct {
	verbs   []string          // the first words, sorted
	lines   map[string]string // of the commands that begin with them
	offered map[string]bool
}

func newHelp(s *spec.Spec, policies map[string]string) help {
	h := help{lines: map[string]string{}, offered: map[string]bool{}}
	for i := range s.Commands {
		c := &s.Commands[i]
		verb, _, _ := strings.Cut(c.Name, " ")
		mark := "*"
		if offers(s, c, policies) {
			h.offered[verb], mark = true, ""
		}
		if h.lines[verb] == "" {
			h.verbs = append(h.verbs, verb)
		}
		h.lines[verb] += fmt.Sprintf(" %s%s: %s (RFC %s)\n", s.Syntax(c), mark, c.Help[0], c.RFC)
	}
	slices.Sort(h.verbs)
	return h
}

// list is the verbs in columns: eight in a line, each with eight places.
func (h *help) list() string {
	var b strings.Builder
	for row := range slices.Chunk(h.verbs, 8) {
		line := ""
		for _, verb := range row {
			if !h.offered[verb] {
				verb += "*"
			}
			line += fmt.Sprintf("%-8s", verb)
		}
		b.WriteString(" " + strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// offers says whether a command can ever be answered by itself: somebody answers it, and no switch of the operator's
// forbids it.
func offers(s *spec.Spec, c *spec.Command, policies map[string]string) bool {
	holds := func(t spec.CondTerm) bool {
		i := slices.IndexFunc(s.Policies, func(p spec.Policy) bool { return t.Policy && p.Name == t.Region })
		return i >= 0 && slices.Contains(t.States, cmp.Or(policies[t.Region], s.Policies[i].Values[0]))
	}
	forbids := func(n spec.Need) bool {
		unmet := slices.ContainsFunc(n.When, func(t spec.CondTerm) bool { return t.Policy && !holds(t) })
		return unmet || len(n.Unless) > 0 && !slices.ContainsFunc(n.Unless, func(t spec.CondTerm) bool { return !holds(t) })
	}
	return c.By != spec.ByNobody && !slices.ContainsFunc(c.Needs, forbids)
}
