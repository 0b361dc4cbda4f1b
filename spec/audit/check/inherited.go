package check

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// Inherited reports whether a place is in the base of an overlay. What the overlay does not offer any more may
// leave what the base declares there without a use; it is the base's own audit that shows that it has one.
func (m *Model) Inherited(pos spec.Pos) bool { return m.Spec.Base != nil && pos.File != m.Spec.File }

// InheritedStates is how many states of a region, the first ones, are an overlay's base's.
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
