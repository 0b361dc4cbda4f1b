package argument

import "strings"

// The functions below give the names of the states that arguments stand for, "" for none. The table chooses replies by
// them, and decides whether it has such states.

// Session is the part of a session that arguments are compared with.
type Session interface {
	// ServerName is the host that the client named when TLS began, in lower case; "" without TLS or name.
	ServerName() string
}

// familyStates are the states that the protocols of RFC 2428 are named as.
var familyStates = map[Family]string{IPv4: "ipv4", IPv6: "ipv6"}

// FamilyState is the address family that EPSV names.
func FamilyState(f Family, _ Session) string { return familyStates[f] }

// AddressState is the family of an address that EPRT or LPRT gives.
func AddressState(a NetAddress, _ Session) string { return familyStates[a.Family] }

// The states that HOST names: a host that the session may use, or another one than TLS was begun for.
const (
	hostChosen     = "chosen"
	hostMismatched = "mismatched"
)

// HostState is "mismatched" for another host than TLS was begun for (RFC 7151 3.2).
func HostState(host string, s Session) string {
	if name := s.ServerName(); name != "" && name != host {
		return hostMismatched
	}
	return hostChosen
}

// LanguageState is the language of a tag. Only the primary part counts: en-US is served as en (RFC 2640 4.2).
func LanguageState(tag string, _ Session) string {
	primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return primary
}
