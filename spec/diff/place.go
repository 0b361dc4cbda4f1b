package diff

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// place is a state that has a meaning: logged in, protected. Its region is -1 when the spec has no such thing.
type place struct {
	region int
	state  uint8
}

func (p place) exists() bool { return p.region >= 0 }

// at reports whether a session is there.
func (p place) at(c *explore.Config) bool { return p.region >= 0 && c.States[p.region] == p.state }

// remembered is where a command leads when it is accepted: the first move of a positive reply to a state that is
// not its region's first. A command is found by its first words: AUTH is AUTH TLS too.
func remembered(s *spec.Spec, words string) place {
	for i := range s.Commands {
		c := &s.Commands[i]
		if c.Name != words && !strings.HasPrefix(c.Name, words+" ") {
			continue
		}
		for j := range c.Replies {
			for _, mv := range c.Replies[j].To {
				if p := stateOf(s, mv); p.state > 0 && c.Replies[j].Code/100 < 4 && mv.Region != s.Roles.Session() {
					return p
				}
			}
		}
	}
	return place{region: -1}
}

// stateOf is where a move leads.
func stateOf(s *spec.Spec, mv spec.Move) place {
	for r := range s.Regions {
		if s.Regions[r].Name == mv.Region {
			return place{r, uint8(slices.Index(s.Regions[r].States, mv.State))}
		}
	}
	return place{region: -1}
}
