package argument

import "strings"

// What states arguments name, for the table to choose by; "" for none. Whether there are such states is the table's matter.

// Session is what a session knows that an argument may be compared with.
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

// What HOST names: a host for which the session can speak, or one that is not the one that TLS was begun for.
const (
	hostChosen     = "chosen"
	hostMismatched = "mismatched"
)

// HostState is mismatched for another host than TLS was begun for (RFC 7151 3.2).
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
