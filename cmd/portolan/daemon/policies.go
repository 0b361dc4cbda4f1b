package daemon

import (
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// checkPolicies finds policies that the protocol does not have, and values that they cannot have.
func (o *Options) checkPolicies(t *fsm.Table) error {
	for _, name := range slices.Sorted(maps.Keys(o.Policies)) {
		if slices.ContainsFunc(ftp.Table().Policies, func(p fsm.RegionInfo) bool { return p.Name == name }) {
			return o.mistakef("{Policies}: %s follows from other settings", name)
		}
		i := slices.IndexFunc(t.Policies, func(p fsm.RegionInfo) bool { return p.Name == name })
		if i < 0 {
			return o.mistakef("{Policies}: the protocol has no switch %q", name)
		}
		if value, all := o.Policies[name], t.Policies[i].States; !slices.Contains(all, value) {
			return o.mistakef("{Policies}: %s is none of %s: %q", name, strings.Join(all, ", "), value)
		}
	}
	return nil
}

// policies are values for all policies of FTP, so that the defaults of the spec are not used, and the policies of
// another protocol beside them.
func (o *Options) policies() map[string]string {
	all := ftp.Policies(
		either(o.Network.NoActive, ftp.PolicyActiveRefused, ftp.PolicyActiveAllowed),
		either(o.Network.NoPassive, ftp.PolicyPassiveRefused, ftp.PolicyPassiveAllowed),
		o.TLS.policy(),
		either(o.TLS.ClearCommand, ftp.PolicyCccAllowed, ftp.PolicyCccRefused),
		either(o.Exchange.Allowed, ftp.PolicyFxpAllowed, ftp.PolicyFxpRefused),
		either(o.Network.Pages, ftp.PolicyPagesAllowed, ftp.PolicyPagesRefused),
		either(o.Files.ReadOnly, ftp.PolicyFilesReadOnly, either(o.objects(), ftp.PolicyFilesObjects, ftp.PolicyFilesWritable)),
	)
	maps.Copy(all, o.Policies)
	return all
}

// either is one of two values.
func either[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// stated are the policies for the log: a replay of the log against the spec (ftpspec trace) needs them.
func stated(t *fsm.Table, policies map[string]string) []slog.Attr {
	var all []slog.Attr
	for _, p := range t.Policies {
		value, given := policies[p.Name]
		if !given {
			value = p.States[0]
		}
		all = append(all, slog.String(p.Name, value))
	}
	return all
}
