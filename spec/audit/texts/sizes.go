package texts

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// sizes is T37: a reply that begins to send says how many octets come exactly where that is known before: where those of the
// file are sent as they are. Clients take the number for the length of what comes (RFC 959 has no other), and show with it
// how far they are.
//
// Example:
//
//	commands:
//	  RETR: {with: [restart, type], replies: {opening: {text: {en: "Sending {size:int64}.", la: "Mitto {size:int64}."}}}}
//
// Finding:
//
//	RETR opening: RETR opening tells a size with type=ascii, where it is not known before
func sizes() check.Check {
	return check.Check{ID: "T37", Rows: true, Title: "a size is told where it is known before", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T37")
		for _, row := range m.Rows() {
			if row.Then != "send" || !slices.ContainsFunc(row.Values, func(v spec.Value) bool { return v.Name == "size" }) {
				continue
			}
			for _, region := range m.Spec.Regions {
				known := asTheyAre[region.Name]
				for _, state := range region.States {
					told := !slices.ContainsFunc(row.When, func(t spec.CondTerm) bool { return t.Region == region.Name && !slices.Contains(t.States, state) })
					switch {
					case known == nil || told == slices.Contains(known, state):
					case told:
						r.Row(row, "%s tells a size with %s=%s, where it is not known before", check.Label(row), region.Name, state)
					default:
						r.Row(row, "%s tells no size with %s=%s, where it is known before", check.Label(row), region.Name, state)
					}
				}
			}
		}
		return r.Findings()
	}}
}

// asTheyAre are the states, by region, in which the octets of a file are sent as they are. The logical bytes of local type are
// of whole octets (RFC 959 3.1.1.4).
var asTheyAre = map[string][]string{"type": {"image", "local"}, "structure": {"file"}, "mode": {"stream"}}
