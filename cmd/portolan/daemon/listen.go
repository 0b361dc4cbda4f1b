package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"syscall"

	"github.com/portolan-ftp/portolan/fsm"
)

// listenFlag is the flag that gave an address, by its number among all.
func (o *options) listenFlag(i int) string {
	if i < len(o.listen) {
		return "--listen"
	}
	return "--tls-listen"
}

// checkListen finds addresses that are in the way of others.
func (o *options) checkListen() error {
	addresses := slices.Concat(o.listen, o.protection.implicit)
	for i, address := range addresses {
		_, text, _ := net.SplitHostPort(address)
		port, _ := strconv.ParseUint(text, 10, 16)
		switch {
		case port == 0: // any that is free
		case slices.Contains(addresses[:i], address):
			return usagef("%s %s: the address is given twice", o.listenFlag(i), address)
		case o.passivePorts.First != 0 && port >= uint64(o.passivePorts.First) && port <= uint64(o.passivePorts.Last):
			return usagef("%s %s: the port lies in --passive-ports %d-%d", o.listenFlag(i), address, o.passivePorts.First, o.passivePorts.Last)
		}
	}
	return nil
}

// listenAll opens all the addresses or none.
func (o *options) listenAll() ([]net.Listener, error) {
	var all []net.Listener
	for i, address := range slices.Concat(o.listen, o.protection.implicit) {
		l, err := fsm.Listen(context.Background(), networkOf(address), address)
		if err != nil {
			for _, l := range all {
				l.Close()
			}
			return nil, listenError(o.listenFlag(i)+" "+address, err)
		}
		all = append(all, l)
	}
	return all, nil
}

// listenError says why an address cannot be listened on. That somebody else does is nobody's mistake.
func listenError(what string, err error) error {
	_, unknown := errors.AsType[*net.DNSError](err)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s: the address is in use: does a server run there already?", what)
	case errors.Is(err, syscall.EACCES):
		return usagef("%s: permission denied: a port as low as that needs root, or on Linux CAP_NET_BIND_SERVICE", what)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return usagef("%s: this machine has no such address; without HOST it is every one that it has", what)
	case unknown:
		return usagef("%s: no address is known for that name", what)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// networkOf keeps 0.0.0.0 to IPv4, so that [::] can be listened on beside it.
func networkOf(address string) string {
	if at, err := netip.ParseAddrPort(address); err == nil && at.Addr().Is4() {
		return "tcp4"
	}
	return "tcp"
}
