package fsm

import "slices"

// Granted is what a handler is given only where the account and the operator's policies allow it: something that a
// single outcome takes, and that outcome alone.
type Granted[T any] struct {
	value T
	ok    bool
}

// Get is the value, and whether there is one. Without it the outcomes that take it are not to be chosen.
func (g Granted[T]) Get() (T, bool) { return g.value, g.ok }

// Grant is v where an outcome of the command that takes the capability may be chosen. For generated code.
func Grant[T any](c *Call, capability string, v T) (g Granted[T]) {
	if c.session.grants(c.command, capability) {
		g = Granted[T]{v, true}
	}
	return g
}

// grants says whether some row of a command that takes a capability may be given here.
func (s *Session) grants(c Command, capability string) bool {
	t := s.table()
	info := &t.Commands[c]
	for r := info.First; r < info.Last; r++ {
		if row := &t.Rows[r]; slices.Contains(row.Does, capability) && hold(row.When, &s.config) && s.permits(row) {
			return true
		}
	}
	return false
}

// permits says whether the account has the permissions of what a row takes by itself.
func (s *Session) permits(row *RowInfo) bool {
	for _, name := range row.Does {
		k := s.table().capability(name)
		if k == nil || k.Permission == 0 {
			continue
		}
		if a := s.account(); a == nil || !a.Permissions.Has(k.Permission) && (k.Or == 0 || !a.Permissions.Has(k.Or)) {
			return false
		}
	}
	return true
}

// capability finds what a command may touch by its name, nil if there is no such thing.
func (t *Table) capability(name string) *CapabilityInfo {
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
		k := t.capability(name)
		return k != nil && k.Changes
	})
}
