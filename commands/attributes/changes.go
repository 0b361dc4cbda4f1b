package attributes

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/fsm/argument"
	"github.com/portolan-ftp/portolan/storage"
)

// The facts that MFF changes, in the order in which FEAT and its answers have them. UNIX.owner is not among
// them: giving files away is the administrator's.
const (
	factModify = "Modify"
	factGroup  = "UNIX.group"
	factMode   = "UNIX.mode"
)

// Changeable is how FEAT lists them (draft-somers-ftp-mfxx 5.6), with permissions or, for files that have none,
// without.
func Changeable(permissions bool) string {
	if !permissions {
		return factModify + ";"
	}
	return factModify + ";" + factGroup + ";" + factMode + ";"
}

// Changes is the argument of MFF. A field that is not to be changed is zero.
type Changes struct {
	Modified time.Time
	Group    string // name or number
	Mode     Mode
	// Unknown says that MFF does not know, or cannot change, one of the facts.
	Unknown bool
}

// ParseChanges reads FACT=VALUE;... (draft-somers-ftp-mfxx 5.1), each fact once, its name in any case.
func ParseChanges(arg string, cwd storage.Path) (c Changes, err error) {
	if _, err := argument.ParseText(arg, cwd); err != nil {
		return c, err
	}
	seen := map[string]bool{}
	for fact := range strings.SplitSeq(strings.TrimSuffix(arg, ";"), ";") {
		name, value, found := strings.Cut(fact, "=")
		if !found || name == "" || seen[strings.ToLower(name)] {
			return c, errFacts
		}
		seen[strings.ToLower(name)] = true
		switch {
		case strings.EqualFold(name, factModify):
			c.Modified, err = ParseTime(value, cwd)
		case strings.EqualFold(name, factGroup):
			c.Group, err = ParseGroup(value, cwd)
		case strings.EqualFold(name, factMode):
			c.Mode, err = parseOctal(value)
		default:
			c.Unknown = true
		}
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// ParseGroup reads a group's name or number.
func ParseGroup(arg string, cwd storage.Path) (string, error) {
	group, err := argument.ParseWord(arg, cwd)
	const longest = 64 // bytes; no system has longer names
	if err == nil && len(group) > longest {
		err = errGroup
	}
	return group, err
}

// Mode is a change of permission bits, as chmod(1) takes it. The zero Mode changes nothing.
type Mode []clause

// clause changes some of the bits.
type clause struct {
	who  fs.FileMode // the bits that it speaks of
	op   byte        // '+', '-' or '='
	bits fs.FileMode // in each of the three places
	exec bool        // X: what may be executed or searched by anybody already, and directories
}

// everybody is the bits of user, group and others.
const everybody fs.FileMode = 0o777

// Apply is the changed permission bits of a mode. The other bits of mode say whether it is a directory.
func (m Mode) Apply(mode fs.FileMode) fs.FileMode {
	perm := mode.Perm()
	for _, c := range m {
		bits := c.bits
		if c.exec && (mode.IsDir() || perm&0o111 != 0) {
			bits |= 0o111
		}
		bits &= c.who
		switch c.op {
		case '+':
			perm |= bits
		case '-':
			perm &^= bits
		default:
			perm = perm&^c.who | bits
		}
	}
	return perm
}

// ParseMode reads three or four octal digits, or clauses such as u+x,go=r. The bits for set-user, set-group
// and sticky are refused.
func ParseMode(arg string, _ storage.Path) (Mode, error) {
	if arg != "" && arg[0] >= '0' && arg[0] <= '9' {
		return parseOctal(arg)
	}
	var m Mode
	for s := range strings.SplitSeq(arg, ",") {
		c, err := parseClause(s)
		if err != nil {
			return nil, err
		}
		m = append(m, c)
	}
	return m, nil
}

// parseOctal reads permission bits, with zeros in front or not.
func parseOctal(s string) (Mode, error) {
	const longest = len("0777")
	if s == "" || len(s) > longest || strings.Trim(s, "01234567") != "" {
		return nil, errMode
	}
	var bits fs.FileMode
	for _, c := range s {
		bits = bits<<3 | fs.FileMode(c-'0')
	}
	if bits&^everybody != 0 {
		return nil, errMode
	}
	return Mode{{who: everybody, op: '=', bits: bits}}, nil
}

// parseClause reads [ugoa...]+-=[rwxX...].
func parseClause(s string) (c clause, err error) {
	at := strings.IndexAny(s, "+-=")
	if at < 0 {
		return c, errMode
	}
	for _, who := range s[:at] {
		switch who {
		case 'u':
			c.who |= 0o700
		case 'g':
			c.who |= 0o070
		case 'o':
			c.who |= 0o007
		case 'a':
			c.who |= everybody
		default:
			return c, errMode
		}
	}
	if at == 0 {
		c.who = everybody
	}
	c.op = s[at]
	for _, bit := range s[at+1:] {
		switch bit {
		case 'r':
			c.bits |= 0o444
		case 'w':
			c.bits |= 0o222
		case 'x':
			c.bits |= 0o111
		case 'X':
			c.exec = true
		default:
			return c, errMode
		}
	}
	return c, nil
}

// ParseUmask reads the octal bits that new files and directories lack.
func ParseUmask(arg string, _ storage.Path) (storage.Umask, error) {
	mask, err := parseOctal(strings.Trim(arg, " "))
	if err != nil {
		return storage.Umask{}, err
	}
	return storage.NewUmask(mask.Apply(0)), nil
}

// Facts are the facts that c names, with the values that i has, as the answer to MFF tells them.
func (c Changes) Facts(i storage.Info) string {
	var b []byte
	if !c.Modified.IsZero() {
		b = append(listing.AppendTime(append(b, factModify+"="...), i.ModTime), ';')
	}
	if c.Group != "" {
		b = fmt.Appendf(b, "%s=%d;", factGroup, i.Group)
	}
	if c.Mode != nil {
		b = fmt.Appendf(b, "%s=%#o;", factMode, i.Mode.Perm())
	}
	return string(b)
}
