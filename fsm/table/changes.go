package table

import "slices"

// Capability is the capability of a name, nil if there is none.
func (t *Table) Capability(name string) *CapabilityInfo {
	for i := range t.Capabilities {
		if t.Capabilities[i].Name == name {
			return &t.Capabilities[i]
		}
	}
	return nil
}

// Changes reports whether a row tells of files that were changed: a capability of its command, or of the row itself,
// changes files.
func (t *Table) Changes(r Row) bool {
	row := &t.Rows[r]
	return row.Command != NoCommand && t.Commands[row.Command].Changes || slices.ContainsFunc(row.Does, func(name string) bool {
		k := t.Capability(name)
		return k != nil && k.Changes
	})
}
