package invariants

import (
	"iter"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// never is I01.
var never = check.Check{
	ID: "I01", Severity: check.Unsafe,
	Guards: true, Mends: "a need that the command lacks, of those that others have",
	Title: "never: what must not happen does not",
	What: `
The event that an invariant "never" names does not happen. No row of the kind that it names (by a capability, as
a change of files, by what it begins, by its command) is given where the condition holds, and no transfer that
such a row has begun runs there. An invariant without a kind says that no session gets there.
`,
	Why:     "The spec states what its authors rely on.",
	Without: "A promise of the spec is false, and whoever reads it builds on it.",
	Faulty: []check.Example{{Change: `
invariants:
  no-renaming: {never: {command: [RNFR, RNTO], when: {type: image}}}
`, Finds: `
no-renaming RNFR: RNFR has an effect (no-renaming)
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: TYPE I
    S: 200 Done.
    C: RNFR <from>
    S: 350 RNTO?
…
`}, {Change: `
invariants:
  nothing-in-ascii: {never: {changes: true, but: [RNTO, STOR], when: {type: ascii, policy.files: writable}}, why: because}
`, Finds: `
nothing-in-ascii RNFR: RNFR has an effect (nothing-in-ascii: because)
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: RNFR <from>
    S: 350 RNTO?
`}, {Change: `
invariants:
  no-download: {never: {then: send, when: {type: ascii}}, why: because}
`, Finds: `
no-download RETR: RETR has an effect (no-download: because)
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: RETR <path>
    S: 150 Sending.
`}, {Change: `
invariants:
  no-passive: {never: {when: {data: passive, type: image}}, why: because}
`, Finds: `
no-passive: a session gets here (no-passive: because)
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: PASV
    S: 227 Passive ({endpoint:hostport}).
    C: TYPE I
    S: 200 Done.
`}},
	Clean: []check.Example{{Change: `
invariants:
  no-renaming: {never: {command: [RNFR, RNTO], when: {login: [out, named]}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		each(m, func(v *spec.Invariant) {
			if v.Never == nil {
				return
			}
			for b := range violations(m, v.Never) {
				switch command := b.row.Command; {
				case b.edge != nil:
					r.Step(v.Name+" "+command, stated(v), m.Graph, b.edge, b.under, "%s has an effect (%s)", command, because(v))
				case command != "":
					r.Entered(v.Name+" "+command, stated(v), m.Graph, b.node, b.under, "the transfer of %s runs here (%s)", command, because(v))
				default:
					r.Entered(v.Name, stated(v), m.Graph, b.node, b.under, "a session gets here (%s)", because(v))
				}
			}
		})
	},
}

// violation is a way in which something happens that never should: by a row that is given in a node, by one whose
// transfer runs there, or, with an empty row, by being there.
type violation struct {
	node  int
	row   *spec.Row
	edge  *explore.Edge // by which the row is given; nil if its transfer runs
	under explore.Set
}

// violations are all of them.
func violations(m *check.Model, never *spec.Never) iter.Seq[violation] {
	g := m.Graph
	when := g.Where(never.When)
	forbidden := m.RowSet(func(row *spec.Row) bool { return check.Effect(row) && m.Spec.Speaks(never, row) })
	return func(yield func(violation) bool) {
		for n := range g.Nodes {
			c := &g.Nodes[n].Config
			here := g.Here(n, &when)
			if m.Machine.Closed(c) || here == nil {
				continue
			}
			if never.OfStates() && !yield(violation{n, &spec.Row{}, nil, here}) {
				return
			}
			if c.Busy() {
				if running := &m.Machine.Rows[c.Running-1]; m.Spec.Speaks(never, running) && !yield(violation{n, running, nil, here}) {
					return
				}
			}
			edges := g.From(n)
			for i := range edges {
				e := &edges[i]
				if !forbidden[e.Row] {
					continue
				}
				if under := g.Given(e, &when); under != nil && !yield(violation{n, m.Row(e), e, under}) {
					return
				}
			}
		}
	}
}
