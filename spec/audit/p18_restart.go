package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// restartOnce is P18: a restart position is used up by the next transfer, and survives only what clients send
// between REST and a transfer: the commands that set it up, and the questions SIZE and MDTM (S43). Everything
// else drops it, so that a position never applies to a file that it was not meant for.
//
// Example:
//
//	regions:
//	  restart: {survives: [TYPE, EPRT, PASV, EPSV, NOOP, RETR, CWD]}
//
// Finding:
//
//	CWD denied: CWD leaves the restart position behind
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: REST <offset>
//	    S: 350 From there.
//	    C: CWD <path>
//	    S: 550 Permission denied.
//	…
func restartOnce() Check {
	return Check{ID: "P18", Title: "a restart position is used up by the next transfer", Run: func(m *Model) []Finding {
		r := m.reporter("P18")
		at := m.nouns.restart
		drops := func(row *spec.Row) bool {
			again := row.Command == "REST" && row.Kind == spec.KindReply && class(row) == 3
			return line(row) && !again && !slices.Contains(keepRestart[:], firstWord(row.Command))
		}
		for g, e := range m.steps(at.at, drops) {
			if at.at(&g.Nodes[e.To].Config) {
				r.edge(g, e, "%s leaves the restart position behind", actor(m.row(e)))
			}
		}
		return r.findings()
	}}
}

// keepRestart are the verbs that clients send between REST and the transfer that it is meant for.
var keepRestart = [...]string{
	"TYPE", "MODE", "STRU", "PORT", "PASV", "EPRT", "EPSV", "LPRT", "LPSV", "PRET", "SIZE", "MDTM", "NOOP",
}
