// Package argument reads the arguments of commands: each syntax that a spec's type names is one function here.
//
// A parser is given everything behind the command's words and one blank, byte for byte, and the working directory,
// which is "" before the login. It returns a value or an error. The command decides whether the value is of use. The
// functions know no session and no table; the package imports storage alone.
package argument

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// The errors of the parsers, for the log. The client is told the command's syntax.
var (
	errControl = errors.New("control character")
	errNumber  = errors.New("not a decimal number")
	errAddress = errors.New("not an address")
	errWord    = errors.New("not one word")
	errTag     = errors.New("not a language tag")
)

// Parser reads one argument; cwd is the working directory, "" before login.
type Parser[T any] func(arg string, cwd storage.Path) (T, error)

// Read reads one argument. It is not ok when it is missing or cannot be read. For generated code.
func Read[T any](parse Parser[T], arg string, cwd storage.Path, optional bool) (v T, ok bool) {
	if arg == "" {
		return v, optional
	}
	v, err := parse(arg, cwd)
	return v, err == nil
}

// CutWord takes the first word of an argument; rest is everything behind one blank. For generated code.
func CutWord(arg string) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimLeft(arg, " "), " ")
	return word, rest
}

// ParsePath reads a pathname (RFC 3659 2.2): every byte behind the command's blank belongs to it.
func ParsePath(arg string, cwd storage.Path) (storage.Path, error) { return storage.Resolve(cwd, arg) }

// Place is a directory to go to. If the argument begins with "~" and Path does not exist, Home is what the argument
// then means; otherwise it is "".
type Place struct{ Path, Home storage.Path }

// String is the more literal of the two; for STAT and logs.
func (p Place) String() string { return string(p.Path) }

// ParsePlace reads a pathname that may begin with "~".
func ParsePlace(arg string, cwd storage.Path) (p Place, err error) {
	if p.Path, err = storage.Resolve(cwd, arg); err != nil {
		return p, err
	}
	if rooted, ok := storage.CutHome(arg); ok {
		p.Home, err = storage.Resolve("/", rooted)
	}
	return p, err
}

// ParseRooted reads a pathname that begins at the root, with or without a slash.
func ParseRooted(arg string, _ storage.Path) (storage.Path, error) { return storage.Resolve("/", arg) }

// ParseText reads free text without control characters.
func ParseText(arg string, _ storage.Path) (string, error) {
	for i := range len(arg) {
		if arg[i] < ' ' || arg[i] == 0x7f {
			return "", errControl
		}
	}
	return arg, nil
}

// ParseName reads a user's name: no blanks around it, no control characters.
func ParseName(arg string, cwd storage.Path) (string, error) {
	name, err := ParseText(strings.Trim(arg, " "), cwd)
	if err == nil && name == "" {
		err = errWord
	}
	return name, err
}

// ParseSecret reads a password: every byte counts, blanks and control characters too. Only bytes that end a line are
// refused.
func ParseSecret(arg string, _ storage.Path) (string, error) {
	if strings.ContainsAny(arg, "\r\n\x00") {
		return "", errControl
	}
	return arg, nil
}

// ParseWord reads one word.
func ParseWord(arg string, cwd storage.Path) (string, error) {
	word, err := ParseText(strings.Trim(arg, " "), cwd)
	if err == nil && (word == "" || strings.Contains(word, " ")) {
		err = errWord
	}
	return word, err
}

// maxSubtag is the length of the parts of a language tag (RFC 2640 4.2).
const maxSubtag = 8

// ParseLanguage reads a language tag, such as zh or en-US; the first part has letters only.
func ParseLanguage(arg string, cwd storage.Path) (string, error) {
	tag, err := ParseWord(arg, cwd)
	if err != nil {
		return "", err
	}
	letters := true
	for part := range strings.SplitSeq(tag, "-") {
		if part == "" || len(part) > maxSubtag {
			return "", errTag
		}
		for i := range len(part) {
			switch c := part[i] | 0x20; {
			case 'a' <= c && c <= 'z':
			case letters || part[i] < '0' || part[i] > '9':
				return "", errTag
			}
		}
		letters = false
	}
	return tag, nil
}

// ParseOffset reads a position in a file: decimal digits only, from 0 to 2^63-1 (RFC 3659 5).
func ParseOffset(arg string, _ storage.Path) (int64, error) {
	return parseDecimal(strings.Trim(arg, " "))
}

// maxSeconds is the longest time that ParseSeconds reads: a year, so that no sum of times overflows.
const maxSeconds = 366 * 24 * 60 * 60

