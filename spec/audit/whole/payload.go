package whole

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// payload is T10: whatever rides on a state has a value when the state is entered: the handler gives it, or an
// argument of the same name and type that cannot be missing, or it was there before.
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  EPSV: {replies: {ok: {sets: null}}}
//
// Finding:
//
//	EPSV ok: data=passive carries "listener", and nothing supplies it
func payload() check.Check {
	return check.Check{ID: "T10", Rows: true, Title: "a state has what it carries", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T10")
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
		return r.Findings()
	}}
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
