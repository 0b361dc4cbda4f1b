package gonames

import (
	"maps"
	"slices"
	"strings"
)

// modulePath is where the packages of this module that a spec may name are imported from.
const modulePath = "github.com/portolan-ftp/portolan"

// packages are the packages whose types every spec may name.
var packages = map[string]string{
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

// Packages are the names of the packages whose types and functions every spec may name, sorted.
func Packages() []string { return slices.Sorted(maps.Keys(packages)) }

// ImportPath is the import path of a package that every spec may name; "" for any other.
func ImportPath(pkg string) string { return packages[pkg] }

// Format is a way to print a placeholder, the Go type that it prints, and what it writes, for people.
type Format struct{ Name, GoType, Doc string }

// formats are the ways to print a placeholder; the first of a Go type is the type's natural one.
var formats = []Format{
	{"text", "string", "as it is; no name of a file"},
	{"name", "string", "as it is: a name, or a line with names in it, as the client wrote them"},
	{"int64", "int64", "decimal"},
	{"path", "storage.Path", "as it is"},
	{"quoted", "storage.Path", "in double quotes, inner ones doubled (RFC 959 appendix II)"},
	{"time", "time.Time", "YYYYMMDDhhmmss in UTC (RFC 3659 2.3)"},
	{"hostport", "netip.AddrPort", "h1,h2,h3,h4,p1,p2 (RFC 959 4.1.2)"},
}

// Formats are the ways to print a placeholder.
func Formats() []Format { return slices.Clone(formats) }

// Package is the name of the package of a Go type or function, "" for basic types.
func Package(goType string) string {
	pkg, _, qualified := strings.Cut(strings.TrimLeft(goType, "*"), ".")
	if !qualified {
		return ""
	}
	return pkg
}

// FormatGoType is the Go type that a placeholder's format prints, "" if there is no such format.
func FormatGoType(name string) string {
	for _, f := range formats {
		if f.Name == name {
			return f.GoType
		}
	}
	return ""
}

// NaturalFormat is the format of a value that is printed without naming one, "" if there is none.
func NaturalFormat(goType string) string {
	for _, f := range formats {
		if f.GoType == goType {
			return f.Name
		}
	}
	return ""
}

// Interface is what an interface of this module lets a handler do.
type Interface struct {
	Of          string   // the first name of its capabilities
	Permissions []string // the account has one of them, or another capability's that covers it
	Changes     bool     // it changes files
	Or          string   // the only permission that may be enough instead; "" for none
	Content     bool     // it reads or writes what is in files
}

// interfaces are those of this module that a capability may give.
var interfaces = map[string]Interface{
	"storage.Statter":    {"files", []string{"list"}, false, "", false},
	"storage.Lister":     {"files", []string{"list"}, false, "", false},
	"storage.Reader":     {"files", []string{"read"}, false, "", true},
	"storage.Meter":      {"files", []string{"list"}, false, "", false},
	"storage.Allocator":  {"files", []string{"write"}, false, "", false},
	"storage.Writer":     {"files", []string{"write", "append"}, true, "", true},
	"storage.Deleter":    {"files", []string{"delete"}, true, "", false},
	"storage.Renamer":    {"files", []string{"rename"}, true, "", false},
	"storage.Replacer":   {"files", []string{"delete"}, true, "write", false},
	"storage.DirMaker":   {"files", []string{"mkdir"}, true, "", false},
	"storage.DirRemover": {"files", []string{"rmdir"}, true, "", false},
	"storage.Attributer": {"files", []string{"attributes"}, true, "", false},
	"storage.Linker":     {"files", []string{"write"}, true, "", false},
	"storage.Trees":      {"files", []string{"write", "mkdir"}, true, "", true},
	"storage.Clearer":    {"files", []string{"delete", "rmdir"}, true, "", false},
	"storage.FS":         {"files", []string{"write"}, true, "", true},
	"fsm.Listener":       {"data", nil, false, "", false},
	"fsm.ServerListener": {"data", nil, false, "", false},
}

// InterfaceNamed is what an interface of this module lets a handler do; ok is false for any other.
func InterfaceNamed(name string) (i Interface, ok bool) {
	i, ok = interfaces[name]
	return i, ok
}

// changing are the permissions of what changes files; an interface of an overlay's package that asks for one does.
var changing = []string{"write", "append", "delete", "rename", "mkdir", "rmdir", "attributes"}

// PermitsChange says whether a permission is one to change files.
func PermitsChange(permission string) bool { return slices.Contains(changing, permission) }

// PermitsContent says whether a permission is one to read or write the content of files.
func PermitsContent(permission string) bool {
	return slices.Contains([]string{"read", "write", "append"}, permission)
}

// capabilities are the capabilities that checks know by their names, with the interface that each gives.
var capabilities = map[string]string{
	"accounts.login": "", "accounts.certify": "",
	"files.stat": "storage.Statter", "files.list": "storage.Lister", "files.read": "storage.Reader", "files.room": "storage.Meter",
	"files.write": "storage.Writer", "files.append": "storage.Writer", "files.delete": "storage.Deleter", "files.rename": "storage.Renamer",
	"files.mkdir": "storage.DirMaker", "files.rmdir": "storage.DirRemover", "files.attributes": "storage.Attributer",
	"files.permissions": "storage.Attributer", "files.link": "storage.Linker",
	"data.connect": "", "data.listen": "fsm.Listener", "data.exchange": "fsm.ServerListener",
}

// parsers are the functions of this module that read an argument, with the types that they make.
var parsers = map[string]string{
	"argument.ParsePath": "storage.Path", "argument.ParsePlace": "argument.Place", "argument.ParseRooted": "storage.Path",
	"argument.ParseText": "string", "argument.ParseName": "string", "argument.ParseSecret": "string", "argument.ParseWord": "string",
	"argument.ParseLanguage": "string", "argument.ParseHost": "string", "argument.ParseOffset": "int64", "argument.ParseByteSize": "int64",
	"argument.ParseSeconds": "time.Duration", "argument.ParseHostPort": "netip.AddrPort", "argument.ParseNetAddress": "argument.NetAddress",
	"argument.ParseLongAddress": "argument.NetAddress", "argument.ParseFamily": "argument.Family", "argument.ParseAllocation": "argument.Allocation",
	"argument.ParseBufferSize": "uint32", "argument.ParseDeflateLevel": "argument.DeflateLevel",
	"listing.ParseTarget": "listing.Target", "listing.ParseFactList": "listing.Facts",
	"digest.ParseAlgorithm": "digest.Algorithm", "digest.ParseName": "digest.Target", "digest.ParseTarget": "digest.Target",
	"digest.ParseNames": "digest.Targets", "quoted.ParsePair": "quoted.Pair", "quoted.ParseCombination": "quoted.Combination",
	"attributes.ParseTime": "time.Time", "attributes.ParseDated": "attributes.Dated", "attributes.ParseStamp": "attributes.Stamp",
	"attributes.ParseChanges": "attributes.Changes", "attributes.ParseMode": "attributes.Mode", "attributes.ParseUmask": "storage.Umask",
	"attributes.ParseGroup": "string",
}

// types are the types whose function makes no type of its own, with that function: another one compiles, and reads
// something else.
var types = map[string]string{
	"path": "argument.ParsePath", "target-path": "argument.ParsePath", "mount": "argument.ParseRooted", "name": "argument.ParseName", "text": "argument.ParseText",
	"secret": "argument.ParseSecret", "language": "argument.ParseLanguage", "host": "argument.ParseHost", "group": "attributes.ParseGroup",
	"offset": "argument.ParseOffset", "bits": "argument.ParseByteSize", "netaddress": "argument.ParseNetAddress", "longaddress": "argument.ParseLongAddress",
	"hashed": "digest.ParseName", "digested": "digest.ParseTarget",
}

// InterfaceOf is the interface that a capability gives wherever it is, "" for none; fixed is false for a capability
// that checks do not know by its name.
func InterfaceOf(capability string) (name string, fixed bool) {
	name, fixed = capabilities[capability]
	return name, fixed
}

// Makes is the Go type that a function of this module makes of an argument; known is false for any other function.
func Makes(parse string) (goType string, known bool) {
	goType, known = parsers[parse]
	return goType, known
}

// ParserOf is the function that reads a type's arguments wherever the type is; fixed is false where the Go type says
// enough.
func ParserOf(typeName string) (parse string, fixed bool) {
	parse, fixed = types[typeName]
	return parse, fixed
}

// NamingOf is the Go type of the values of which a function of this module says what state they name; known is false
// for any other function.
func NamingOf(function string) (goType string, known bool) {
	goType, known = namings[function]
	return goType, known
}

// namings are the functions of this module that say which state a value names, with the types of the values.
var namings = map[string]string{
	"argument.FamilyState": "argument.Family", "argument.AddressState": "argument.NetAddress", "argument.LanguageState": "string", "argument.HostState": "string",
}

// ParseSecret reads what no log may show.
const ParseSecret = "argument.ParseSecret"

// Parsers are the functions of this module that a type may name, with the types that they make.
func Parsers() map[string]string { return maps.Clone(parsers) }

// Interfaces are the interfaces of this module that a capability may give.
func Interfaces() []string { return slices.Sorted(maps.Keys(interfaces)) }

// FormatNames are the names of the formats.
func FormatNames() []string {
	var list []string
	for _, f := range formats {
		list = append(list, f.Name)
	}
	return list
}