// ParseSeconds reads a number of seconds.
func ParseSeconds(arg string, _ storage.Path) (time.Duration, error) {
	n, err := parseDecimal(strings.Trim(arg, " "))
	if err != nil || n > maxSeconds {
		return 0, errNumber
	}
	return time.Duration(n) * time.Second, nil
}

// maxDigits is the length of 2^63-1; more digits are refused before they are read.
const maxDigits = 19

func parseDecimal(s string) (int64, error) {
	if s == "" || len(s) > maxDigits {
		return 0, errNumber
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, errNumber
		}
	}
	return strconv.ParseInt(s, 10, 64)
}

// ParseHostPort reads h1,h2,h3,h4,p1,p2 (RFC 959 4.1.2, 5.3.2); 0 is allowed in each field.
func ParseHostPort(arg string, _ storage.Path) (netip.AddrPort, error) {
	var b [6]byte
	rest := strings.Trim(arg, " ")
	for i := range b {
		field, after, found := strings.Cut(rest, ",")
		n, err := parseDecimal(field)
		if err != nil || n > 255 || len(field) > 3 || found != (i < len(b)-1) {
			return netip.AddrPort{}, errAddress
		}
		b[i], rest = byte(n), after
	}
	port := uint16(b[4])<<8 | uint16(b[5])
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[:4])), port), nil
}

// NetAddress is the argument of EPRT. Address is the zero value when the protocol is not known.
type NetAddress struct {
	Family  Family
	Address netip.AddrPort
}

// Family is a protocol's number in EPRT and EPSV (RFC 2428 2); 0 when none was given.
type Family int

// The protocols that RFC 2428 numbers.
const (
	IPv4 Family = 1
	IPv6 Family = 2
)

// ParseNetAddress reads |protocol|address|port| with any delimiter (RFC 2428 2).
func ParseNetAddress(arg string, _ storage.Path) (NetAddress, error) {
	arg = strings.Trim(arg, " ")
	if len(arg) < 2 || arg[0] < 33 || arg[0] > 126 {
		return NetAddress{}, errAddress
	}
	fields := strings.SplitN(arg, arg[:1], 6)
	if len(fields) != 5 || fields[4] != "" {
		return NetAddress{}, errAddress
	}
	family, err := ParseFamily(fields[1], "")
	if err != nil {
		return NetAddress{}, errAddress
	}
	if family != IPv4 && family != IPv6 {
		return NetAddress{Family: family}, nil
	}
	addr, err := netip.ParseAddr(fields[2])
	if err != nil || addr.Zone() != "" || addr.Is4() != (family == IPv4) {
		return NetAddress{}, errAddress
	}
	port, err := parseDecimal(fields[3])
	if err != nil || port > 65535 {
		return NetAddress{}, errAddress
	}
	return NetAddress{Family: family, Address: netip.AddrPortFrom(addr.Unmap(), uint16(port))}, nil
}

// maxFamily bounds the address family numbers that IANA may assign.
const maxFamily = 65535

// ParseFamily reads a protocol's number. The command decides whether it is supported. There is no number 0.
func ParseFamily(arg string, _ storage.Path) (Family, error) {
	n, err := parseDecimal(strings.Trim(arg, " "))
	if err != nil || n == 0 || n > maxFamily {
		return 0, errNumber
	}
	return Family(n), nil
}

// Allocation is the argument of ALLO: bytes, and the largest record or page, 0 if not given.
type Allocation struct{ Bytes, Record int64 }

// ParseAllocation reads <bytes> [R <bytes>] (RFC 959 4.1.3).
func ParseAllocation(arg string, _ storage.Path) (a Allocation, err error) {
	fields := strings.Fields(arg)
	if len(fields) != 1 && (len(fields) != 3 || !strings.EqualFold(fields[1], "R")) {
		return a, fmt.Errorf("%w: %d fields", errNumber, len(fields))
	}
	if a.Bytes, err = parseDecimal(fields[0]); err != nil || len(fields) == 1 {
		return a, err
	}
	a.Record, err = parseDecimal(fields[2])
	return a, err
}

// maxBufferDigits is the length of 2^32-1.
const maxBufferDigits = 10

// ParseBufferSize reads the argument of PBSZ: 32 bits (RFC 2228 3).
func ParseBufferSize(arg string, _ storage.Path) (uint32, error) {
	arg = strings.Trim(arg, " ")
	n, err := parseDecimal(arg)
	if err != nil || len(arg) > maxBufferDigits || n > math.MaxUint32 {
		return 0, errNumber
	}
	return uint32(n), nil
}
