package daemon

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"syscall"

	"github.com/portolan-ftp/portolan/fsm/control"
)

// Listener is an address on which a server listens.
type Listener struct {
	net.Listener
	TLS bool // TLS begins at once (implicit TLS)
}

// addresses are all addresses to listen on, those in the clear first.
func (o *Options) addresses() []string { return slices.Concat(o.Listen, o.TLS.Listen) }

// listenSetting is the setting that gave an address, by its number among all.
func (o *Options) listenSetting(i int) string {
	if i < len(o.Listen) {
		return o.name("Listen")
	}
	return o.name("TLS.Listen")
}

// ReadAddress checks HOST:PORT; an empty host is every address of the machine.
func ReadAddress(text string) (string, error) {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return "", fmt.Errorf("%q is not HOST:PORT, such as 127.0.0.1:2121", text)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", fmt.Errorf("%q is no port: it is a number up to %d", port, math.MaxUint16)
	}
	return text, nil
}

// checkListen finds addresses that overlap with others.
func (o *Options) checkListen() error {
	addresses := o.addresses()
	ports := o.Network.PassivePorts
	for i, address := range addresses {
		if _, err := ReadAddress(address); err != nil {
			return Mistakef("%s: %w", o.listenSetting(i), err)
		}
		_, text, _ := net.SplitHostPort(address)
		port, _ := strconv.ParseUint(text, 10, 16)
		switch {
		case port == 0: // any that is free
		case slices.Contains(addresses[:i], address):
			return Mistakef("%s %s: the address is given twice", o.listenSetting(i), address)
		case ports.First != 0 && port >= uint64(ports.First) && port <= uint64(ports.Last):
			return o.mistakef("%s %s: the port lies in {Network.PassivePorts} %d-%d", o.listenSetting(i), address, ports.First, ports.Last)
		}
	}
	return nil
}

// listenAll opens all the addresses or none. Listeners that are open already stand behind them.
func (o *Options) listenAll() ([]Listener, error) {
	var all []Listener
	for i, address := range o.addresses() {
		l, err := control.Listen(context.Background(), networkOf(address), address)
		if err != nil {
			for _, l := range all {
				l.Close()
			}
			return nil, listenError(o.listenSetting(i)+" "+address, err)
		}
		all = append(all, Listener{l, i >= len(o.Listen)})
	}
	return append(all, o.Listeners...), nil
}

// closeListeners closes the listeners that are open already.
func (o *Options) closeListeners() {
	for _, l := range o.Listeners {
		l.Close()
	}
}

// listenError says why an address cannot be listened on. An address that is in use is no mistake in the options.
func listenError(what string, err error) error {
	_, unknown := errors.AsType[*net.DNSError](err)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s: the address is in use: does a server run there already?", what)
	case errors.Is(err, syscall.EACCES):
		return Mistakef("%s: permission denied: a port as low as that needs root, or on Linux CAP_NET_BIND_SERVICE", what)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return Mistakef("%s: this machine has no such address; without HOST it is every one that it has", what)
	case unknown:
		return Mistakef("%s: no address is known for that name", what)
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
