package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/table"
)

// Initial is where a new session stands under policies, by name; those that are missing have their defaults.
func (e *Engine) Initial(policies map[string]string) (s State, err error) {
	for name, value := range policies {
		p := slices.IndexFunc(e.table.Policies, func(p table.RegionInfo) bool { return p.Name == name })
		if p < 0 {
			return s, fmt.Errorf("fsm: there is no policy %q", name)
		}
		values := e.table.Policies[p].States
		v := slices.Index(values, value)
		if v < 0 {
			return s, fmt.Errorf("fsm: policy %s is one of %s, not %q", name, strings.Join(values, ", "), value)
		}
		s.Configuration[len(e.table.Regions)+p] = table.State(v)
	}
	return s, nil
}

// Possible says whether a command can be possible in sessions that begin like this one: it is offered, and no policy
// forbids it. FEAT and HELP leave the others out.
func (e *Engine) Possible(s *State, c table.Command) bool {
	info := &e.table.Commands[c]
	return info.By != table.ByNobody && !slices.ContainsFunc(info.Needs, func(n table.Need) bool {
		return e.onlyPolicies(n.Guards) && !met(&n, &s.Configuration)
	})
}

func (e *Engine) onlyPolicies(guards []table.Guard) bool {
	return !slices.ContainsFunc(guards, func(g table.Guard) bool { return int(g.Region) < len(e.table.Regions) })
}
