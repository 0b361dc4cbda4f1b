package cli

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

// unflagged are the fields of daemon.Options that no flag of that name fills.
var unflagged = []string{
	"Hosts", "Listeners", "Protocol", "Policies", "Log", "Observer", "Secrets", "Name", // what this package fills by itself
	"Version", "ShutdownTimeout", // by --tell-version and --shutdown-timeout, which has its 0
	"Limits.EndpointTimeout", "Limits.WriteTimeout", "Limits.WorkTimeout", "Guessing.Guard.MaxEntries", // constants to an operator
	"Guessing.Guard.Tell", "Shared.Store", "Shared.Logins", "Shared.Lease", "Shared.Files", // of programs for several machines
	"Guessing.Guard.Clock", "Guessing.Verifier.Patience", "Users.Also", "Stores", // of embedders
}

// fieldsOf are the fields of a struct of settings by their paths. Structs of other packages that are one value are
// whole.
func fieldsOf(v reflect.Value, path string, all map[string]reflect.Value) map[string]reflect.Value {
	for i := range v.NumField() {
		name, field := path+v.Type().Field(i).Name, v.Field(i)
		if of := field.Type(); of.Kind() == reflect.Struct && (of.PkgPath() == reflect.TypeFor[daemon.Options]().PkgPath() ||
			slices.Contains([]string{"Limits", "GuardOptions", "VerifierOptions"}, of.Name())) {
			fieldsOf(field, name+".", all)
			continue
		}
		all[name] = field
	}
	return all
}

// TestEachSettingHasItsFlag: each field of the daemon's options is filled by the flag that messages name for it, and no
// field is without one that should have it.
func TestEachSettingHasItsFlag(t *testing.T) {
	o := defaultOptions(FTP())
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	o.define(flags)
	fields := fieldsOf(reflect.ValueOf(&o.Options).Elem(), "", map[string]reflect.Value{})
	for name, field := range fields {
		flag := flags.Lookup(strings.TrimPrefix(settings[name], "--"))
		switch {
		case slices.Contains(unflagged, name) || name == "Directory":
			continue
		case flag == nil:
			t.Errorf("no flag fills %s", name)
			continue
		}
		before := fmt.Sprint(field)
		if err := flags.Set(flag.Name, values[flag.Value.Type()]); err != nil || fmt.Sprint(field) == before {
			t.Errorf("--%s leaves %s at %s: %v", flag.Name, name, before, err)
		}
	}
	host := daemon.Host{}
	keys := pflag.NewFlagSet("", pflag.ContinueOnError)
	defineHost(keys, &host)
	for name := range fieldsOf(reflect.ValueOf(&host).Elem(), "Host.", map[string]reflect.Value{}) {
		if key := settings[name]; keys.Lookup(key) == nil && !strings.HasPrefix(name, "Host.At.") {
			t.Errorf("no key %q fills %s", key, name)
		}
	}
	for name := range settings {
		_, known := fields[name]
		if !known && !strings.HasPrefix(name, "Host.") {
			t.Errorf("there is no field %s", name)
		}
	}
}

// TestPatienceOfNothing: to an operator 0 is no patience, and to the daemon it is the default.
func TestPatienceOfNothing(t *testing.T) {
	for given, want := range map[string]time.Duration{"": daemon.DefaultShutdownTimeout, "0": -1, "7s": 7 * time.Second} {
		o := defaultOptions(FTP())
		c := FTP().serveCommand(o)
		args := []string{"--shutdown-timeout", given}
		if given == "" {
			args = nil
		}
		if err := c.ParseFlags(args); err != nil {
			t.Fatal(err)
		}
		if err := o.settle(c, []string{t.TempDir()}); err != nil || o.ShutdownTimeout != want {
			t.Errorf("%q: %v, %v", given, o.ShutdownTimeout, err)
		}
	}
}
