package table

import "slices"

// Capability finds what a command may touch by its name, nil if there is no such thing.
func (t *Table) Capability(name string) *CapabilityInfo {
	for i := range t.Capabilities {
		if t.Capabilities[i].Name == name {
			return &t.Capabilities[i]
		}
	}
	return nil
}

// Changes reports whether a row, when it is given, is about files that were changed: some capability of its command, or
// of its own, changes files.
func (t *Table) Changes(r Row) bool {
	row := &t.Rows[r]
	return row.Command != NoCommand && t.Commands[row.Command].Changes || slices.ContainsFunc(row.Does, func(name string) bool {
		k := t.Capability(name)
		return k != nil && k.Changes
	})
}
