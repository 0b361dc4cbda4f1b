package lifetimes

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// timeouts is T16.
var timeouts = check.Check{
	ID: "T16", Severity: check.Broken,
	Title: "every state has a time-out",
	What: `
Time alone ends everything. While a transfer runs the data connection has its own time-outs. Otherwise silence
has one, a login that does not come about has one, and so has a login without transfers. Each time-out happens
only in its own phase.
`,
	Why:     "RFC 1123 4.1.3.2; S53 and S54: slow clients, NOOP for ever.",
	Without: "A few hundred silent clients hold all sessions of the server.",
	Faulty: []check.Example{{Change: `
events:
  login-timeout: {when: {login: named}}
`, Finds: `
login-timeout: no login-timeout here: a client can stay for ever
    S: 220 Ready.
`}, {Change: `
transfer:
  ends: {stalled: {when: {transfer: opening}}}
`, Finds: `
transfer: no time-out ends the transfer
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: RETR <path>
    S: 150 Sending.
    -- data-opened
`}},
	Clean: []check.Example{{Change: `
events:
  login-timeout: {when: {login: [out, named], transfer: idle}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		clock := make([]int, len(m.Machine.Rows))
		for i, row := range m.Rows() {
			if row.Kind == spec.KindEvent || row.Kind == spec.KindTransferEnd {
				clock[i] = clockOf(check.LastName(row.Name))
			}
		}
		for g, n := range m.Nodes() {
			c := &g.Nodes[n].Config
			if m.Machine.Closed(c) {
				continue
			}
			var has [clocks]explore.Set
			for _, e := range g.From(n) {
				if k := clock[e.Row]; k != noClock {
					has[k] = has[k].Or(e.Under)
				}
			}
			here := g.Nodes[n].Under
			if endless := here.Without(has[dataClock]); c.Busy() && endless != nil {
				r.NodeUnder("transfer", m.Spec.Transfer.Pos, g, n, endless, nil, "no time-out ends the transfer")
			}
			for i := range m.Spec.Events {
				e := &m.Spec.Events[i]
				k := clockOf(e.Name)
				switch endless := here.Without(has[k]); {
				case k == noClock:
				case belongs(m, k, c) && endless != nil:
					r.NodeUnder(e.Name, e.Pos, g, n, endless, nil, "no %s here: a client can stay for ever", e.Name)
				case has[k] != nil && !belongs(m, k, c):
					r.NodeUnder(e.Name, e.Pos, g, n, has[k], nil, "%s happens here, where it means nothing", e.Name)
				}
			}
		}
	},
}

// The clocks that end what a client lets lie.
const (
	noClock         = iota
	dataClock       // of a data connection: to open it, and to move something on it; and of work
	loginClock      // of a login that does not come about
	idleClock       // of silence
	noTransferClock // of a login without transfers
	clocks
)

// clockOf is the clock behind an event or an end of a transfer.
func clockOf(name string) int {
	switch name {
	case "no-data", "stalled", "overtime":
		return dataClock
	case "login-timeout":
		return loginClock
	case "idle-timeout":
		return idleClock
	case "no-transfer-timeout":
		return noTransferClock
	}
	return noClock
}

// belongs reports whether a clock runs in a configuration.
func belongs(m *check.Model, clock int, c *explore.Config) bool {
	switch clock {
	case loginClock:
		return check.WaitsForClient(c) && !m.LoggedIn(c)
	case idleClock:
		return check.WaitsForClient(c)
	default:
		return check.WaitsForClient(c) && m.LoggedIn(c)
	}
}
