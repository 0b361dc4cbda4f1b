package whole

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// alive is T08.
var alive = check.Check{
	ID: "T08", Severity: check.Broken, Whole: true,
	Title: "every row can be given somewhere",
	What:  "Every row can be given in some reachable configuration under some policies.",
	Why: `
A row that cannot be given is a promise that nobody keeps: a need that never fails, a reply behind another one,
an event that cannot happen.
`,
	Without: "Somebody reads the spec and believes that a case is handled which is handled elsewhere, or nowhere.",
	Faulty: []check.Example{{Change: `
commands:
  SITE HELP: {needs: [logged-in, {name: known, when: {login: [named, in]}, else: denied}]}
`, Finds: `
SITE HELP known: no reachable configuration gives this row
`}},
	Clean: []check.Example{{Change: `
commands:
  SITE HELP: {needs: [logged-in, {name: bytes, when: {type: image}, else: {code: 504, text: {en: "TYPE I first.", la: "TYPE I prius."}}}]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
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
	},
}
