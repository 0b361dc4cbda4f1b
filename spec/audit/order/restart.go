package order

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// restartOnce is P18.
var restartOnce = check.Check{
	ID: "P18", Severity: check.Unsafe,
	Mends: "the lifetime, or the end of an exception from it",
	Title: "a restart position is used up by the next transfer",
	What: `
A restart position is used up by the next transfer, and survives only what clients send between REST and a
transfer: the commands that set it up, and the questions SIZE and MDTM. Every other command drops it. The range
of RANG goes the same way. The file that SITE CPFR named is for the next command alone.
`,
	Why:     "RFC 3659 5; S43.",
	Without: "A position applies to a file that it was not meant for, and overwrites the middle of it.",
	Faulty: []check.Example{{Change: `
regions:
  restart: {survives: [TYPE, EPRT, PASV, EPSV, NOOP, RETR, CWD]}
`, Finds: `
CWD denied: CWD leaves the restart position behind
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: REST <offset>
    S: 350 From there.
    C: CWD <path>
    S: 550 Permission denied.
…
`}},
	Clean: []check.Example{{Change: `
regions:
  restart: {survives: [TYPE, EPRT, PASV, EPSV]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, once := range []struct {
			at         check.Place
			verb, what string
			keep       []string
		}{
			{m.Places.Restart, "REST", "restart position", keepRestart[:]},
			{m.Places.Part, "RANG", "range", keepRestart[countsOctets:]},
			{m.Places.Copied, "SITE CPFR", "name of what to copy", nil},
		} {
			drops := func(row *spec.Row) bool {
				again := row.Command == once.verb && row.Kind == spec.KindReply && check.Class(row) == 3
				return check.AnswersLine(row) && !again && !slices.Contains(once.keep, check.FirstWord(row.Command))
			}
			for g, e := range m.Steps(once.at.At, drops) {
				if once.at.At(&g.Nodes[e.To].Config) {
					r.Edge(g, e, "%s leaves the %s behind", check.Actor(m.Row(e)), once.what)
					r.Only(check.Label(m.Row(e)), m.Outlived(once.at.Region, m.Row(e))...)
				}
			}
		}
	},
}

// keepRestart are the verbs that clients send between REST and the transfer that it is meant for. Those before
// countsOctets decide what a position means: a range is asked for behind them (draft-bryan-ftp-range 4.3).
var keepRestart = [...]string{
	"TYPE", "MODE", "STRU",
	"PORT", "PASV", "CPSV", "EPRT", "EPSV", "LPRT", "LPSV", "PRET", "SIZE", "MDTM", "NOOP",
}

// countsOctets is where in keepRestart the verbs begin that leave a range of octets as it is.
const countsOctets = 3
