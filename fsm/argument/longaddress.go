package argument

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

// LongAddress is an address as 228 tells it: family, length of the address, its octets, length of the port, its
// octets (RFC 1639 3).
func LongAddress(a netip.AddrPort) string {
	addr := a.Addr().Unmap().AsSlice()
	family := byte(4)
	if len(addr) > 4 {
		family = 6
	}
	octets := append([]byte{family, byte(len(addr))}, addr...)
	octets = append(octets, longPort, byte(a.Port()>>8), byte(a.Port()))
	text := make([]string, len(octets))
	for i, b := range octets {
		text[i] = strconv.Itoa(int(b))
	}
	return strings.Join(text, ",")
}

const (
	// longPort is the length of a TCP port, in octets.
	longPort = 2
	// maxLongFields is more than any address of today needs; RFC 1639 allows 255 octets twice.
	maxLongFields = 64
)

// ParseLongAddress reads LPRT's argument. Its numbers of families are not those of EPRT; the address of a family
// that is not IP's is not looked at.
func ParseLongAddress(arg string, _ storage.Path) (NetAddress, error) {
	fields := strings.SplitN(strings.Trim(arg, " "), ",", maxLongFields+1)
	if len(fields) > maxLongFields {
		return NetAddress{}, errAddress
	}
	octets := make([]byte, len(fields))
	for i, field := range fields {
		n, err := parseDecimal(field)
		if err != nil || n > 255 || len(field) > 3 {
			return NetAddress{}, errAddress
		}
		octets[i] = byte(n)
	}
	addr, port, ok := cutLong(octets)
	if !ok {
		return NetAddress{}, errAddress
	}
	family := map[byte]Family{4: IPv4, 6: IPv6}[octets[0]]
	if family == 0 {
		return NetAddress{}, nil
	}
	at, whole := netip.AddrFromSlice(addr)
	if !whole || at.Is4() != (family == IPv4) || len(port) != longPort {
		return NetAddress{}, errAddress
	}
	return NetAddress{Family: family, Address: netip.AddrPortFrom(at.Unmap(), uint16(port[0])<<8|uint16(port[1]))}, nil
}

// cutLong takes family, address and port apart; ok is that the lengths are right.
func cutLong(octets []byte) (addr, port []byte, ok bool) {
	if len(octets) < 2 {
		return nil, nil, false
	}
	rest := octets[2:]
	n := int(octets[1])
	if len(rest) < n+1 {
		return nil, nil, false
	}
	addr, port = rest[:n], rest[n+1:]
	return addr, port, len(port) == int(rest[n])
}
