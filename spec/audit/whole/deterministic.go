package whole

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
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
func deterministic() check.Check {
	return check.Check{ID: "T04", Title: "the table never has a choice", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T04")
		seen := map[string]bool{}
		for _, row := range m.Rows() {
			if seen[check.Label(row)] {
				r.Row(row, "two rows of %s are called %q", row.Command, row.Name)
			}
			seen[check.Label(row)] = true
		}
		guards := tableReplies(m)
		chosen := func(row *spec.Row) bool {
			return slices.ContainsFunc(guards[row.Command], func(g guardedRow) bool { return &m.Machine.Rows[g.row] == row })
		}
		for g, e := range m.Steps(nil, chosen) {
			row := m.Row(e)
			for _, other := range guards[row.Command] {
				late := &m.Machine.Rows[other.row]
				if other.row <= e.Row || !sameArgument(row, late) {
					continue
				}
				under := g.Given(e, &other.when)
				if under == nil {
					continue
				}
				if r.Better(check.Label(late), g.Nodes[e.From].Depth+1, under.First()) {
					r.NodeUnder(check.Label(late), late.Pos, g, e.From, under, []explore.Exchange{m.Machine.Exchange(other.row)},
						"the table has a choice: %q is given here too", row.Name)
				}
			}
		}
		return r.Findings()
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
func tableReplies(m *check.Model) map[string][]guardedRow {
	found := map[string][]guardedRow{}
	for i, row := range m.Rows() {
		if c := m.Machine.Command(row.Command); c != nil && (c.By == spec.ByTable || row.Argument != nil) && row.Kind == spec.KindReply && len(c.Replies) > 1 {
			found[row.Command] = append(found[row.Command], guardedRow{i, m.Graph.Where(row.When)})
		}
	}
	return found
}
