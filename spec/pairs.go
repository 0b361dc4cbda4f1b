package spec

import (
	"maps"
	"slices"
	"strings"
)

// What Go and the spec both know of is a fixed pair: checks, invariants and the runtime know a capability and a type by
// its name, and the interface or the function behind the name must be the one that they mean.

// given is what an interface of this module lets a handler do.
type given struct {
	of          string   // the first name of its capabilities
	permissions []string // the account has one of them, or another capability's that covers it
	changes     bool     // files
	or          string   // the only permission that may be enough instead; "" for none
	content     bool     // what is in files
}

// interfaces are those of this module that a capability may give.
var interfaces = map[string]given{
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

// changing are the permissions of what changes files; an interface of an overlay's package that asks for one does.
var changing = []string{"write", "append", "delete", "rename", "mkdir", "rmdir", "attributes"}

// PermitsChange says whether a permission is one to change files.
func PermitsChange(permission string) bool { return slices.Contains(changing, permission) }

// moving are the permissions of what moves the content of files, for such interfaces.
var moving = []string{"read", "write", "append"}

// capabilityPairs are the capabilities that checks know by their names, with what each gives.
var capabilityPairs = map[string]string{
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

// typePairs are the types whose function makes no type of its own, with that function: another one compiles, and reads
// something else.
var typePairs = map[string]string{
	"path": "argument.ParsePath", "target-path": "argument.ParsePath", "mount": "argument.ParseRooted", "name": "argument.ParseName", "text": "argument.ParseText",
	"secret": "argument.ParseSecret", "language": "argument.ParseLanguage", "host": "argument.ParseHost", "group": "attributes.ParseGroup",
	"offset": "argument.ParseOffset", "bits": "argument.ParseByteSize", "netaddress": "argument.ParseNetAddress", "longaddress": "argument.ParseLongAddress",
	"hashed": "digest.ParseName", "digested": "digest.ParseTarget",
}

// namings are the functions of this module that say which state a value names, with the types of the values.
var namings = map[string]string{
	"argument.FamilyState": "argument.Family", "argument.AddressState": "argument.NetAddress", "argument.LanguageState": "string", "argument.HostState": "string",
}

// Namings are the functions of this module that a type may name for what state its values name, with their types.
func Namings() map[string]string { return maps.Clone(namings) }

// parseSecret reads what no log may show.
const parseSecret = "argument.ParseSecret"

// Parsers are the functions of this module that a type may name, with the types that they make.
func Parsers() map[string]string { return maps.Clone(parsers) }

// Interfaces are the interfaces of this module that a capability may give.
func Interfaces() []string { return slices.Sorted(maps.Keys(interfaces)) }

// typePair checks a type's function.
func (c *checker) typePair(t *Type, n *node) {
	parse := n.get("parse")
	if parse == nil || parse.tainted() || n.get("go") == nil || n.get("go").tainted() {
		return
	}
	if makes, known := parsers[t.Parse]; known && makes != t.Go {
		c.add(parse.pos, "", "%s makes a %s, not a %s", t.Parse, makes, t.Go)
	} else if pair, fixed := typePairs[t.Name]; fixed && known && pair != t.Parse {
		c.add(parse.pos, "", "%q is read by %s wherever it is; what %s reads needs another name", t.Name, pair, t.Parse)
	}
}

// capabilityPair checks a capability's interface and permission.
func (c *checker) capabilityPair(k *Capability, n *node) {
	if n.tainted() {
		return
	}
	of, _, _ := strings.Cut(k.Name, ".")
	gives, known := interfaces[k.Interface]
	switch pair, fixed := capabilityPairs[k.Name]; {
	case fixed && pair != k.Interface && pair == "":
		c.add(n.get("interface").pos, "", "%q gives no interface wherever it is", k.Name)
		return
	case fixed && pair != k.Interface:
		c.add(n.where(), "", "%q gives %s wherever it is, and nothing else", k.Name, pair)
		return
	case known && gives.of != of:
		c.add(n.where(), "", "what gives %s is called %s.SOMETHING: invariants speak of %s.*", k.Interface, gives.of, gives.of)
		return
	}
	switch asked := n.get("permission"); {
	case asked != nil && n.get("under") != nil:
		c.spare(n, "the capability asks for a permission of its own", "under")
	case asked != nil && known && !slices.Contains(gives.permissions, k.Permission):
		c.add(asked.pos, "", "%s needs the permission %s, not %s", k.Interface, strings.Join(gives.permissions, " or "), k.Permission)
	case asked == nil && n.get("under") == nil && of == "files":
		c.add(n.where(), "", "what touches files asks for a permission, or says `under` which capability it is done")
	case n.get("changes") != nil && !n.get("changes").flag() && k.Changes:
		c.add(n.get("changes").pos, "", "%s changes files", k.Name)
	}
	switch or := n.get("or"); {
	case n.get("permission") == nil:
		c.spare(n, "the capability asks for no permission", "or")
	case or != nil && known && k.Or != gives.or:
		c.add(or.pos, "", "the permission %s is not enough for %s", k.Or, k.Interface)
	}
}

// doers checks who does the capability: with what it is `under`, and who answers without the permission.
func (c *checker) doers(k *Capability, n *node) {
	byCommand, byReply := false, false
	for i := range c.spec.Commands {
		cmd := &c.spec.Commands[i]
		own := slices.Contains(cmd.Does, k.Name)
		byCommand = byCommand || own
		for _, does := range cmd.rowDoes() {
			row := slices.Contains(does, k.Name)
			byReply = byReply || row
			if k.Under != "" && (own || row) && !slices.Contains(cmd.Does, k.Under) && !slices.Contains(does, k.Under) {
				c.add(cmd.Pos, "", "%s does %s, which is covered by the permission of %s, and does not do that", cmd.Name, k.Name, k.Under)
				break
			}
		}
	}
	switch {
	case n.get("permission") == nil:
	case byCommand:
		c.lacks(n, "else", "something has to be answered without the permission")
		c.spare(n, "a command asks for the permission itself", "or")
	case byReply:
		c.spare(n, "replies alone do it, and where the account may not, they are not given", "else")
	default:
		c.lacks(n, "else", "something has to be answered without the permission")
	}
	if cover := c.root.get("capabilities").get(k.Under); cover != nil && cover.get("permission") == nil {
		c.add(n.get("under").pos, "", "%q asks for no permission itself", k.Under)
	}
}

// rowDoes are the capabilities that each row of the command takes by itself; one entry at least, for those that take none.
func (c *Command) rowDoes() [][]string {
	all := [][]string{nil}
	for _, r := range c.Replies {
		all = append(all, r.Does)
		for _, e := range r.Ends {
			all = append(all, slices.Concat(r.Does, e.Does))
		}
	}
	return all
}
