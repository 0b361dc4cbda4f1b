package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Host chooses a virtual host (RFC 7151 3). A name that differs from the one with which TLS was begun is refused.
func (h *Standard) Host(_ context.Context, r ftp.HostRequest) ftp.HostReply {
	host := h.host(r.Session, r.Host)
	switch name := r.Session.ServerName(); {
	case host == nil:
		return ftp.HostUnknown()
	case name != "" && name != r.Host:
		return ftp.HostUnwanted()
	case host.Closed:
		return ftp.HostClosed()
	}
	return ftp.HostOk()
}

// host is the virtual host of that name, or nil. Without a name it is the one that TLS was begun for, if that is
// known, else the server's own, which every address of the server stands for, too.
func (h *Standard) host(s *fsm.Session, name string) *Host {
	if h.find == nil {
		return &h.main
	}
	if name == "" {
		if found := h.find(s.ServerName()); found != nil {
			return found
		}
		return &h.main
	}
	found := h.find(name)
	if found == nil && name == s.Local().Addr().Unmap().String() {
		return &h.main
	}
	return found
}

// login is the host that a login is for; nil if it is gone, or if TLS was begun for another one after HOST (RFC 7151 4).
func (h *Standard) login(s *fsm.Session, chosen string) *Host {
	if name := s.ServerName(); chosen != "" && name != "" && name != chosen {
		return nil
	}
	return h.host(s, chosen)
}
