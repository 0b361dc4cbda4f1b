package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/argument"
	"github.com/portolan-ftp/portolan/storage"
)

// hostTable is the table of the configuration file that makes a virtual host.
const hostTable = "host"

// virtualHost is a [[host]] of the configuration file (RFC 7151): a directory and users under names of its own. It is
// chosen by HOST, or by the name with which TLS is begun.
type virtualHost struct {
	at        position
	names     []string // in lower case; the first one is what the log calls it
	directory string
	usersFile string
	anonymous bool
	guestHome string
	closed    bool
	cert, key string
}

// define adds the keys of a host as flags, for the help that mistakes get.
func (v *virtualHost) define(flags *pflag.FlagSet) {
	defineList(flags, &v.names, "names", "host", readHost, "")
	define(flags, &v.directory, directoryKey, "file", "", readFile, "")
	define(flags, &v.usersFile, usersFlag, "file", "", readFile, "")
	flags.BoolVar(&v.anonymous, "anonymous", false, "")
	define(flags, &v.guestHome, anonymousHomeFlag, "directory", "", readHome, "")
	flags.BoolVar(&v.closed, "out-of-service", false, "")
	define(flags, &v.cert, "tls-cert", "file", "", readFile, "")
	define(flags, &v.key, "tls-key", "file", "", readFile, "")
}

// readHost reads a name as HOST does.
func readHost(text string) (string, error) {
	name, err := argument.ParseHost(text, "/")
	if err != nil {
		return "", fmt.Errorf("%q is no name of a host, such as ftp.example.com or [2001:db8::1]", text)
	}
	return name, nil
}

// check finds what a host lacks.
func (v *virtualHost) check() error {
	switch {
	case len(v.names) == 0:
		return v.at.errorf("%s: names are missing: how is it called?", hostTable)
	case (v.cert == "") != (v.key == ""):
		return v.at.errorf("%s %s: tls-cert and tls-key go together", hostTable, v.names[0])
	case v.closed:
		return nil
	case v.directory == "":
		return v.at.errorf("%s %s: directory is missing: what does it serve?", hostTable, v.names[0])
	case v.usersFile == "" && !v.anonymous:
		return v.at.errorf("%s %s: nobody can log in: say users, or anonymous = true", hostTable, v.names[0])
	case v.guestHome != "" && !v.anonymous:
		return v.at.errorf("%s %s: %s needs anonymous = true", hostTable, v.names[0], anonymousHomeFlag)
	}
	return nil
}

// checkHosts finds names that are given twice, and certificates that nobody would see.
func (o *options) checkHosts() error {
	var problems []error
	taken := map[string]string{}
	for _, name := range o.names {
		taken[name] = "the server itself"
	}
	for _, v := range o.hosts {
		for _, name := range v.names {
			if by := taken[name]; by != "" {
				problems = append(problems, v.at.errorf("%s: the name %s is taken by %s", hostTable, name, by))
			}
			taken[name] = fmt.Sprintf("the %s of line %d", hostTable, v.at.line)
		}
		if v.cert != "" && !o.protection.enabled() {
			problems = append(problems, v.at.errorf("%s %s: tls-cert needs one of the server's own, or tls-self-signed, for clients that name no host", hostTable, v.names[0]))
		}
	}
	return errors.Join(problems...)
}

// sites are what the server and its hosts serve.
type sites struct {
	main    *commands.Host
	named   map[string]*commands.Host
	virtual bool              // names that nobody has are nobody's; else they are the server's own
	opened  map[string]*homes // by directory
	locals  []*storage.Local
}

