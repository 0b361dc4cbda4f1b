package audit

import "github.com/portolan-ftp/portolan/spec"

// alive is T08: every row can be given in some reachable configuration under some policies. A row that cannot is
// a promise that nobody keeps: a need that never fails, a reply behind another one, an event that cannot happen.
//
// Example:
//
//	commands:
//	  SITE HELP: {needs: [logged-in, {name: known, when: {login: [named, in]}, else: denied}]}
//
// Finding:
//
//	SITE HELP known: no reachable configuration gives this row
func alive() Check {
	return Check{ID: "T08", Whole: true, Title: "every row can be given somewhere", Run: func(m *Model) []Finding {
		r := m.reporter("T08")
		given := make([]bool, len(m.Machine.Rows))
		for _, e := range m.edges() {
			given[e.Row] = true
		}
		live := map[string]bool{} // the ends that every transfer has, if some transfer ends so
		for i, row := range m.rows() {
			if given[i] && row.Kind == spec.KindTransferEnd {
				live[lastName(row.Name)] = true
			}
		}
		for i, row := range m.rows() {
			switch name := lastName(row.Name); {
			case given[i] || row.Kind == spec.KindUnwritten || beforeSession(row):
			case row.Kind == spec.KindTransferEnd && !live[name]:
				r.text("transfer "+name, row.Pos, "no transfer ends like this")
			default:
				r.row(row, "no reachable configuration gives this row")
			}
		}
		return r.findings()
	}}
}

// beforeSession reports events that are answered before there is a configuration. Rows of stubs are another
// exception: which handlers are written is no matter of the table.
func beforeSession(row *spec.Row) bool {
	return row.Kind == spec.KindEvent && (row.Name == "connected" || row.Name == "too-many")
}
