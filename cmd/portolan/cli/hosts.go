package cli

import (
	"errors"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

// hostTable is the table of the configuration file that makes a virtual host.
const hostTable = "host"

// defineHost adds the keys of a host as flags, for the help that mistakes get.
func defineHost(flags *pflag.FlagSet, h *daemon.Host) {
	defineList(flags, &h.Names, "names", "host", daemon.ReadHost, "")
	define(flags, &h.Directory, directoryKey, "file", "", readFile, "")
	defineList(flags, &h.Mounts, mountFlag, "path=dir", daemon.ReadMount, "")
	define(flags, &h.UsersFile, usersFlag, "file", "", readFile, "")
	flags.BoolVar(&h.Anonymous, "anonymous", false, "")
	define(flags, &h.AnonymousHome, anonymousHomeFlag, "directory", "", readHome, "")
	flags.BoolVar(&h.OutOfService, "out-of-service", false, "")
	define(flags, &h.Certificate, "tls-cert", "file", "", readFile, "")
	define(flags, &h.Key, "tls-key", "file", "", readFile, "")
}

// addHosts adds the virtual hosts of the file.
func (o *options) addHosts(tables []table) error {
	var problems []error
	for _, t := range tables {
		h := daemon.Host{At: t.at}
		flags := pflag.NewFlagSet("", pflag.ContinueOnError)
		defineHost(flags, &h)
		var wrong []error
		for _, k := range t.keys {
			wrong = append(wrong, k.beside(o.config, flags).apply(flags))
		}
		err := errors.Join(wrong...)
		if err == nil {
			err = o.CheckHost(&h)
		}
		problems = append(problems, err)
		o.Hosts = append(o.Hosts, h)
	}
	return errors.Join(problems...)
}
