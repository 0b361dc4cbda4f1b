package audit

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// deterministic is T04: the table never has a choice. Of several replies of a command that the table answers by
// itself at most one fits a configuration, and no two rows of a command have the same name.
//
// Example:
//
//	commands:
//	  ABOR: {replies: {nothing: {when: {transfer: [idle, opening]}}}}
//
// Finding:
//
//	ABOR nothing: the table has a choice: "aborted" is given here too
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPRT <address>
//	    S: 200 Done.
//	    C: RETR <path>
//	    S: 150 Sending.
//	    C: ABOR
//	    S: 226 Nothing runs.
func deterministic() Check {
	return Check{ID: "T04", Title: "the table never has a choice", Run: func(m *Model) []Finding {
		r := m.reporter("T04")
		seen := map[string]bool{}
		for _, row := range m.rows() {
			if seen[label(row)] {
				r.row(row, "two rows of %s are called %q", row.Command, row.Name)
			}
			seen[label(row)] = true
		}
		guards := m.tableReplies()
		chosen := func(row *spec.Row) bool { return row.Kind == spec.KindReply && guards[row.Command] != nil }
		for g, e := range m.steps(nil, chosen) {
			row := m.row(e)
			for _, other := range guards[row.Command] {
				under := g.Given(e, &other.when)
				if other.row <= e.Row || under == nil {
					continue
				}
				late := &m.Machine.Rows[other.row]
				if r.better(label(late), g.Nodes[e.From].Depth+1, under.First()) {
					r.nodeUnder(label(late), late.Pos, g, e.From, under, []explore.Exchange{m.Machine.Exchange(other.row)},
						"the table has a choice: %q is given here too", row.Name)
				}
			}
		}
		return r.findings()
	}}
}

// guardedRow is a reply and where it can be given.
type guardedRow struct {
	row  int
	when explore.Where
}

// tableReplies are the replies of each command that the table answers and that has several.
func (m *Model) tableReplies() map[string][]guardedRow {
	found := map[string][]guardedRow{}
	for i, row := range m.rows() {
		if c := m.Machine.Command(row.Command); c != nil && c.By == spec.ByTable && row.Kind == spec.KindReply && row.Argument == nil && len(c.Replies) > 1 {
			found[row.Command] = append(found[row.Command], guardedRow{i, m.Graph.Where(row.When)})
		}
	}
	return found
}
