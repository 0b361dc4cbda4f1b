package player

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/portolan-ftp/portolan/spec/conform/wire"
)

// The numbers of the address families (RFC 2428 2).
const eprtIPv4, eprtIPv6 = 1, 2

// address fills in the words that stand for addresses of the client. A word for a port opens one.
func (p *Player) address(word string) (string, error) {
	local := p.control.Local().Addr()
	six := local.Is6()
	choose := func(is6 bool, four, other int) int {
		if is6 {
			return other
		}
		return four
	}
	switch word {
	case "family":
		return fmt.Sprint(choose(six, eprtIPv4, eprtIPv6)), nil
	case "family-other":
		return fmt.Sprint(choose(!six, eprtIPv4, eprtIPv6)), nil
	case "eprt-other":
		other := otherFamily(six)
		return fmt.Sprintf("|%d|%s|51210|", choose(!six, eprtIPv4, eprtIPv6), other), nil
	case "lprt-other":
		return wire.LongHostPort(netip.AddrPortFrom(otherFamily(six), 51210)), nil
	}
	listen := p.control.Listen
	if word == "port-elsewhere" {
		listen = p.control.ListenElsewhere
	}
	e, err := listen()
	if err != nil {
		return "", err
	}
	p.endpoint.Close()
	p.endpoint, p.elsewhere = e, false
	here := e.Here()
	switch word {
	case "port", "port-elsewhere":
		if six {
			return "127,0,0,1," + strings.Join(strings.Split(wire.HostPort(here), ",")[16:], ","), nil
		}
		return wire.HostPort(here), nil
	case "eprt":
		return fmt.Sprintf("|%d|%s|%d|", choose(six, eprtIPv4, eprtIPv6), here.Addr(), here.Port()), nil
	case "lprt":
		return wire.LongHostPort(here), nil
	}
	return "", fmt.Errorf("conform: {%s} is no word of a script", word)
}

// otherFamily is an address of the family that the connection does not have.
func otherFamily(six bool) netip.Addr {
	if six {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}
