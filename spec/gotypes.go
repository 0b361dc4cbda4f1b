package spec

import "strings"

// modulePath is where the packages of this module that a spec may name are imported from.
const modulePath = "github.com/portolan-ftp/portolan"

// imports are the packages whose types a spec may name.
var imports = map[string]string{
	"storage":    modulePath + "/storage",
	"accounts":   modulePath + "/accounts",
	"fsm":        modulePath + "/fsm",
	"argument":   modulePath + "/fsm/argument",
	"listing":    modulePath + "/commands/listing",
	"digest":     modulePath + "/commands/digest",
	"quoted":     modulePath + "/commands/quoted",
	"attributes": modulePath + "/commands/attributes",
	"netip":      "net/netip",
	"time":       "time",
}

// format is a way to print a placeholder, and the Go type that it prints.
type format struct{ name, goType, doc string }

// formats are the ways to print a placeholder; the first of a Go type is the type's natural one.
var formats = []format{
	{"text", "string", "as it is; no name of a file"},
	{"name", "string", "as it is: a name, or a line with names in it, as the client wrote them"},
	{"int64", "int64", "decimal"},
	{"path", "storage.Path", "as it is"},
	{"quoted", "storage.Path", "in double quotes, inner ones doubled (RFC 959 appendix II)"},
	{"time", "time.Time", "YYYYMMDDhhmmss in UTC (RFC 3659 2.3)"},
	{"hostport", "netip.AddrPort", "h1,h2,h3,h4,p1,p2 (RFC 959 4.1.2)"},
}

// GoType is the Go type of a type in the spec, "" if there is no such type.
func (s *Spec) GoType(typeName string) string {
	for i := range s.Types {
		if s.Types[i].Name == typeName {
			return s.Types[i].Go
		}
	}
	return ""
}

// Import is the import path that a Go type or function named in the spec needs: "net/netip" for "netip.AddrPort".
// It is "" when none is needed; ok is false when the package is none that this spec may name. An overlay may name
// packages of its own.
func (s *Spec) Import(goType string) (path string, ok bool) {
	pkg := qualifier(goType)
	if pkg == "" {
		return "", true
	}
	if path, ok = s.Imports[pkg]; !ok {
		path, ok = imports[pkg]
	}
	return path, ok
}

// qualifier is the package of a Go type or function, "" for basic types.
func qualifier(goType string) string {
	pkg, _, qualified := strings.Cut(strings.TrimLeft(goType, "*"), ".")
	if !qualified {
		return ""
	}
	return pkg
}

// FormatGoType is the Go type that a placeholder's format prints, "" if there is no such format.
func FormatGoType(name string) string {
	for _, f := range formats {
		if f.name == name {
			return f.goType
		}
	}
	return ""
}

// naturalFormat is the format of a value that is printed without naming one, "" if there is none.
func naturalFormat(goType string) string {
	for _, f := range formats {
		if f.goType == goType {
			return f.name
		}
	}
	return ""
}
