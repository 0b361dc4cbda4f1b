package files

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// pathsArePermitted is P10.
var pathsArePermitted = check.Check{
	ID: "P10", Severity: check.Unsafe, Rows: true,
	Mends: "the capability whose permission is not asked for",
	Title: "who is given a path asks for a permission, and for the right one",
	What: `
A command that is given a path asks for a permission of the account. A command that moves data to or from files
asks for the right one. An extension that touches nothing may be given a path: its handler is given nothing by
which it could ask the files.
`,
	Why:     "S40, CVE-2009-5012: MLST without the right to list.",
	Without: "An account that may only upload can look at everything.",
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  CWD: {does: null, replies: {failed: null}}
`, Finds: `
CWD: CWD is given a path, and asks for no permission
`}, {Refused: true, Change: `
commands:
  STOR: {does: [files.read]}
`, Finds: `
STOR: STOR asks for [read], not for write
`}},
	Clean: []check.Example{{Change: `
commands:
  CWD: {does: [files.stat, files.read]}
`}, {Change: check.NamedExtension}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if c.By == spec.ByNobody {
				continue
			}
			asks := m.Permissions(c)
			for _, a := range c.Args {
				if isPath(m.Spec.GoType(a.Type)) && len(asks) == 0 && !m.ExtendsOnly(c) {
					r.Text(c.Name, c.Pos, "%s is given a path, and asks for no permission", c.Name)
					r.Advise(c.Name, "say what it does (does); if it asks the files nothing, say in extensions why it is there")
				}
			}
			if wants := permissionOf(c.Name); wants != "" && !strings.Contains(" "+strings.Join(asks, " ")+" ", " "+wants+" ") {
				r.Text(c.Name, c.Pos, "%s asks for %v, not for %s", c.Name, asks, wants)
				r.Mend(c.Name, instead(m, c, wants)...)
			}
		}
	},
}

// instead are repairs of a command: what it does asks for a permission, and for no other.
func instead(m *check.Model, c *spec.Command, permission string) []check.Repair {
	all := capabilities(m, c, permission)
	for i := range all {
		if len(c.Does) == 1 {
			all[i].How, all[i].Value = check.Set, "["+all[i].Value+"]"
		}
	}
	return all
}

// permissionOf is the permission that a command has to ask for, "" for one that touches no file. SIZE tells how
// much RETR would send, so it reads.
func permissionOf(command string) string {
	switch command {
	case "RETR", "SIZE", "XCRC", "XMD5", "XSHA", "XSHA1", "XSHA256", "XSHA512", "MD5", "HASH":
		return "read"
	case "STOR", "STOU", "ALLO":
		return "write"
	case "APPE":
		return "append"
	case "DELE":
		return "delete"
	case "RNFR", "RNTO":
		return "rename"
	case "MKD":
		return "mkdir"
	case "RMD":
		return "rmdir"
	case "LIST", "NLST", "MLSD", "MLST", "MDTM", "STAT path", "CWD", "CDUP":
		return "list"
	case "MFMT", "MFCT", "MFF", "SITE CHMOD", "SITE UTIME":
		return "attributes"
	}
	return ""
}
