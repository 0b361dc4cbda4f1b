package login

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// guessing is P30.
var guessing = check.Check{
	ID: "P30", Severity: check.Unsafe, Rows: true,
	Mends: "the move and the value by which the other reply counts",
	Title: "where failed logins are counted, all are",
	What: `
Where failed logins are counted, all are. A reply counts one when it takes a region to a state that carries a
number, which the handler gives. A command that asks for secrets and says 530 counts it.
`,
	Why:     "RFC 2577 5; S11.",
	Without: "Clients guess passwords for ever on the one path that does not count.",
	Faulty: []check.Example{{Change: `
types: {count: {go: int}}
regions:
  tries: {states: [none, failed], carries: {failed: {failures: count}}, lasts: session, moved-by: [USER]}
commands:
  USER: {by: handler, with: [tries], does: [accounts.login], replies: {unknown: {code: 530, to: {tries: failed}, sets: [failures], text: {en: "Nobody.", la: "Nemo."}}, later: {reply: bye, to: {session: closed}, on: [other]}}}
`, Finds: `
PASS rejected: 530 does not count the failed login, as 530 of USER does
`}},
	Clean: []check.Example{{Change: `
types: {count: {go: int}}
regions:
  tries: {states: [none, failed], carries: {failed: {failures: count}}, lasts: dialogue, moved-by: [PASS]}
commands:
  PASS: {with: [login, tries], replies: {rejected: {to: {login: out, tries: failed}, sets: [failures]}}}
waivers:
  - {check: T19, at: PASS rejected, why: "a failed login is counted"}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		var counting *spec.Row
		var refusals []*spec.Row
		for _, row := range m.Rows() {
			if row.Kind != spec.KindReply || row.Code != 530 || !takesLogins(m, row.Command) {
				continue
			}
			if counts(m, row) {
				counting = row
			} else {
				refusals = append(refusals, row)
			}
		}
		for _, row := range refusals {
			if counting != nil {
				r.Row(row, "530 does not count the failed login, as 530 of %s does", counting.Command)
				r.Mend(check.Label(row), counted(m, row, counting))
			}
		}
	},
}

// counted is a repair of a row: it counts as another one does.
func counted(m *check.Model, row, as *spec.Row) check.Repair {
	var way check.Repair
	for _, mv := range as.Moves {
		for _, c := range m.Spec.Regions[m.Machine.Region(mv.Region)].Carries {
			if m.Spec.GoType(c.Type) == "int" && slices.Contains(as.Sets, c.Name) && slices.Contains(c.States, mv.State) {
				way = check.Write(row, mv.State, "to", mv.Region)
				way.Also = []check.Repair{{At: row.Pos, Keys: []string{"sets"}, How: check.Add, Value: c.Name}}
			}
		}
	}
	return way
}

// takesLogins reports whether a command asks whether somebody may log in.
func takesLogins(m *check.Model, command string) bool {
	return slices.ContainsFunc(m.Machine.Command(command).Touches(), func(k string) bool { return strings.HasPrefix(k, "accounts.") })
}

// counts reports whether a row takes a region to a state that carries a number of its own.
func counts(m *check.Model, row *spec.Row) bool {
	return slices.ContainsFunc(row.Moves, func(mv spec.Move) bool {
		region := &m.Spec.Regions[m.Machine.Region(mv.Region)]
		return slices.ContainsFunc(region.Carries, func(c spec.Carry) bool {
			return m.Spec.GoType(c.Type) == "int" && slices.Contains(c.States, mv.State) && slices.Contains(row.Sets, c.Name)
		})
	})
}
