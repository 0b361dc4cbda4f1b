package daemon

import (
	"cmp"
	"errors"
	"log/slog"
	"net/netip"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
)

// Check finds options that are missing, out of range, or contradict each other. Start does so too. Only Start finds
// faults that depend on the system, such as missing files.
func (o *Options) Check() error {
	var problems []error
	for _, p := range []struct {
		wrong bool
		text  string
	}{
		{o.Directory == "", "{Directory} is missing: which directory is to be served?"},
		{o.Network.NoActive && o.Network.NoPassive, "{Network.NoActive} and {Network.NoPassive} together leave no way to transfer anything"},
		{o.Network.NoPassive && (o.Network.PassivePorts != fsm.PortRange{} || o.Network.PublicAddress.IsValid()),
			"{Network.PassivePorts} and {Network.PublicAddress} say nothing with {Network.NoPassive}"},
		{!o.Network.PassivePorts.Valid(), "{Network.PassivePorts} are no range"},
		{o.Network.PublicAddress.IsValid() && !o.Network.PublicAddress.Unmap().Is4(), "{Network.PublicAddress} is no IPv4 address, of which PASV tells alone"},
		{o.Files.MaxUpload < 0, "{Files.MaxUpload} is less than nothing"},
	} {
		if p.wrong {
			problems = append(problems, o.mistakef(p.text))
		}
	}
	return errors.Join(append(problems, o.checkPlace("{Mounts}", place{o.Directory, o.Mounts}), o.checkNames("{HostNames}", o.HostNames), o.checkLimits(), o.checkUsers(), o.checkHosts(), o.checkListen(), o.checkTLS(), o.checkExchange())...)
}

// checkNames finds names that no client could give.
func (o *Options) checkNames(setting string, names []string) error {
	for _, name := range names {
		if _, err := netip.ParseAddr(name); err == nil {
			continue
		}
		if read, err := ReadHost(name); err != nil || read != name {
			return o.mistakef(setting+": %q is no name of a host in lower case", name)
		}
	}
	return nil
}

// checkLimits finds impossible limits; 0 is the default.
func (o *Options) checkLimits() error {
	var problems []error
	l, g, v := &o.Limits, &o.Guessing.Guard, &o.Guessing.Verifier
	for _, c := range []struct {
		field string
		value int
	}{
		{"Limits.Sessions", l.Sessions}, {"Limits.SessionsPerAddress", l.SessionsPerAddress},
		{"Shared.SessionsPerUser", o.Shared.SessionsPerUser}, {"Shared.Logins", o.Shared.Logins},
		{"Guessing.SessionFailures", o.Guessing.SessionFailures}, {"Guessing.Guard.MaxFailures", g.MaxFailures},
		{"Guessing.Verifier.AtOnce", v.AtOnce}, {"Guessing.Verifier.Waiting", v.Waiting},
	} {
		if c.value < 0 {
			problems = append(problems, Mistakef("%s: %d is less than nothing", o.name(c.field), c.value))
		}
	}
	for _, d := range []struct {
		field string
		value time.Duration
	}{
		{"DrainTime", o.DrainTime}, {"Limits.LoginTimeout", l.LoginTimeout}, {"Limits.IdleTimeout", l.IdleTimeout},
		{"Limits.NoTransferTimeout", l.NoTransferTimeout}, {"Limits.DataTimeout", l.DataTimeout},
		{"Limits.EndpointTimeout", l.EndpointTimeout}, {"Limits.StallTimeout", l.StallTimeout},
		{"Limits.WriteTimeout", l.WriteTimeout}, {"Limits.WorkTimeout", l.WorkTimeout},
		{"Shared.Lease", o.Shared.Lease}, {"Guessing.Guard.Window", g.Window}, {"Guessing.Guard.MaxDelay", g.MaxDelay}, {"Guessing.Guard.Patience", g.Patience},
	} {
		if d.value < 0 {
			problems = append(problems, Mistakef("%s: %v is less than nothing", o.name(d.field), d.value))
		}
	}
	return errors.Join(problems...)
}

// withDefaults fills in the defaults, except those that other packages fill in themselves.
func (o Options) withDefaults() *Options {
	if len(o.Listen)+len(o.TLS.Listen)+len(o.Listeners) == 0 {
		o.Listen = []string{DefaultListen}
	}
	o.ShutdownTimeout = max(cmp.Or(o.ShutdownTimeout, DefaultShutdownTimeout), 0)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &o
}
