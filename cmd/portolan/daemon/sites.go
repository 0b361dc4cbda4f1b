package daemon

import (
	"errors"
	"io/fs"
	"net/netip"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/homes"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// sites are what the server and its hosts serve.
type sites struct {
	main     *commands.Host
	named    map[string]*commands.Host
	virtual  bool                        // whether unknown names are refused; otherwise they mean the server itself
	opened   map[string]*homes.Directory // by place
	trees    []homes.Tree
	verifier *accounts.Verifier
	node     *shared.Node
}

// openSites opens all directories and files of users. The error leaves nothing open.
func (o *Options) openSites(node *shared.Node) (*sites, *logins, error) {
	s := &sites{node: node, named: map[string]*commands.Host{}, virtual: len(o.Hosts) > 0, opened: map[string]*homes.Directory{}, verifier: o.verifier()}
	users, err := s.openMain(o)
	if err == nil {
		err = s.openHosts(o)
	}
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return s, users, nil
}

// openMain opens what the server itself serves.
func (s *sites) openMain(o *Options) (*logins, error) {
	users, err := o.authenticator(s.verifier)
	if err != nil {
		return nil, err
	}
	files, err := s.open(o, place{o.Directory, o.Mounts})
	if err != nil {
		return nil, err
	}
	s.main = &commands.Host{Accounts: users.Authenticator, Files: files.For}
	for _, name := range o.HostNames {
		s.named[name] = s.main
	}
	return users, o.checkGuests(files, "{Users.AnonymousHome}", o.Users.AnonymousHome)
}

func (s *sites) openHosts(o *Options) error {
	for i := range o.Hosts {
		h := &o.Hosts[i]
		host, err := s.host(o, h)
		if err != nil {
			return h.At.Errorf("host %s: %w", h.Names[0], err)
		}
		for _, name := range h.Names {
			s.named[name] = host
		}
	}
	return nil
}

// host opens what one host serves.
func (s *sites) host(o *Options, h *Host) (*commands.Host, error) {
	host := &commands.Host{Name: h.Names[0], Closed: h.OutOfService, Accounts: accounts.Chain()}
	if h.OutOfService {
		return host, nil
	}
	files, err := s.open(o, place{h.Directory, h.Mounts})
	if err != nil {
		return nil, err
	}
	host.Files = files.For
	if h.UsersFile != "" {
		if host.Accounts, err = o.openUsers(h.UsersFile, s.verifier); err != nil {
			return nil, err
		}
	}
	if h.Anonymous {
		host.Accounts = accounts.Anonymous(host.Accounts, h.AnonymousHome)
	}
	return host, o.checkGuests(files, "{Host.AnonymousHome}", h.AnonymousHome)
}

// open opens a place, once for all hosts that serve it.
func (s *sites) open(o *Options, p place) (*homes.Directory, error) {
	key, err := p.key()
	if err != nil {
		return nil, Mistake{err}
	}
	if known := s.opened[key]; known != nil {
		return known, nil
	}
	tree, err := o.openPlace(p)
	if err != nil {
		return nil, err
	}
	opened, err := homes.Follow(p.directories(), tree, func() (homes.Tree, error) {
		if err := o.refuseSecrets(); err != nil {
			return nil, err
		}
		return o.openPlace(p)
	}, o.Log)
	if err != nil {
		tree.Close()
		return nil, Mistake{err}
	}
	if o.Shared.Files || len(p.directories()) == 0 {
		opened.ShareBy(s.node.Homes(key))
	}
	s.trees = append(s.trees, tree)
	s.opened[key] = opened
	return opened, nil
}

// openServed opens a directory to serve.
func (o *Options) openServed(directory string) (*storage.Local, error) {
	local, err := storage.OpenLocal(directory, storage.LocalOptions{
		Uploads:     o.Files.Uploads,
		Sync:        o.Files.Sync,
		ReadOnly:    o.Files.ReadOnly,
		MaxBytes:    o.Files.MaxUpload,
		CreateHomes: o.Files.CreateHomes,
		Groups:      o.Files.Groups,
	})
	if err != nil {
		return nil, Mistakef("%s cannot be served: %w", directory, reasonOf(err))
	}
	return local, nil
}

// reasonOf is why a directory could not be opened, without its path, which the message has.
func reasonOf(err error) error {
	if failed, ok := errors.AsType[*storage.Error](err); ok {
		err = failed.Err
	}
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return err
}

// find is commands.Options.Host. An address that no host has as its name is left to the commands, which know the
// address that the client connected to.
func (s *sites) find(name string) *commands.Host {
	if host := s.named[name]; host != nil || s.virtual {
		return host
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return nil
	}
	return s.main
}

// nameOf is what the log calls the host of a session; "" is the server itself.
func (s *sites) nameOf(session *fsm.Session) string {
	name := session.Host()
	if name == "" {
		name = session.ServerName()
	}
	if host := s.named[name]; host != nil {
		return host.Name
	}
	return ""
}

// Close closes all directories.
func (s *sites) Close() {
	for _, opened := range s.opened {
		opened.Close()
	}
}
