package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// failures is T27: errors are told, and told as what they are. A reply that stands for an error says no, or that
// nothing needs to be done (202). Whatever touches files, passwords or ports says how it fails, and only that
// can fail. Errors that another try does not mend are 5yz, not 4yz, and a full storage is 452 or 552 (S44).
//
// Example:
//
//	commands:
//	  RNTO: {replies: {failed: {code: 250}}}
//
// Finding:
//
//	RNTO failed: 250 hides an error of class not-exist
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  CWD: {does: null}
//
// Finding:
//
//	CWD: CWD may fail, and has no capability by which it could
//
// Example:
//
//	commands:
//	  RNTO: {replies: {failed: {on: null}}}
//
// Finding:
//
//	RNTO: RNTO does files.rename, and does not say how it fails
//
// Example:
//
//	commands:
//	  RETR: {replies: {failed: {code: 450}}}
//
// Finding:
//
//	RETR failed: 450 says that an error of class not-exist may pass
//
// Example:
//
//	capabilities:
//	  files.stat: {else: {reply: denied, code: 450}}
//
// Finding:
//
//	CWD denied: 450 says that a permission that is missing may come
func failures() Check {
	return Check{ID: "T27", Rows: true, Title: "errors are told, as what they are", Run: func(m *Model) []Finding {
		r := m.reporter("T27")
		told := map[string]bool{}
		for _, row := range m.rows() {
			if row.Kind == spec.KindReply && (begins(row) || works(row)) && !m.endsTell(row) {
				r.row(row, "the transfer does not say how it fails")
			}
			if row.Kind == spec.KindDenied && class(row) == 4 {
				r.row(row, "%d says that a permission that is missing may come", row.Code)
			}
			if len(row.On) == 0 {
				continue
			}
			c := m.Machine.Command(row.Command)
			told[c.Name] = told[c.Name] || row.Kind == spec.KindReply
			if len(c.Touches()) == 0 {
				r.text(c.Name, c.Pos, "%s may fail, and has no capability by which it could", c.Name)
			}
			if !negative(row) && row.Code != 202 {
				r.row(row, "%d hides an error of class %s", row.Code, row.On[0])
			}
			for _, class := range row.On {
				m.fits(r, c, row, class)
			}
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if k := fallible(c); c.By == spec.ByHandler && k != "" && !told[c.Name] {
				r.text(c.Name, c.Pos, "%s does %s, and does not say how it fails", c.Name, k)
			}
		}
		return r.findings()
	}}
}

// fallible is a capability of a command that can fail, "" without one. Connecting to an address fails when the
// transfer does it, not before.
func fallible(c *spec.Command) string {
	for _, k := range c.Does {
		if k != "data.connect" {
			return k
		}
	}
	return ""
}

// endsTell reports whether the handler can say how the transfer failed.
func (m *Model) endsTell(opening *spec.Row) bool {
	return slices.ContainsFunc(opening.Ends, func(end int) bool {
		return m.Machine.Rows[end].Kind == spec.KindEnd && len(m.Machine.Rows[end].On) > 0
	})
}

// fits checks the code for one class of error.
func (m *Model) fits(r *reporter, c *spec.Command, row *spec.Row, name string) {
	stores := slices.ContainsFunc(m.permissions(c), func(p string) bool { return p == "write" || p == "append" })
	switch {
	case stores && (name == "no-space" || name == "quota" || name == "too-large" && completes(row)) && row.Code%100 != 52:
		r.row(row, "%d does not say that there is no room, which class %s means", row.Code, name)
	case row.Kind == spec.KindReply && class(row) == 4 && row.Code != 421 && m.permanent(c, name):
		r.row(row, "%d says that an error of class %s may pass", row.Code, name)
	}
}

// permanent reports whether an error of a class stays when a command is tried again. Only classes that concern the
// command count; STOU looks for another name when one exists.
func (m *Model) permanent(c *spec.Command, class string) bool {
	has := func(permissions ...string) bool {
		return slices.ContainsFunc(m.permissions(c), func(p string) bool { return slices.Contains(permissions, p) })
	}
	switch class {
	case "not-exist", "permission", "invalid-name", "not-directory":
		return has("read", "list", "write", "append", "delete", "rename", "mkdir", "rmdir", "attributes")
	case "is-directory":
		return has("read", "write", "append", "delete")
	case "unsupported":
		return has("read", "write", "append")
	case "exist":
		return has("write", "append", "mkdir") && c.Name != "STOU"
	case "invalid-offset":
		return slices.Contains(c.With, m.nouns.restart.named(m.Spec))
	}
	return false
}
