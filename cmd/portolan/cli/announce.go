package cli

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// announce prints what is served, and one address a line, ready to be given to a client.
func (o *options) announce(out io.Writer, server *daemon.Server) error {
	directory, err := filepath.Abs(o.Directory)
	if err != nil {
		directory = o.Directory
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Serving %s, %s. Ctrl-C stops.\n", logging.Printable(directory, true), o.doing(o.Directory))
	if fingerprint := server.Fingerprint(); fingerprint != "" {
		fmt.Fprintf(&text, "Certificate, self-signed, SHA256:%s\n", fingerprint)
	}
	for _, l := range server.Listeners() {
		scheme := "ftp"
		if l.TLS {
			scheme = "ftps"
		}
		for _, at := range reachable(l.Addr(), net.InterfaceAddrs) {
			fmt.Fprintln(&text, &url.URL{Scheme: scheme, User: server.Invited(), Host: at, Path: "/"})
		}
	}
	for _, h := range o.Hosts {
		if !h.OutOfService {
			fmt.Fprintf(&text, "%s: %s", strings.Join(h.Names, ", "), logging.Printable(h.Directory, true))
			if doing := o.doing(h.Directory); doing != everything && !o.Files.ReadOnly { // what is not said of the server itself
				text.WriteString(", " + doing)
			}
			text.WriteByte('\n')
		}
	}
	return tell(out, text.String())
}

// everything is what is done with a directory that is served without restrictions.
const everything = "reading and writing"

// doing says what clients can do with a directory, as far as the settings and the rights of this process tell. It knows
// nothing of the files below it.
func (o *options) doing(directory string) string {
	if o.Files.ReadOnly {
		return "reading only"
	}
	if err := mayWrite(directory); err != nil {
		return fmt.Sprintf("reading, but not writing into it (%v)", err)
	}
	return everything
}

// reachable are the addresses at which a listener is reached: its own, or,
// when it takes every address of the machine, those.
func reachable(listening net.Addr, interfaces func() ([]net.Addr, error)) []string {
	tcp, ok := listening.(*net.TCPAddr)
	if !ok {
		return []string{listening.String()}
	}
	at := netip.AddrPortFrom(tcp.AddrPort().Addr().Unmap(), uint16(tcp.Port))
	if !at.Addr().IsUnspecified() {
		return []string{at.String()}
	}
	all := []string{}
	addresses, err := interfaces()
	for _, a := range addresses {
		network, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		addr, _ := netip.AddrFromSlice(network.IP)
		if addr = addr.Unmap(); addr.IsLinkLocalUnicast() || at.Addr().Is4() && !addr.Is4() {
			continue
		}
		all = append(all, netip.AddrPortFrom(addr, at.Port()).String())
	}
	if err != nil || len(all) == 0 {
		return []string{at.String()}
	}
	return all
}
