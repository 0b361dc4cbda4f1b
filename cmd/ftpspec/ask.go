package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/invariants"
	"github.com/portolan-ftp/portolan/spec/explain"
)

// askCommand is "ftpspec ask".
func askCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Ask whether something is possible: an invariant that need not stand in the spec",
		Long: `Ask whether something is possible, under any setting of the operator's switches. The answer is yes, with the shortest
dialogue, or no, which holds in every state that a session can be in.

  WHAT before REGION=STATE    has it an effect while the region is in another state?
  WHAT when REGION=STATE...   has it an effect there?
  REGION=STATE... reached     does any session get there?
  REGION... after COMMAND     is a region not in its first state after the command?

WHAT is a command, the first words of several, or a capability or a pattern of it, such as files.*. The exit status is 0
for no, 1 for yes, and 2 when the question cannot be understood.`,
		Example: `  ftpspec ask STOR before login=in
  ftpspec ask 'files.*' when login=named policy.tls=required
  ftpspec ask control=tls prot=private pbsz=none reached
  ftpspec ask rename after REIN`,
		Args: cobra.MinimumNArgs(1),
	}
	file := specFlag(c)
	c.RunE = func(c *cobra.Command, words []string) error {
		p, err := openProject(*file)
		if err != nil {
			return err
		}
		return ask(c.OutOrStdout(), p.spec, strings.Join(words, " "))
	}
	return c
}

// asked is the name of the invariant that a question is.
const asked = "asked"

// ask answers a question about a spec.
func ask(out io.Writer, s *spec.Spec, question string) error {
	v, err := invariantOf(s, question)
	if err != nil {
		return err
	}
	v.Name, v.Why = asked, "it is asked"
	other := *s
	other.Invariants, other.Waivers = []spec.Invariant{*v}, nil
	m := check.NewModel(&other)
	var shortest *check.Finding
	for _, c := range invariants.Checks() {
		for _, f := range c.Run(m) { // without a witness it says of the question that the answer is obvious
			if strings.HasPrefix(f.At, asked) && f.Witness != nil && (shortest == nil || len(f.Witness) < len(shortest.Witness)) {
				shortest = &f
			}
		}
	}
	if shortest != nil {
		fmt.Fprintf(out, "yes:\n%s", shortest.Evidence())
		return errFindings
	}
	n := m.Numbers()
	fmt.Fprintf(out, "no, in none of %d states, under %d settings of the policies\n", n.States, n.Valuations)
	return nil
}

// invariantOf is what has to hold for the answer to be no.
func invariantOf(s *spec.Spec, question string) (*spec.Invariant, error) {
	if what, where, ok := strings.Cut(question, " before "); ok {
		cond, err := explain.Condition(s, where)
		if err != nil {
			return nil, err
		}
		if len(cond) != 1 || cond[0].Policy {
			return nil, fmt.Errorf("ftpspec ask: before %s: it has to be the state of one region", where)
		}
		cond[0].States = otherStates(s, cond[0])
		return never(s, what, cond)
	}
	if what, where, ok := strings.Cut(question, " when "); ok {
		cond, err := explain.Condition(s, where)
		if err != nil {
			return nil, err
		}
		return never(s, what, cond)
	}
	if where, ok := strings.CutSuffix(question, " reached"); ok {
		cond, err := explain.Condition(s, where)
		return &spec.Invariant{Never: &spec.Never{When: cond}}, err
	}
	if regions, command, ok := strings.Cut(question, " after "); ok {
		for _, r := range strings.Fields(regions) {
			if !slices.ContainsFunc(s.Regions, func(o spec.Region) bool { return o.Name == r }) {
				return nil, fmt.Errorf("ftpspec ask: there is no region %q", r)
			}
		}
		if !slices.ContainsFunc(s.Commands, func(o spec.Command) bool { return o.Name == command }) {
			return nil, fmt.Errorf("ftpspec ask: there is no command %q", command)
		}
		return &spec.Invariant{Resets: &spec.Resets{Command: command, Regions: strings.Fields(regions)}}, nil
	}
	return nil, fmt.Errorf("ftpspec ask: %q is no question; ftpspec ask --help has the forms", question)
}

// never says that something has no effect somewhere.
func never(s *spec.Spec, what string, cond spec.Cond) (*spec.Invariant, error) {
	n := &spec.Never{When: cond}
	if prefix, wild := strings.CutSuffix(what, "*"); slices.ContainsFunc(s.Capabilities, func(k spec.Capability) bool {
		return k.Name == what || wild && strings.HasPrefix(k.Name, prefix)
	}) {
		n.Does = []string{what}
		return &spec.Invariant{Never: n}, nil
	}
	if !slices.ContainsFunc(s.Commands, func(c spec.Command) bool { return c.Name == what || strings.HasPrefix(c.Name, what+" ") }) {
		return nil, fmt.Errorf("ftpspec ask: %q is no command and no capability", what)
	}
	n.Commands = []string{what}
	return &spec.Invariant{Never: n}, nil
}

// otherStates are the states of a region that a condition does not name.
func otherStates(s *spec.Spec, t spec.CondTerm) []string {
	var others []string
	for _, r := range s.Regions {
		for _, state := range r.States {
			if r.Name == t.Region && !slices.Contains(t.States, state) {
				others = append(others, state)
			}
		}
	}
	return others
}
