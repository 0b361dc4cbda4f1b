package files

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// wholeDirectories is P38: who may not list must not have a directory copied with all below it, because the copy tells what
// is in it. So whatever goes through directories asks whether the account may list, beside what else it asks; what is under
// the permission of another capability shows nothing that this one does not.
//
// Example:
//
//	capabilities:
//	  files.enter: {permission: list, why: goes through a directory}
//	  files.tree: {permission: write, interface: storage.Trees, field: Trees, why: copies a directory with all below it}
//	commands:
//	  RNFR: {replies: {pending: {does: [files.tree]}}}
//	  RNTO: {replies: {ok: {does: [files.enter, files.tree]}}}
//
// Finding:
//
//	RNFR pending: RNFR does files.tree, which goes through directories, and does not ask whether the account may list
func wholeDirectories() check.Check {
	return check.Check{ID: "P38", Rows: true, Title: "who may not list copies no directories", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P38")
		goesThrough := func(name string) bool {
			k := m.Spec.Capability(name)
			return k != nil && k.Permission != "" && strings.HasSuffix(k.Interface, ".Trees")
		}
		lists := func(name string) bool {
			k := m.Spec.Capability(name)
			return k != nil && k.Permission == "list"
		}
		for _, row := range m.Rows() {
			if (row.Kind == spec.KindReply || row.Kind == spec.KindEnd) && slices.ContainsFunc(row.Does, goesThrough) && !slices.ContainsFunc(row.Does, lists) {
				r.Row(row, "%s does %s, which goes through directories, and does not ask whether the account may list", row.Command, check.FirstOf(row.Does, goesThrough))
			}
		}
		return r.Findings()
	}}
}
