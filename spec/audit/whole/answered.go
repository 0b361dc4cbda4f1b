package whole

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// answered is T06.
var answered = check.Check{
	ID: "T06", Severity: check.Broken,
	Title: "every command is answered wherever it is read",
	What: `
Every command is answered in every configuration in which it is read. During a transfer it is answered at once,
or it waits for the end and is answered then. A command that nothing refuses has something to say.
`,
	Why:     "RFC 959 5.4: every command is answered.",
	Without: "A client waits for a reply that never comes, until its time-out ends the session (S22, S30).",
	Faulty: []check.Example{{Change: `
commands:
  ABOR: {replies: {aborted: {when: {transfer: opening}}}}
`, Finds: `
ABOR: nothing answers ABOR during a transfer
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
    C: ABOR
    -- nothing is answered
`}},
	Clean: []check.Example{{Change: `
commands:
  ABOR: {replies: {aborted: {when: {transfer: busy}}, early: {code: 226, when: {transfer: opening}, then: abort, text: {en: "Stopped early.", la: "Mature finitum."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		command := speakers(m)
		spoken := make([]explore.Set, len(m.Spec.Commands)) // under which valuations each command is answered
		for g, n := range m.Nodes() {
			config := &g.Nodes[n].Config
			if m.Machine.Closed(config) {
				continue
			}
			clear(spoken)
			for _, e := range g.From(n) {
				if c := command[e.Row]; c >= 0 {
					spoken[c] = spoken[c].Or(e.Under)
				}
			}
			for i := range m.Spec.Commands {
				c := &m.Spec.Commands[i]
				silent := g.Nodes[n].Under.Without(spoken[i])
				if silent == nil || m.Machine.Waits(c, config) {
					continue
				}
				where := ""
				if config.Busy() {
					where = " during a transfer"
				}
				r.NodeUnder(c.Name, c.Pos, g, n, silent, unanswered(c), "nothing answers %s%s", c.Name, where)
			}
		}
	},
}

// speakers are, for each row that speaks, its command's index, and -1 for the others.
func speakers(m *check.Model) []int {
	index := map[string]int{}
	for i := range m.Spec.Commands {
		index[m.Spec.Commands[i].Name] = i
	}
	command := make([]int, len(m.Machine.Rows))
	for i, row := range m.Rows() {
		if command[i] = -1; speaks(row) {
			command[i] = index[row.Command]
		}
	}
	return command
}

// speaks reports whether a row is an answer that does not depend on what the client may have done wrong.
func speaks(row *spec.Row) bool {
	switch row.Kind {
	case spec.KindReply, spec.KindNeed, spec.KindNotOffered, spec.KindWaiting:
		return true
	}
	return false
}

// unanswered is a command that is sent in vain.
func unanswered(c *spec.Command) []explore.Exchange {
	return []explore.Exchange{{Row: -1, Command: c.Spelling()}, {Row: -1, Event: "nothing is answered"}}
}
