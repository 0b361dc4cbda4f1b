package whole

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// payload is T10.
var payload = check.Check{
	ID: "T10", Severity: check.Broken, Rows: true,
	Title: "a state has what it carries",
	What: `
A value that a state carries is there when the state is entered. The handler gives it, an argument that cannot
be left out has the same name and type, or the value was there before.
`,
	Why:     "A request of a later command has the value as a field without a nil check.",
	Without: "RNTO renames an empty path, or a transfer connects to an address that was never given.",
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  EPSV: {replies: {ok: {sets: null}}}
`, Finds: `
EPSV ok: data=passive carries "listener", and nothing supplies it
`}},
	Clean: []check.Example{{Change: `
regions:
  visited: {states: [none, some], carries: {some: {path: path}}, lasts: dialogue, moved-by: [CWD]}
commands:
  CWD: {replies: {ok: {to: {visited: some}}}}
  STAT: {with: [login, visited]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			for _, mv := range row.Moves {
				region := &m.Spec.Regions[m.Machine.Region(mv.Region)]
				for i := range region.Carries {
					if c := &region.Carries[i]; slices.Contains(c.States, mv.State) {
						carried(r, row, mv, c)
					}
				}
			}
		}
	},
}

// carried checks one value of a state that a row moves to.
func carried(r *check.Reporter, row *spec.Row, mv spec.Move, carry *spec.Carry) {
	i := slices.IndexFunc(row.Fills, func(f spec.Fill) bool { return f.Name == carry.Name })
	if i < 0 {
		r.Row(row, "%s=%s carries %q, and nothing supplies it", mv.Region, mv.State, carry.Name)
		return
	}
	if row.Fills[i].Source != spec.SourceArg {
		return
	}
	for _, a := range r.Model.Machine.Command(row.Command).Args {
		switch {
		case a.Name != carry.Name:
		case a.Optional:
			r.Row(row, "%s=%s carries %q, and the argument that supplies it may be missing", mv.Region, mv.State, carry.Name)
		case r.Model.Spec.GoType(a.Type) != r.Model.Spec.GoType(carry.Type):
			r.Row(row, "%s=%s carries %q, a %s, and the argument of that name is a %s", mv.Region, mv.State, carry.Name, carry.Type, a.Type)
		}
	}
}
