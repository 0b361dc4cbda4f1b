package audit

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// direction is P11: a transfer goes the way that its capability allows: what is sent was read or listed, what is
// received is written or appended.
//
// Example:
//
//	commands:
//	  STOR: {replies: {opening: {then: send}}}
//
// Finding:
//
//	STOR opening: STOR sends, and may only [write]
func direction() Check {
	return Check{ID: "P11", Rows: true, Title: "a transfer goes the way that its permission allows", Run: func(m *Model) []Finding {
		r := m.reporter("P11")
		for _, row := range m.rows() {
			if row.Kind != spec.KindReply || !begins(row) {
				continue
			}
			verb, fit := "sends", []string{"read", "list"}
			if row.Then == "receive" {
				verb, fit = "receives", []string{"write", "append"}
			}
			asks := m.permissions(m.Machine.Command(row.Command))
			if !slices.ContainsFunc(asks, func(p string) bool { return slices.Contains(fit, p) }) {
				r.row(row, "%s %s, and may only %v", row.Command, verb, asks)
			}
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			for _, p := range m.mustAsk(c) {
				if c.By != spec.ByNobody && !slices.Contains(m.permissions(c), p) {
					r.text(c.Name, c.Pos, "%s does not ask whether the account may %s", c.Name, p)
				}
			}
		}
		return r.findings()
	}}
}

// mustAsk are the permissions that a command needs for what its name says: of what goes from one file to another, or
// goes with all below it, more than one; and of what is announced by PRET those of the transfer.
func (m *Model) mustAsk(c *spec.Command) []string {
	if verb, announces := strings.CutPrefix(c.Name, "PRET "); announces {
		if transfer := m.Machine.Command(verb); transfer != nil {
			return m.permissions(transfer)
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
