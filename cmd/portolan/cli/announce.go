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
	var text strings.Builder
	fmt.Fprintf(&text, "Serving %s, %s. Ctrl-C stops.\n", logging.Printable(whole(o.Directory), true), o.doing(o.Directory))
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
	o.announceMounts(&text, "", o.Mounts)
	for _, h := range o.Hosts {
		if !h.OutOfService {
			fmt.Fprintf(&text, "%s: %s", strings.Join(h.Names, ", "), logging.Printable(h.Directory, true))
			if doing := o.doing(h.Directory); doing != everything && !o.Files.ReadOnly { // what is not said of the server itself
				text.WriteString(", " + doing)
			}
			text.WriteByte('\n')
			o.announceMounts(&text, h.Names[0], h.Mounts)
		}
	}
	return tell(out, text.String())
}

// announceMounts prints what is mounted, with what is not said of the server itself.
func (o *options) announceMounts(text *strings.Builder, host string, mounts []daemon.Mount) {
	for _, m := range mounts {
		fmt.Fprintf(text, "%s: %s", logging.Printable(host+string(m.Path), true), logging.Printable(whole(m.Location), true))
		if doing := o.doing(m.Location); doing != everything && !o.Files.ReadOnly {
			text.WriteString(", " + doing)
		}
		text.WriteByte('\n')
	}
}

// whole is the absolute name of a directory; a place in a store has one already.
func whole(location string) string {
	if daemon.SchemeOf(location) != "" {
		return location
	}
	path, err := filepath.Abs(location)
	if err != nil {
		return location
	}
	return path
}

// everything is what is done with a directory that is served without restrictions.
const everything = "reading and writing"

// doing says what clients can do with a directory, as far as the settings and the rights of this process tell. It knows
// nothing of the files below it.
func (o *options) doing(directory string) string {
	if o.Files.ReadOnly {
		return "reading only"
	}
	if daemon.SchemeOf(directory) != "" {
		return everything
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
