package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// deterministic is T04: the table never has a choice. Of several replies of a command that the table answers by
// itself at most one fits a configuration, and of those that it gives for what the argument names one for each name; no two
// rows of a command have the same name.
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
		chosen := func(row *spec.Row) bool {
			return slices.ContainsFunc(guards[row.Command], func(g guardedRow) bool { return &m.Machine.Rows[g.row] == row })
		}
		for g, e := range m.steps(nil, chosen) {
			row := m.row(e)
			for _, other := range guards[row.Command] {
				late := &m.Machine.Rows[other.row]
				if other.row <= e.Row || !sameArgument(row, late) {
					continue
				}
				under := g.Given(e, &other.when)
				if under == nil {
					continue
				}
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

// sameArgument reports whether two rows are given for the same argument: for one that names the same state, or for any.
func sameArgument(a, b *spec.Row) bool {
	if a.Argument == nil || b.Argument == nil {
		return a.Argument == nil && b.Argument == nil
	}
	return slices.ContainsFunc(a.Argument, func(name string) bool { return slices.Contains(b.Argument, name) })
}

// tableReplies are the replies that the table gives by itself, of each command that has several.
func (m *Model) tableReplies() map[string][]guardedRow {
	found := map[string][]guardedRow{}
	for i, row := range m.rows() {
		if c := m.Machine.Command(row.Command); c != nil && (c.By == spec.ByTable || row.Argument != nil) && row.Kind == spec.KindReply && len(c.Replies) > 1 {
			found[row.Command] = append(found[row.Command], guardedRow{i, m.Graph.Where(row.When)})
		}
	}
	return found
}
