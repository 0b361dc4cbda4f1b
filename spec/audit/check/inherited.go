package check

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// Inherited reports whether a place is in the base of an overlay. An overlay that drops commands may leave a
// declaration of the base unused. The audit of the base itself shows that it has a use there.
func (m *Model) Inherited(pos spec.Pos) bool { return m.Spec.Base != nil && pos.File != m.Spec.File }

// InheritedStates is how many states of a region come from an overlay's base; they come first.
func (m *Model) InheritedStates(region *spec.Region) int {
	if m.Spec.Base == nil {
		return 0
	}
	i := slices.IndexFunc(m.Spec.Base.Regions, func(r spec.Region) bool { return r.Name == region.Name })
	if i < 0 {
		return 0
	}
	return len(m.Spec.Base.Regions[i].States)
}
