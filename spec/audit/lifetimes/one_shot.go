package lifetimes

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// oneShot is T11.
var oneShot = check.Check{
	ID: "T11", Severity: check.Broken,
	Mends: "the lifetime of what has to expire",
	Title: "one-shot states expire",
	What: `
A one-shot state is one that the next command uses up or drops. A 3yz reply leads to such a state, or to a login
that is not complete; no other reply does; and no row of a command outside of "survives" keeps it.
`,
	Why:     "RFC 959 4.2.1: a 3yz reply waits for the next command.",
	Without: "A name or a position given long ago applies to a later command that was not meant to use it (D4).",
	Faulty: []check.Example{{Change: `
regions:
  rename: {lasts: session}
`, Finds: `
RNFR pending: 350 waits for the next command, but rename=pending does not expire
`}},
	Clean: []check.Example{{Change: `
regions:
  copy: {states: [none, named], carries: {named: {source: path}}, lasts: command, moved-by: [SITE CPFR]}
commands:
  SITE CPFR:
    rfc: 959 4.1.3
    arg: {source: path}
    needs: [logged-in]
    does: [files.read]
    replies: {named: {code: 350, to: {copy: named}, text: {en: "SITE CPTO?", la: "SITE CPTO?"}}, failed: {reply: failed, on: [other]}}
    help: {en: "name the file to copy", la: "quid transcribam"}
  SITE CPTO:
    rfc: 959 4.1.3
    arg: {to: path}
    with: [copy]
    needs: [logged-in, writable, {name: source, when: {copy: named}, else: {code: 503, text: {en: "SITE CPFR first.", la: "SITE CPFR prius."}}}]
    does: [files.read, files.write]
    replies: {ok: {code: 250, text: {en: "Copied.", la: "Transcriptum."}}, failed: {reply: failed, on: [other]}}
    help: {en: "copy to this name", la: "quo transcribam"}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
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
	},
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
			r.Mend(check.Label(row), check.Given(region.Pos, spec.LastsCommand, "lasts"))
		case check.Class(row) != 3 && region.Expires():
			r.Row(row, "%s=%s waits for the next command, but %d does not say so", mv.Region, mv.State, row.Code)
		}
		waits = waits || state > 0
	}
	if check.Class(row) == 3 && !waits {
		r.Row(row, "%d waits for another command, and nothing remembers that", row.Code)
	}
}
