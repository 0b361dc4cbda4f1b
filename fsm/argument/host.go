package argument

import (
	"errors"
	"net/netip"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

const (
	// maxHostName is the length of a domain name as it is written (RFC 1034 3.1).
	maxHostName = 253
	// maxHostLabel is the length of one of its labels (RFC 1034 3.1).
	maxHostLabel = 63
)

var errHost = errors.New("not a host name without a port")

// ParseHost reads the argument of HOST (RFC 7151 3.1): a domain name, whose labels in other scripts come as A-labels,
// an IPv4 address, or an IPv6 address in brackets; no port. The result is in lower case, an address without brackets.
func ParseHost(arg string, cwd storage.Path) (string, error) {
	name, err := ParseWord(arg, cwd)
	if err != nil {
		return "", err
	}
	if inner, ok := strings.CutPrefix(name, "["); ok {
		inner, closed := strings.CutSuffix(inner, "]")
		address, err := netip.ParseAddr(inner)
		if err != nil || !closed || !address.Is6() || address.Zone() != "" {
			return "", errHost
		}
		return address.String(), nil
	}
	if address, err := netip.ParseAddr(name); err == nil && address.Is4() {
		return address.String(), nil
	}
	if !isDomain(name) {
		return "", errHost
	}
	return strings.ToLower(name), nil
}

// isDomain says whether a name is letters, digits and hyphens between dots, with a letter in the last label.
func isDomain(name string) bool {
	if len(name) > maxHostName {
		return false
	}
	letters := false
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > maxHostLabel || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		letters = false
		for i := range len(label) {
			switch c := label[i]; {
			case 'a' <= c|0x20 && c|0x20 <= 'z':
				letters = true
			case c != '-' && (c < '0' || c > '9'):
				return false
			}
		}
	}
	return letters
}
