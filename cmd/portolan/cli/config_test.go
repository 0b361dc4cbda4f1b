package cli

import (
	"testing"

	"github.com/spf13/pflag"
)

// values are one for each kind of flag, none of them a default.
var values = map[string]string{
	"address": "127.0.0.1:1", "first-last": "5000-5001", "ip": "203.0.113.7", "bool": "true", "name:password": "a:b",
	"file": "f", "size": "1K", "number": "7", "duration": "7s", "language": "zh", "format": "json", "level": "error",
	"when": "optional", "what": "any", "group": "0", "name": "a.example", "directory": "pub", "way": "strict", "moment": "data", "network": "192.0.2.0/24", "path=dir": "/archive=/srv",
}

// TestConfigHasEveryFlag: whatever is added to the flags can stand in a file at once.
func TestConfigHasEveryFlag(t *testing.T) {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	defaultOptions(FTP()).define(flags)
	flags.VisitAll(func(f *pflag.Flag) {
		value := values[f.Value.Type()]
		k := key{name: f.Name, values: []string{value}, truth: f.Value.Type() == "bool"}
		if err := k.apply(flags); err != nil || !f.Changed {
			t.Errorf("%s = %q: %v", f.Name, value, err)
		}
	})
}
