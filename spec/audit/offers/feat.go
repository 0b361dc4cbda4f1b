package offers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// featTrue is P20.
var featTrue = check.Check{
	ID: "P20", Severity: check.Unsafe,
	Mends: "the line of FEAT",
	Title: "FEAT lists what is possible, and all of it",
	What: `
FEAT tells the truth. Under every policy a feature is listed exactly when its command can have an effect. Every
command that is no part of RFC 959 is announced.
`,
	Why:     "RFC 2389 3.2; D7.",
	Without: "Clients try what never works, or do without what would.",
	Faulty: []check.Example{{Change: `
needs:
  online: {unless: {policy.files: read-only, setup: [any, epsv-only]}, else: denied}
commands:
  EPRT: {needs: [logged-in, any-setup, online]}
`, Finds: `
EPRT: FEAT lists EPRT, and it is never possible
    with files=read-only
    S: 220 Ready.
`}, {Change: `
commands:
  EPSV: {feat: null}
`, Finds: `
EPSV: EPSV is an extension (RFC 2428 3), and FEAT does not announce it
EPSV ALL: EPSV ALL is an extension (RFC 2428 4), and FEAT does not announce it
`}, {Change: `
commands:
  FEAT: {feat: LANG}
`, Finds: `
FEAT: FEAT says of FEAT only "LANG", without {languages}
`}},
	Clean: []check.Example{{Change: `
commands:
  EPRT: {needs: [logged-in, writable, any-setup]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if c.By != spec.ByNobody && !announced(m, c) {
				r.Text(c.Name, c.Pos, "%s is an extension (RFC %s), and FEAT does not announce it", c.Name, c.RFC)
				r.Mend(c.Name, check.Given(c.Pos, featLine(check.FirstWord(c.Name)), "feat"))
			}
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if value := featValues[check.FirstWord(c.Feat)]; value != "" && !strings.Contains(c.Feat, value) {
				r.Text(c.Name, c.Pos, "FEAT says of %s only %q, without %s", c.Name, c.Feat, value)
				r.Mend(c.Name, check.Given(c.Pos, featLine(check.FirstWord(c.Feat)), "feat"))
			}
		}
		possible := commandsOf(m, given(m), answersCommand)
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if vain := listed(m, c).Without(possible[c.Name]); c.Feat != "" && vain != nil {
				r.NodeUnder(c.Name, c.Pos, m.Graph, 0, vain, nil, "FEAT lists %s, and it is never possible", c.Feat)
			}
		}
	},
}

// featValues are the values that lines of FEAT have to tell, by their first words: what there is (RFC 2640 4.3, RFC
// 3659 7.8), and what is chosen.
var featValues = map[string]string{"LANG": "{languages}", "MLST": "{facts}", "HASH": "{algorithms}", "MFF": "{changeable}"}

// featLine is the line of FEAT for a verb, with the value that it has to tell.
func featLine(verb string) string {
	if value := featValues[verb]; value != "" {
		return fmt.Sprintf("%q", verb+" "+value)
	}
	return verb
}

// listed are the valuations under which FEAT lists a command: none of its needs for policies alone fails.
func listed(m *check.Model, c *spec.Command) explore.Set {
	initial := m.Machine.Initial()
	listed := m.Graph.Nodes[0].Under
	for _, n := range c.Needs {
		policies := func(cond spec.Cond) bool {
			return len(cond) > 0 && !slices.ContainsFunc(cond, func(t spec.CondTerm) bool { return !t.Policy })
		}
		if policies(n.When) {
			when := m.Graph.Where(n.When)
			listed = listed.And(when.Of(&initial))
		}
		if policies(n.Unless) {
			unless := m.Graph.Where(n.Unless)
			listed = listed.Without(unless.Of(&initial))
		}
	}
	return listed
}

// announced reports whether a client learns of a command: from RFC 959 or 1123, from the existence of FEAT and
// OPTS (RFC 2389), or from a line of FEAT for it, its verb, or MLST, which stands for MLSD too (RFC 3659 7.8).
func announced(m *check.Model, c *spec.Command) bool {
	rfc, _, _ := strings.Cut(c.RFC, " ")
	if rfc == "959" || rfc == "1123" || rfc == "2389" {
		return true
	}
	words := strings.Fields(c.Name)
	if words[0] == "OPTS" && len(words) > 1 || words[0] == "SITE" && len(words) > 1 {
		words = words[1:]
	}
	switch words[0] {
	case "MLSD":
		words[0] = "MLST"
	case "CCC": // RFC 4217 6 wants AUTH, PBSZ and PROT alone
		words[0] = "AUTH"
	}
	for i := range m.Spec.Commands {
		if feat := m.Spec.Commands[i].Feat; check.FirstWord(feat) == words[0] {
			return true
		}
	}
	return slices.ContainsFunc(m.Spec.Features, func(f spec.Feature) bool { return check.FirstWord(f.Line) == words[0] })
}