// openSites opens all directories and files of users. The error leaves nothing open.
func (o *options) openSites(users accounts.Authenticator, log *slog.Logger) (*sites, error) {
	s := &sites{named: map[string]*commands.Host{}, virtual: len(o.hosts) > 0, opened: map[string]*homes{}}
	main, err := s.open(o, o.directory, log)
	if err != nil {
		return nil, err
	}
	if err := o.checkGuests(main, o.anonymousHome); err != nil {
		s.Close()
		return nil, err
	}
	s.main = &commands.Host{Accounts: users, Files: main.For}
	for _, v := range o.hosts {
		host, err := s.host(o, v, log)
		if err != nil {
			s.Close()
			return nil, usageError{v.at.errorf("%s %s: %w", hostTable, v.names[0], err)}
		}
		for _, name := range v.names {
			s.named[name] = host
		}
	}
	for _, name := range o.names {
		s.named[name] = s.main
	}
	return s, nil
}

// host opens what one host serves.
func (s *sites) host(o *options, v *virtualHost, log *slog.Logger) (*commands.Host, error) {
	host := &commands.Host{Name: v.names[0], Closed: v.closed, Accounts: accounts.Chain()}
	if v.closed {
		return host, nil
	}
	files, err := s.open(o, v.directory, log)
	if err != nil {
		return nil, err
	}
	host.Files = files.For
	if v.usersFile != "" {
		if host.Accounts, err = o.openUsers(v.usersFile, log); err != nil {
			return nil, err
		}
	}
	if v.anonymous {
		host.Accounts = accounts.Anonymous(host.Accounts, v.guestHome)
	}
	if err := o.checkGuests(files, v.guestHome); err != nil {
		return nil, err
	}
	return host, nil
}

// open opens a directory, once for all hosts that serve it.
func (s *sites) open(o *options, directory string, log *slog.Logger) (*homes, error) {
	path, err := filepath.Abs(directory)
	if err != nil {
		return nil, usageError{err}
	}
	if known := s.opened[path]; known != nil {
		return known, nil
	}
	local, err := o.openServed(directory)
	if err != nil {
		return nil, err
	}
	opened, err := follow(directory, local, func() (*storage.Local, error) {
		if err := o.refuseSecrets(); err != nil {
			return nil, err
		}
		return o.openServed(directory)
	}, log)
	if err != nil {
		local.Close()
		return nil, usageError{err}
	}
	s.locals = append(s.locals, local)
	s.opened[path] = opened
	return opened, nil
}

// find is commands.Options.Host. An address that is nobody's name is left to the commands, which know where the client
// came to.
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

// addCertificates has TLS show the certificates of hosts to clients that name them, in TLS (RFC 6066 3) or else by HOST
// before (RFC 7151 3.2.2); each is read again when its files change.
func (o *options) addCertificates(config *tls.Config, from tlsFiles) error {
	byName := map[string]certificateFiles{}
	for _, v := range o.hosts {
		if v.cert == "" {
			continue
		}
		files, err := from.certificate(v.cert, v.key, v.names)
		if err != nil {
			return v.at.errorf("%s %s: %w", hostTable, v.names[0], err)
		}
		for _, name := range v.names {
			byName[name] = files
		}
	}
	if len(byName) == 0 {
		return nil
	}
	own := ownCertificate(config)
	config.Certificates = nil // else nobody is asked about clients that name no host in TLS
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		name := strings.ToLower(hello.ServerName)
		if name == "" {
			name = fsm.ChosenHost(hello.Context())
		}
		if files, known := byName[name]; known {
			return files.get(hello)
		}
		return own(hello)
	}
	return nil
}

// shown gives the certificate that a client is shown, as tls.Config.GetCertificate does.
type shown = func(*tls.ClientHelloInfo) (*tls.Certificate, error)

// ownCertificate gives the certificate of the server itself, whatever name is asked for; nil without TLS. It is to be asked
// for before addCertificates.
func ownCertificate(config *tls.Config) shown {
	switch {
	case config == nil:
		return nil
	case config.GetCertificate != nil:
		return config.GetCertificate
	}
	one := config.Certificates[0]
	return func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &one, nil }
}

// withPort gives names the form of addresses to listen on.
func withPort(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, net.JoinHostPort(name, "0"))
	}
	return all
}
