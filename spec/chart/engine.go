package chart

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// The names by which the language calls what the rules of sessions speak of.
const (
	regionSession  = "session"
	stateClosing   = "closing"
	stateClosed    = "closed"
	regionTransfer = "transfer"
	eventConnected = "connected"
	eventTooMany   = "too-many"
	eventOpened    = "data-opened"
	eventImplicit  = "implicit"
	eventMarker    = "marker"
	endAborted     = "aborted"
)

// The phases of a session on which it depends whether an event may happen, beside the event's own condition.
const (
	phaseStart   = iota // just connected
	phaseOpen           // no transfer is running
	phaseBusy           // a transfer is running
	phaseClosing        // nothing more is read, what was read is being answered
	phaseEnding         // the same, and a transfer is still running
)

func phase(m *explore.Machine, c *explore.Config) int {
	switch {
	case *c == m.Initial():
		return phaseStart
	case c.Busy() && m.Closing(c):
		return phaseEnding
	case c.Busy():
		return phaseBusy
	case m.Closing(c):
		return phaseClosing
	}
	return phaseOpen
}

// engine finds what the rules speak of.
func (b *builder) engine(g *explore.Graph) dataEngine {
	e := dataEngine{Session: b.machine.Region(regionSession), Transfer: b.machine.Region(regionTransfer), Opened: -1}
	session := b.spec.Regions[e.Session].States
	e.Closing, e.Closed = slices.Index(session, stateClosing), slices.Index(session, stateClosed)
	for _, mv := range b.spec.Transfer.Begin {
		if mv.Region == regionTransfer {
			e.Begin = slices.Index(b.spec.Regions[e.Transfer].States, mv.State)
		}
	}
	phases := eventPhases(b.machine, g)
	for i := range b.machine.Rows {
		row := &b.machine.Rows[i]
		switch {
		case row.Kind != spec.KindEvent, row.Name == eventConnected, row.Name == eventTooMany: // the two come before the first configuration
		case row.Name == eventOpened:
			e.Opened = i
		default:
			e.Events = append(e.Events, dataEvent{Row: i, Phases: phases[i], Upload: row.Name == eventMarker})
		}
	}
	return e
}

// eventPhases asks the explorer, in every configuration, which events may happen.
func eventPhases(m *explore.Machine, g *explore.Graph) map[int]int {
	phases, again := map[int]int{}, touched(g)
	for i := range g.Nodes {
		c := &g.Nodes[i].Config
		for _, e := range g.From(i) {
			phases[e.Row] |= 1 << phase(m, c)
			if i == 0 && again && !implicit(&m.Rows[e.Row]) {
				phases[e.Row] |= 1 << phaseOpen
			}
		}
	}
	return phases
}

// touched reports whether a session can be where it began in all but the regions aside: it is open then, and just
// connected no more.
func touched(g *explore.Graph) bool {
	return slices.ContainsFunc(g.Machine.Aside(), func(region int) bool { return g.May(0, region) != 1 })
}

// implicit reports whether a row is what happens to a session that has just connected, and to no other.
func implicit(row *spec.Row) bool { return row.Kind == spec.KindEvent && row.Name == eventImplicit }
