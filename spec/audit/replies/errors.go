package replies

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
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
func failures() check.Check {
	return check.Check{ID: "T27", Rows: true, Title: "errors are told, as what they are", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T27")
		told := map[string]bool{}
		for _, row := range m.Rows() {
			if row.Kind == spec.KindReply && (check.BeginsTransfer(row) || check.BeginsWork(row)) && !endsTell(m, row) {
				r.Row(row, "the transfer does not say how it fails")
			}
			if row.Kind == spec.KindDenied && check.Class(row) == 4 {
				r.Row(row, "%d says that a permission that is missing may come", row.Code)
			}
			if len(row.On) == 0 {
				continue
			}
			c := m.Machine.Command(row.Command)
			told[c.Name] = told[c.Name] || row.Kind == spec.KindReply
			if len(c.Touches()) == 0 {
				r.Text(c.Name, c.Pos, "%s may fail, and has no capability by which it could", c.Name)
			}
			if !check.Negative(row) && row.Code != 202 {
				r.Row(row, "%d hides an error of class %s", row.Code, row.On[0])
			}
			for _, class := range row.On {
				fits(m, r, c, row, class)
			}
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if k := fallible(c); c.By == spec.ByHandler && k != "" && !told[c.Name] {
				r.Text(c.Name, c.Pos, "%s does %s, and does not say how it fails", c.Name, k)
			}
		}
		return r.Findings()
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
func endsTell(m *check.Model, opening *spec.Row) bool {
	return slices.ContainsFunc(opening.Ends, func(end int) bool {
		return m.Machine.Rows[end].Kind == spec.KindEnd && len(m.Machine.Rows[end].On) > 0
	})
}

// fits checks the code for one class of error.
func fits(m *check.Model, r *check.Reporter, c *spec.Command, row *spec.Row, name string) {
	stores := slices.ContainsFunc(m.Permissions(c), func(p string) bool { return p == "write" || p == "append" })
	switch {
	case stores && (name == "no-space" || name == "quota" || name == "too-large" && check.EndsTransfer(row)) && row.Code%100 != 52:
		r.Row(row, "%d does not say that there is no room, which class %s means", row.Code, name)
	case row.Kind == spec.KindReply && check.Class(row) == 4 && row.Code != 421 && permanent(m, c, name):
		r.Row(row, "%d says that an error of class %s may pass", row.Code, name)
	}
}

// permanent reports whether an error of a class stays when a command is tried again. Only classes that concern the
// command count; STOU looks for another name when one exists.
func permanent(m *check.Model, c *spec.Command, class string) bool {
	has := func(permissions ...string) bool {
		return slices.ContainsFunc(m.Permissions(c), func(p string) bool { return slices.Contains(permissions, p) })
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
		return slices.Contains(c.With, m.Places.Restart.RegionName(m.Spec))
	}
	return false
}
