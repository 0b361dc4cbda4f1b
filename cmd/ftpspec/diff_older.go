package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec/syntax"
)

// keysSince are the keys that every spec needs today and that the language did not have at first, with what to write so
// that a spec from before means what it meant.
var keysSince = []struct{ key, add string }{
	{"lasts", "to each region add `lasts: session`, or `lasts: command` where it had `expires: next-command`; what a reset took back lasts for a lifetime (section `lifetimes`)"},
	{"roles", "add the section `roles`: over, transfer, and what else the runtime acts on"},
}

// notCompared says of a side that does not load that nothing was compared, and, where it was written in an older
// language, how it becomes one of today.
func notCompared(name string, err error) error {
	var faults syntax.Errors
	if !errors.As(err, &faults) {
		return err
	}
	said := []string{fmt.Sprintf("%v\nftpspec diff: %s does not load, so nothing was compared", err, name)}
	for _, since := range keysSince {
		for i := range faults {
			if _, keys, missing := strings.Cut(faults[i].Msg, " needs the key "); missing && strings.Contains(keys, `"`+since.key+`"`) {
				said = append(said, fmt.Sprintf("the key %q is missing: %s", since.key, since.add))
				break
			}
		}
	}
	return errors.New(strings.Join(said, "\n    "))
}
