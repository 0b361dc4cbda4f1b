package files

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// wholeDirectories is P38.
var wholeDirectories = check.Check{
	ID: "P38", Severity: check.Unsafe, Rows: true,
	Title: "who may not list copies no directories",
	What: `
Whatever goes through a directory with all below it asks whether the account may list, beside what else it asks for. What
is under the permission of another capability shows nothing that this one does not.
`,
	Why:     "S40.",
	Without: "An account that may read files of which it knows the names, and may not list, copies a directory and reads all of it.",
	Faulty: []check.Example{{Change: `
capabilities:
  files.tree: {permission: write, interface: storage.Trees, field: Trees, why: copies a directory with all below it}
commands:
  RNTO: {replies: {ok: {does: [files.tree]}}}
`, Finds: `
RNTO ok: RNTO does files.tree, which goes through directories, and does not ask whether the account may list
`}},
	Clean: []check.Example{{Change: `
capabilities:
  files.enter: {permission: list, why: goes through a directory}
  files.tree: {permission: write, interface: storage.Trees, field: Trees, why: copies a directory with all below it}
commands:
  RNTO: {replies: {ok: {does: [files.enter, files.tree]}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
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
	},
}
