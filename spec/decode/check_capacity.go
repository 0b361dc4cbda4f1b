package decode

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/capacity"
	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// capacity refuses a spec that does not fit into the runtime and the explorer, at the first thing that is too much.
func (c *checker) capacity() {
	regions, policies := c.root.Get("regions").Entries(), c.root.Get("policies").Entries()
	if all := append(append([]*syntax.Node{}, policies...), regions...); len(all) > capacity.Regions {
		c.full(all[capacity.Regions], "%s of regions and policies together: a session has room for %d (capacity.Regions)", ordinal(capacity.Regions+1), capacity.Regions)
	}
	for _, r := range regions {
		c.stateCount(r.Get("states"), "state of a region")
	}
	valuations := 1
	for _, p := range policies {
		values := p.Get("values")
		c.stateCount(values, "value of a policy")
		if before := valuations; before <= capacity.Valuations {
			if valuations *= max(1, len(values.Entries())); valuations > capacity.Valuations {
				c.full(p, "%d combinations of all policies up to this one: there is room for %d (capacity.Valuations)", valuations, capacity.Valuations)
			}
		}
	}
	c.carried(regions)
}

// stateCount refuses a list of states, or of values of a policy, that is too long.
func (c *checker) stateCount(list *syntax.Node, what string) {
	if items := list.Entries(); len(items) > capacity.States {
		c.full(items[capacity.States], "%s %s: a set of them has room for %d (capacity.States)", ordinal(capacity.States+1), what, capacity.States)
	}
}

// carried refuses more carried values than a session has places for.
func (c *checker) carried(regions []*syntax.Node) {
	seen := map[string]bool{}
	for _, r := range regions {
		for _, state := range r.Get("carries").Entries() {
			for _, value := range state.Entries() {
				if !seen[value.Key] && len(seen) == capacity.Carried {
					c.full(value, "%s carried value: a session has room for %d (capacity.Carried)", ordinal(capacity.Carried+1), capacity.Carried)
					return
				}
				seen[value.Key] = true
			}
		}
	}
}

// lookedUp refuses a spelling that the runtime never looks up.
func (c *checker) lookedUp(spelling string, pos spec.Pos) {
	text, _ := spec.SplitName(spelling)
	words := strings.Fields(text)
	if len(words) > line.MaxWords {
		c.Add(pos, "", "%q has %d words: spellings of up to %d are looked up (line.MaxWords)", spelling, len(words), line.MaxWords)
	}
	for _, w := range words {
		if len(w) > line.MaxWord {
			c.Add(pos, "", "%q has %d letters: words of up to %d are looked up (line.MaxWord)", w, len(w), line.MaxWord)
		}
	}
}

// rowCount refuses a table with more rows than can be numbered. The spec is good otherwise.
func (c *checker) rowCount(rows []spec.Row) {
	if len(rows) > capacity.Rows {
		c.Add(rows[capacity.Rows].Pos, "", "the %s row of the table: there is room for %d (capacity.Rows)", ordinal(capacity.Rows+1), capacity.Rows)
	}
}

// full reports the first thing that there is no room for.
func (c *checker) full(n *syntax.Node, format string, args ...any) {
	c.Add(n.Where(), "", "the "+format, args...)
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
