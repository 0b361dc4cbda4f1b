package whole

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

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
func alive() check.Check {
	return check.Check{ID: "T08", Whole: true, Title: "every row can be given somewhere", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T08")
		given := make([]bool, len(m.Machine.Rows))
		for _, e := range m.Edges() {
			given[e.Row] = true
		}
		live := map[string]bool{} // the ends that every transfer has, if some transfer ends so
		for i, row := range m.Rows() {
			if given[i] && row.Kind == spec.KindTransferEnd {
				live[check.LastName(row.Name)] = true
			}
		}
		for i, row := range m.Rows() {
			switch name := check.LastName(row.Name); {
			case given[i] || row.Kind == spec.KindUnwritten || check.BeforeSession(row):
			case row.Kind == spec.KindTransferEnd && !live[name]:
				r.Text("transfer "+name, row.Pos, "no transfer ends like this")
			default:
				r.Row(row, "no reachable configuration gives this row")
			}
		}
		return r.Findings()
	}}
}
