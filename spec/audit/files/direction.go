package files

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// direction is P11.
var direction = check.Check{
	ID: "P11", Severity: check.Unsafe, Rows: true,
	Mends: "the other direction, or the capability whose permission is not asked for",
	Title: "a transfer goes the way that its permission allows",
	What: `
A transfer goes the way that its capability allows. Data that is sent was read or listed, and data that is
received is written or appended.
`,
	Why:     "S40.",
	Without: "An account with the right to upload can download.",
	Faulty: []check.Example{{Change: `
commands:
  STOR: {replies: {opening: {then: send}}}
`, Finds: `
STOR opening: STOR sends, and may only [write]
`}},
	Clean: []check.Example{{Change: `
commands:
  STOR: {does: [files.write, files.stat]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			if row.Kind != spec.KindReply || !check.BeginsTransfer(row) {
				continue
			}
			verb, fit := "sends", []string{"read", "list"}
			if row.Then == spec.ThenReceive {
				verb, fit = "receives", []string{"write", "append"}
			}
			asks := m.Permissions(m.Machine.Command(row.Command))
			if !slices.ContainsFunc(asks, func(p string) bool { return slices.Contains(fit, p) }) {
				r.Row(row, "%s %s, and may only %v", row.Command, verb, asks)
				if wants := permissionOf(row.Command); wants == "" || slices.Contains(asks, wants) {
					r.Mend(check.Label(row), check.Write(row, otherWay[row.Then], "then"))
				}
			}
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			for _, p := range mustAsk(m, c) {
				if c.By != spec.ByNobody && !slices.Contains(m.Permissions(c), p) {
					r.Text(c.Name, c.Pos, "%s does not ask whether the account may %s", c.Name, p)
					r.Mend(c.Name, capabilities(m, c, p)...)
				}
			}
		}
	},
}

// otherWay is the other direction of a transfer.
var otherWay = map[string]string{"send": "receive", "receive": "send"}

// capabilities are repairs of a command: it does what asks for a permission.
func capabilities(m *check.Model, c *spec.Command, permission string) []check.Repair {
	var all []check.Repair
	for _, k := range m.Spec.Capabilities {
		if k.Permission == permission && k.Else != nil {
			all = append(all, check.Repair{Title: "Add the capability " + k.Name, At: c.Pos, Keys: []string{"does"}, How: check.Add, Value: k.Name})
		}
	}
	return all
}

// mustAsk are the permissions that a command needs for what its name says: of what goes from one file to another, or
// goes with all below it, more than one; and of what is announced by PRET those of the transfer.
func mustAsk(m *check.Model, c *spec.Command) []string {
	if verb, announces := strings.CutPrefix(c.Name, "PRET "); announces {
		if transfer := m.Machine.Command(verb); transfer != nil {
			return m.Permissions(transfer)
		}
	}
	switch c.Name {
	case "COMB":
		return []string{"read", "append", "delete"}
	case "SITE CPTO", "SITE COPY":
		return []string{"read", "write"}
	case "RMDA":
		return []string{"list", "delete", "rmdir"}
	}
	return nil
}
