package spec

import (
	"github.com/portolan-ftp/portolan/spec/gonames"
)

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
	pkg := gonames.Package(goType)
	if pkg == "" {
		return "", true
	}
	if path, ok = s.Imports[pkg]; !ok {
		path = gonames.ImportPath(pkg)
		ok = path != ""
	}
	return path, ok
}
