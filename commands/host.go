package commands

import (
	"context"
	"net/netip"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Host chooses a virtual host (RFC 7151 3). The table refuses a name that differs from the one with which TLS was
// begun.
func (h *Standard) Host(_ context.Context, r ftp.HostRequest) ftp.HostReply {
	host := h.host(r.Session, r.Host)
	switch {
	case host == nil:
		return ftp.HostUnknown()
	case host.Closed:
		return ftp.HostClosed()
	}
	return ftp.HostOk()
}

// host is the virtual host of that name, or nil. Without a name it is the host that TLS was begun for, if it is known,
// or else the server's own. An address is the server's own if the client came to it, or if a host has it as its name.
// Any other address is unknown (RFC 7151 3.1).
func (h *Standard) host(s *fsm.Session, name string) *Host {
	if name == "" {
		if found := h.named(s.ServerName()); found != nil {
			return found
		}
		return &h.main
	}
	if found := h.named(name); found != nil {
		return found
	}
	address, err := netip.ParseAddr(name)
	if err == nil && s.IsAt(address) || err != nil && h.find == nil {
		return &h.main
	}
	return nil
}

// named is the virtual host of that name, or nil.
func (h *Standard) named(name string) *Host {
	if h.find == nil {
		return nil
	}
	return h.find(name)
}

// of is the host at which an account has logged in; nil if the host is gone. After CCC the name with which TLS was
// begun is not known any more, so the account's own host is used.
func (h *Standard) of(account *accounts.Account, s *fsm.Session, chosen string) *Host {
	host := h.host(s, chosen)
	if host == nil || host.Name != account.Host {
		host = h.named(account.Host)
	}
	if host == nil || host.Name != account.Host {
		return nil
	}
	return host
}
