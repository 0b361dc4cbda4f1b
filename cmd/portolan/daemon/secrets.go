package daemon

import (
	"errors"
	"slices"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/outside"
)

// refuseReplaceable refuses a file that clients could replace and that decides whom the server trusts, or whom clients
// trust. Its content is no secret.
func (o *Options) refuseReplaceable(file string) error {
	if o.Files.ReadOnly {
		return nil
	}
	return o.refuseInside(file)
}

// refuseInside refuses a file with power over the server that its clients, or those of a virtual host, can read or
// replace.
func (o *Options) refuseInside(file string) error {
	var directories []string
	for _, p := range o.places() {
		directories = append(directories, p.directories()...)
	}
	if err := outside.Of(directories).Check(file); err != nil {
		return Mistake{err}
	}
	return nil
}

// keyNames are the files with private keys.
func (o *Options) keyNames() []string {
	var all []string
	for i := range o.Hosts {
		all = append(all, o.Hosts[i].Key)
	}
	return present(append(all, o.TLS.Key)...)
}

// fileNames are the files with power over the server: those that clients may not see, and those that they may not
// replace.
func (o *Options) fileNames() (secret, replaceable []string) {
	secret = append(o.keyNames(), o.Secrets...)
	secret = append(secret, o.Users.File)
	replaceable = []string{o.TLS.Certificate, o.TLS.ClientCA, o.TLS.ClientCRL, o.Exchange.CA}
	for i := range o.Hosts {
		secret, replaceable = append(secret, o.Hosts[i].UsersFile), append(replaceable, o.Hosts[i].Certificate)
	}
	return present(secret...), present(replaceable...)
}

// present are the names that are not empty.
func present(all ...string) []string {
	return slices.DeleteFunc(all, func(name string) bool { return name == "" })
}

// refuseSecrets looks at all files that must not lie in a served directory.
func (o *Options) refuseSecrets() error {
	secret, replaceable := o.fileNames()
	var problems []error
	for _, file := range secret {
		problems = append(problems, o.refuseInside(file))
	}
	for _, file := range replaceable {
		problems = append(problems, o.refuseReplaceable(file))
	}
	return errors.Join(problems...)
}
