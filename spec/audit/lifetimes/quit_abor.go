package lifetimes

import "github.com/portolan-ftp/portolan/spec/audit/check"

// quitAbor is T17: QUIT and ABOR are there and are never refused, whatever the session's state (S30): a client
// can always stop and always leave.
//
// Example:
//
//	commands:
//	  ABOR: {needs: [logged-in]}
//
// Finding:
//
//	ABOR: ABOR is refused here
//	    S: 220 Ready.
//	    C: ABOR
//	    S: 530 Log in.
func quitAbor() check.Check {
	return check.Check{ID: "T17", Title: "QUIT and ABOR are always possible", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T17")
		for _, name := range []string{"QUIT", "ABOR"} {
			c := m.Machine.Command(name)
			if c == nil {
				r.Text(name, m.Spec.Transfer.Pos, "there is no %s", name)
				continue
			}
			for g, n := range m.Nodes() {
				if config := &g.Nodes[n].Config; m.Machine.Closed(config) || m.Machine.Waits(c, config) {
					continue
				}
				if refusal, under := m.Refused(g, n, name); under != nil {
					r.Refusal(name, check.Related{What: "command " + name, Pos: c.Pos}, g, n, under, refusal, "%s is refused here", name)
				}
			}
		}
		return r.Findings()
	}}
}
