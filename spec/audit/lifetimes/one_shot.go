package lifetimes

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// oneShot is T11: a 3yz reply waits for the next command (RFC 959 4.2.1), so what it remembers is forgotten by
// then. It leads to a region that expires, or to a login that is not complete; only 3yz replies lead there; and
// no row of a command that does not survive keeps such a state.
//
// Example:
//
//	regions:
//	  rename: {lasts: session}
//
// Finding:
//
//	RNFR pending: 350 waits for the next command, but rename=pending does not expire
func oneShot() check.Check {
	return check.Check{ID: "T11", Title: "one-shot states expire", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T11")
		for _, row := range m.Rows() {
			if row.Kind == spec.KindReply {
				waitsForNext(r, row)
			}
		}
		passing := func(row *spec.Row) bool { return check.AnswersLine(row) && check.Class(row) != 3 }
		for g, e := range m.Steps(func(c *explore.Config) bool { return waiting(m, c) }, passing) {
			row := m.Row(e)
			from, to := &g.Nodes[e.From].Config, &g.Nodes[e.To].Config
			for i := range m.Spec.Regions {
				region := &m.Spec.Regions[i]
				if region.Expires() && from.States[i] != 0 && to.States[i] != 0 && !slices.Contains(region.Survives, row.Command) {
					r.Edge(g, e, "%s=%s outlives the command", region.Name, region.States[to.States[i]])
				}
			}
		}
		return r.Findings()
	}}
}

// waiting reports whether a one-shot state is there.
func waiting(m *check.Model, c *explore.Config) bool {
	for i := range m.Spec.Regions {
		if m.Spec.Regions[i].Expires() && c.States[i] != 0 {
			return true
		}
	}
	return false
}

// waitsForNext checks where a reply leads: 3yz replies to what expires, others not.
func waitsForNext(r *check.Reporter, row *spec.Row) {
	m, waits := r.Model, false
	for _, mv := range row.Moves {
		i := m.Machine.Region(mv.Region)
		region := &m.Spec.Regions[i]
		state := slices.Index(region.States, mv.State)
		login := i == m.Places.Login.Region && uint8(state) != m.Places.Login.State
		switch {
		case state <= 0:
		case check.Class(row) == 3 && !region.Expires() && !login:
			r.Row(row, "%d waits for the next command, but %s=%s does not expire", row.Code, mv.Region, mv.State)
		case check.Class(row) != 3 && region.Expires():
			r.Row(row, "%s=%s waits for the next command, but %d does not say so", mv.Region, mv.State, row.Code)
		}
		waits = waits || state > 0
	}
	if check.Class(row) == 3 && !waits {
		r.Row(row, "%d waits for another command, and nothing remembers that", row.Code)
	}
}
