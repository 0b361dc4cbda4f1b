package spec

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/capacity"
	"github.com/portolan-ftp/portolan/fsm/line"
)

// capacity refuses a spec that does not fit into the runtime and the explorer, at the first thing that is too much.
func (c *checker) capacity() {
	regions, policies := c.root.get("regions").entries(), c.root.get("policies").entries()
	if all := append(append([]*node{}, policies...), regions...); len(all) > capacity.Regions {
		c.full(all[capacity.Regions], "%s of regions and policies together: a session has room for %d (capacity.Regions)", ordinal(capacity.Regions+1), capacity.Regions)
	}
	for _, r := range regions {
		c.stateCount(r.get("states"), "state of a region")
	}
	valuations := 1
	for _, p := range policies {
		values := p.get("values")
		c.stateCount(values, "value of a policy")
		if before := valuations; before <= capacity.Valuations {
			if valuations *= max(1, len(values.entries())); valuations > capacity.Valuations {
				c.full(p, "%d combinations of all policies up to this one: there is room for %d (capacity.Valuations)", valuations, capacity.Valuations)
			}
		}
	}
	c.carried(regions)
}

// stateCount refuses a list of states, or of values of a policy, that is too long.
func (c *checker) stateCount(list *node, what string) {
	if items := list.entries(); len(items) > capacity.States {
		c.full(items[capacity.States], "%s %s: a set of them has room for %d (capacity.States)", ordinal(capacity.States+1), what, capacity.States)
	}
}

// carried refuses more carried values than a session has places for.
func (c *checker) carried(regions []*node) {
	seen := map[string]bool{}
	for _, r := range regions {
		for _, state := range r.get("carries").entries() {
			for _, value := range state.entries() {
				if !seen[value.key] && len(seen) == capacity.Carried {
					c.full(value, "%s carried value: a session has room for %d (capacity.Carried)", ordinal(capacity.Carried+1), capacity.Carried)
					return
				}
				seen[value.key] = true
			}
		}
	}
}

// lookedUp refuses a spelling that the runtime never looks up.
func (c *checker) lookedUp(spelling string, pos Pos) {
	text, _ := splitName(spelling)
	words := strings.Fields(text)
	if len(words) > line.MaxWords {
		c.add(pos, "", "%q has %d words: spellings of up to %d are looked up (line.MaxWords)", spelling, len(words), line.MaxWords)
	}
	for _, w := range words {
		if len(w) > line.MaxWord {
			c.add(pos, "", "%q has %d letters: words of up to %d are looked up (line.MaxWord)", w, len(w), line.MaxWord)
		}
	}
}

// rowCount refuses a table with more rows than can be numbered. The spec is good otherwise.
func (c *checker) rowCount(rows []Row) {
	if len(rows) > capacity.Rows {
		c.add(rows[capacity.Rows].Pos, "", "the %s row of the table: there is room for %d (capacity.Rows)", ordinal(capacity.Rows+1), capacity.Rows)
	}
}

// full reports the first thing that there is no room for.
func (c *checker) full(n *node, format string, args ...any) {
	c.add(n.where(), "", "the "+format, args...)
}

// ordinal is a number as it is counted: 41st.
func ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}
