package engine

import (
	"slices"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// Permits says whether an account with these rights may be answered by a row: it has the permission of each capability
// that the row takes by itself.
func (e *Engine) Permits(r table.Row, rights accounts.Permission) bool {
	return !slices.ContainsFunc(e.table.Rows[r].Does, func(name string) bool {
		k := e.table.Capability(name)
		return k == nil || !rights.Has(k.Permission) && (k.Or == 0 || !rights.Has(k.Or))
	})
}

// Grants reports whether a handler is given a capability that one outcome of its command takes. It is, where the
// outcome may be given here, or the row that begins the transfer or work that ends with it.
func (e *Engine) Grants(s *State, c table.Command, capability string, rights accounts.Permission) bool {
	info := &e.table.Commands[c]
	for r := info.First; r < info.Last; r++ {
		row := &e.table.Rows[r]
		if slices.Contains(row.Does, capability) && hold(e.begun(info, r).When, &s.Configuration) && e.Permits(r, rights) {
			return true
		}
	}
	return false
}

// begun is the row that begins the transfer or work that a completion ends. For any other row it is the row itself.
func (e *Engine) begun(info *table.CommandInfo, r table.Row) *table.RowInfo {
	if e.table.Rows[r].Kind == table.KindEnd {
		for b := info.First; b < r; b++ {
			if slices.Contains(e.table.Rows[b].Ends, r) {
				return &e.table.Rows[b]
			}
		}
	}
	return &e.table.Rows[r]
}
