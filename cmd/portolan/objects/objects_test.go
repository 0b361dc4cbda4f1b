package objects

import (
	"flag"
	"strings"
	"testing"
)

// TestDefaults: the help tells the defaults that package s3 has.
func TestDefaults(t *testing.T) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	(&stores{}).define(flags)
	for name, want := range map[string]string{"s3-part-size": "(default 16M)", "s3-region": "(default us-east-1)"} {
		if usage := flags.Lookup(name).Usage; !strings.HasSuffix(usage, want) {
			t.Errorf("--%s: %s, want %s", name, usage, want)
		}
	}
}
