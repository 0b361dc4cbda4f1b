package mutate

import (
	_ "embed"
	"strings"
)

// equivalentText lists the mutants that nobody needs to find, a line each: the key, " -- ", the reason. Lines
// that begin with # are comments.
//
//go:embed equivalent.txt
var equivalentText string

// equivalents are the reasons by key.
func equivalents() map[string]string {
	known := map[string]string{}
	for line := range strings.Lines(equivalentText) {
		if key, why, ok := strings.Cut(strings.TrimSpace(line), " -- "); ok && !strings.HasPrefix(key, "#") {
			known[key] = why
		}
	}
	return known
}
