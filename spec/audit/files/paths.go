package files

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// pathsArePermitted is P10: a command that is given a path asks for a permission of the account, and one that
// moves data to or from files asks for the right one (S40, CVE-2009-5012: MLST without the right to list).
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  CWD: {does: null, replies: {failed: null}}
//
// Finding:
//
//	CWD: CWD is given a path, and asks for no permission
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  STOR: {does: [files.read]}
//
// Finding:
//
//	STOR: STOR asks for [read], not for write
func pathsArePermitted() check.Check {
	return check.Check{ID: "P10", Rows: true, Title: "who is given a path asks for a permission, and for the right one", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P10")
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if c.By == spec.ByNobody {
				continue
			}
			asks := m.Permissions(c)
			for _, a := range c.Args {
				if isPath(m.Spec.GoType(a.Type)) && len(asks) == 0 {
					r.Text(c.Name, c.Pos, "%s is given a path, and asks for no permission", c.Name)
				}
			}
			if wants := permissionOf(c.Name); wants != "" && !strings.Contains(" "+strings.Join(asks, " ")+" ", " "+wants+" ") {
				r.Text(c.Name, c.Pos, "%s asks for %v, not for %s", c.Name, asks, wants)
			}
		}
		return r.Findings()
	}}
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
