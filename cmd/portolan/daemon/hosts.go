package daemon

import (
	"crypto/tls"
	"errors"
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/argument"
	"github.com/portolan-ftp/portolan/fsm/protection"
)

// Host is a virtual host (RFC 7151): a directory and users under names of its own. It is chosen by HOST, or by the name
// with which TLS is begun.
type Host struct {
	// Names are how clients call the host, in lower case; the first one is what the log calls it.
	Names []string
	// Directory is what it serves, as Options.Directory, and Mounts are what clients see in it.
	Directory string
	Mounts    []Mount
	// UsersFile is a file of users, as Users.File.
	UsersFile string
	// Anonymous and AnonymousHome are as those of Users.
	Anonymous     bool
	AnonymousHome string
	// OutOfService answers HOST, and logins, with 421; the host needs nothing but names then.
	OutOfService bool
	// Certificate and Key are files, PEM, for clients that name the host; "" shows the server's own certificate.
	Certificate, Key string
	// At is where a file declares the host, for messages; the zero value is nowhere.
	At Position
}

// ReadHost reads the name of a host as HOST does, and gives it in lower case.
func ReadHost(text string) (string, error) {
	name, err := argument.ParseHost(text, "/")
	if err != nil {
		return "", fmt.Errorf("%q is no name of a host, such as ftp.example.com or [2001:db8::1]", text)
	}
	return name, nil
}

// CheckHost finds what a host lacks. Start does so too; a program that reads hosts from a file can report all mistakes
// at once.
func (o *Options) CheckHost(h *Host) error {
	if len(h.Names) == 0 {
		return h.At.Errorf("host: %s", o.named("{Host.Names} are missing: how is it called?"))
	}
	if err := o.checkNames("host: {Host.Names}", h.Names); err != nil {
		return h.At.Errorf("%w", err)
	}
	wrong := func(text string) error { return h.At.Errorf("host %s: %s", h.Names[0], o.named(text)) }
	switch {
	case (h.Certificate == "") != (h.Key == ""):
		return wrong("{Host.Certificate} and {Host.Key} go together")
	case h.OutOfService:
		return nil
	case h.Directory == "":
		return wrong("{Host.Directory} is missing: what does it serve?")
	case h.UsersFile == "" && !h.Anonymous:
		return wrong("nobody can log in: say {Host.UsersFile}, or {Host.Anonymous} = true")
	case h.AnonymousHome != "" && !h.Anonymous:
		return wrong("{Host.AnonymousHome} needs {Host.Anonymous} = true")
	}
	if err := o.checkPlace("{Host.Mounts}", place{h.Directory, h.Mounts}); err != nil {
		return h.At.Errorf("host %s: %w", h.Names[0], err)
	}
	return nil
}

// checkHosts finds names that are given twice, and certificates that no client would be shown.
func (o *Options) checkHosts() error {
	var problems []error
	taken := map[string]string{}
	for _, name := range o.HostNames {
		taken[name] = "the server itself"
	}
	for i := range o.Hosts {
		h := &o.Hosts[i]
		if err := o.CheckHost(h); err != nil {
			problems = append(problems, err)
			continue
		}
		for _, name := range h.Names {
			if by := taken[name]; by != "" {
				problems = append(problems, h.At.Errorf("host: the name %s is taken by %s", name, by))
			}
			taken[name] = h.said()
		}
		if h.Certificate != "" && !o.TLS.enabled() {
			problems = append(problems, h.At.Errorf("host %s: %s", h.Names[0],
				o.named("{Host.Certificate} needs one of the server's own, or {TLS.SelfSigned}, for clients that name no host")))
		}
	}
	return errors.Join(problems...)
}

// said is the name of a host in a message about another host.
func (h *Host) said() string {
	if h.At == (Position{}) {
		return "the host " + h.Names[0]
	}
	return fmt.Sprintf("the host of line %d", h.At.Line)
}

// addCertificates has TLS show the certificates of hosts to clients that name them, in TLS (RFC 6066 3) or else by HOST
// before (RFC 7151 3.2.2); each is read again when its files change.
func (o *Options) addCertificates(config *tls.Config) error {
	byName := map[string]certificateFiles{}
	for i := range o.Hosts {
		h := &o.Hosts[i]
		if h.Certificate == "" {
			continue
		}
		files, err := o.certificate(h.Certificate, h.Key, h.Names)
		if err != nil {
			return h.At.Errorf("host %s: %w", h.Names[0], err)
		}
		for _, name := range h.Names {
			byName[name] = files
		}
	}
	if len(byName) == 0 {
		return nil
	}
	own := ownCertificate(config)
	config.Certificates = nil // else GetCertificate is not called for clients that name no host in TLS
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		name := strings.ToLower(hello.ServerName)
		if name == "" {
			name = protection.ChosenHost(hello.Context())
		}
		if files, known := byName[name]; known {
			return files.get(hello)
		}
		return own(hello)
	}
	return nil
}

// getCertificate returns the certificate for a client, as tls.Config.GetCertificate does.
type getCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error)

// ownCertificate gives the certificate of the server itself, whatever name is asked for; nil without TLS. It is to be
// asked for before addCertificates.
func ownCertificate(config *tls.Config) getCertificate {
	switch {
	case config == nil:
		return nil
	case config.GetCertificate != nil:
		return config.GetCertificate
	}
	one := config.Certificates[0]
	return func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &one, nil }
}
