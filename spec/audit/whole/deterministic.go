package whole

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// deterministic is T04.
var deterministic = check.Check{
	ID: "T04", Severity: check.Broken,
	Title: "the table never has a choice",
	What: `
The table never has a choice. Of the replies of a command that the table answers by itself at most one fits a
configuration. Of those that it gives for what the argument names, at most one fits each name. No two rows of a
command have the same name.
`,
	Why: "A table that leaves a choice leaves it to the order of its rows, which nobody reads as meaning.",
	Without: `
The answer to a command depends on how the generator happens to sort, and an editor who moves a line changes the
protocol.
`,
	Faulty: []check.Example{{Change: `
commands:
  ABOR: {replies: {nothing: {when: {transfer: [idle, opening]}}}}
`, Finds: `
ABOR nothing: the table has a choice: "aborted" is given here too
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: RETR <path>
    S: 150 Sending.
    C: ABOR
    S: 226 Nothing runs.
`}, {Change: `
types: {type: {go: string, parse: argument.ParseText, names: type, state: argument.LanguageState}}
commands:
  TYPE:
    arg: {type-code: type}
    by: handler
    replies:
      image: {code: 200, argument: [image, other], when: {rename: none}, text: {en: "I.", la: "I."}}
      other: {code: 504, argument: other, when: {restart: at}, text: {en: "No.", la: "Non."}}
      later: {code: 503, argument: [image, other], when: {rename: pending}, text: {en: "RNTO.", la: "RNTO."}}
`, Finds: `
TYPE other: the table has a choice: "image" is given here too
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: REST <offset>
    S: 350 From there.
    C: TYPE <type-code>
    S: 504 No.
`}},
	Clean: []check.Example{{Change: `
commands:
  ABOR: {replies: {aborted: {when: {transfer: busy}}, early: {code: 226, when: {transfer: opening}, then: abort, text: {en: "Stopped early.", la: "Mature finitum."}}}}
`}, {Change: `
types: {type: {go: string, parse: argument.ParseText, names: type, state: argument.LanguageState}}
commands:
  TYPE:
    arg: {type-code: type}
    by: handler
    replies:
      image: {code: 200, argument: [image, other], when: {rename: none}, to: {type: image}, text: {en: "I.", la: "I."}}
      later: {code: 503, argument: [image, other], when: {rename: pending}, text: {en: "RNTO.", la: "RNTO."}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		seen := map[string]bool{}
		for _, row := range m.Rows() {
			if seen[check.Label(row)] {
				r.Row(row, "two rows of %s are called %q", row.Command, row.Name)
			}
			seen[check.Label(row)] = true
		}
		guards := tableReplies(m)
		chosen := func(row *spec.Row) bool {
			return slices.ContainsFunc(guards[row.Command], func(g guardedRow) bool { return &m.Machine.Rows[g.row] == row })
		}
		for g, e := range m.Steps(nil, chosen) {
			row := m.Row(e)
			for _, other := range guards[row.Command] {
				late := &m.Machine.Rows[other.row]
				if other.row <= e.Row || !sameArgument(row, late) {
					continue
				}
				under := g.Given(e, &other.when)
				if under == nil {
					continue
				}
				if r.Better(check.Label(late), g.Nodes[e.From].Depth+1, under.First()) {
					r.NodeUnder(check.Label(late), late.Pos, g, e.From, under, []explore.Exchange{m.Machine.Exchange(other.row)},
						"the table has a choice: %q is given here too", row.Name)
				}
			}
		}
	},
}

// guardedRow is a reply and where it can be given.
type guardedRow struct {
	row  int
	when explore.Where
}

// sameArgument reports whether two rows are given for the same argument: for one that names the same state, or for any.
func sameArgument(a, b *spec.Row) bool {
	if a.Argument == nil || b.Argument == nil {
		return a.Argument == nil && b.Argument == nil
	}
	return slices.ContainsFunc(a.Argument, func(name string) bool { return slices.Contains(b.Argument, name) })
}

// tableReplies are the replies that the table gives by itself, of each command that has several.
func tableReplies(m *check.Model) map[string][]guardedRow {
	found := map[string][]guardedRow{}
	for i, row := range m.Rows() {
		if c := m.Machine.Command(row.Command); c != nil && (c.By == spec.ByTable || row.Argument != nil) && row.Kind == spec.KindReply && len(c.Replies) > 1 {
			found[row.Command] = append(found[row.Command], guardedRow{i, m.Graph.Where(row.When)})
		}
	}
	return found
}
