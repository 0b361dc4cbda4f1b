package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
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
func payload() Check {
	return Check{ID: "T10", Rows: true, Title: "a state has what it carries", Run: func(m *Model) []Finding {
		r := m.reporter("T10")
		for _, row := range m.rows() {
			for _, mv := range row.Moves {
				region := &m.Spec.Regions[m.Machine.Region(mv.Region)]
				for i := range region.Carries {
					if c := &region.Carries[i]; slices.Contains(c.States, mv.State) {
						r.payload(row, mv, c)
					}
				}
			}
		}
		return r.findings()
	}}
}

// payload checks one value of a state that a row moves to.
func (r *reporter) payload(row *spec.Row, mv spec.Move, carry *spec.Carry) {
	i := slices.IndexFunc(row.Fills, func(f spec.Fill) bool { return f.Name == carry.Name })
	if i < 0 {
		r.row(row, "%s=%s carries %q, and nothing supplies it", mv.Region, mv.State, carry.Name)
		return
	}
	if row.Fills[i].Source != spec.SourceArg {
		return
	}
	for _, a := range r.model.Machine.Command(row.Command).Args {
		switch {
		case a.Name != carry.Name:
		case a.Optional:
			r.row(row, "%s=%s carries %q, and the argument that supplies it may be missing", mv.Region, mv.State, carry.Name)
		case r.model.Spec.GoType(a.Type) != r.model.Spec.GoType(carry.Type):
			r.row(row, "%s=%s carries %q, a %s, and the argument of that name is a %s", mv.Region, mv.State, carry.Name, carry.Type, a.Type)
		}
	}
}
