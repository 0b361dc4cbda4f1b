package socket

import (
	"net"
	"net/netip"
	"syscall"
)

// network is what errors call it.
const network = "tcp"

// sockaddr is an address for the system.
func sockaddr(a netip.AddrPort) (syscall.Sockaddr, error) {
	if ip := a.Addr(); ip.Is4() {
		return &syscall.SockaddrInet4{Addr: ip.As4(), Port: int(a.Port())}, nil
	}
	to := &syscall.SockaddrInet6{Addr: a.Addr().As16(), Port: int(a.Port())}
	if zone := a.Addr().Zone(); zone != "" {
		i, err := net.InterfaceByName(zone)
		if err != nil {
			return nil, err
		}
		to.ZoneId = uint32(i.Index)
	}
	return to, nil
}

// addrPort is the system's address, IPv4 in its plain form.
func addrPort(a syscall.Sockaddr) netip.AddrPort {
	switch a := a.(type) {
	case *syscall.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *syscall.SockaddrInet6:
		ip := netip.AddrFrom16(a.Addr).Unmap()
		if a.ZoneId != 0 {
			if i, err := net.InterfaceByIndex(int(a.ZoneId)); err == nil {
				ip = ip.WithZone(i.Name)
			}
		}
		return netip.AddrPortFrom(ip, uint16(a.Port))
	}
	return netip.AddrPort{}
}
