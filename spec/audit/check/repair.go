package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Repair is a change of the spec that would mend a finding, in the words of the language. Package fix writes it into
// the text.
type Repair struct {
	Title string
	At    spec.Pos // the entry that changes: where its key stands
	Keys  []string // what changes below it; none for the entry itself
	How   How
	Value string   // YAML
	Place int      // with Insert: how many items stand before it, if there are as many
	Also  []Repair // what has to change too
}

// How says what a repair does to what its keys name.
type How uint8

// The kinds of repairs.
const (
	Set    How = iota // it has the value
	Remove            // it is taken away
	Add               // the value is an item behind those that it has
	Insert            // the value is an item among those that it has
	Drop              // the value is no item of it any more
)

// Mend says what would mend a finding, the likelier ways first. Of several things that are wrong about one subject the
// first is told, and what mends it.
func (r *Reporter) Mend(at string, ways ...Repair) {
	if f := r.found[at]; f != nil && f.Repairs == nil {
		f.Repairs = ways
	}
}

// Only says what would mend a finding, in place of what was said before: of a shorter dialogue.
func (r *Reporter) Only(at string, ways ...Repair) {
	if f := r.found[at]; f != nil {
		f.Repairs = ways
	}
}

// Given is a repair of an entry: one of its keys has a value.
func Given(pos spec.Pos, value string, keys ...string) Repair {
	return Repair{Title: fmt.Sprintf("Write %s: %s", strings.Join(keys, "."), value), At: pos, Keys: keys, Value: value}
}

// Removed is a repair: an entry is taken away.
func Removed(pos spec.Pos) Repair { return Repair{Title: "Remove it", At: pos, How: Remove} }

// Write is a repair of a row: one of its keys has a value.
func Write(row *spec.Row, value string, keys ...string) Repair { return Given(row.Pos, value, keys...) }

// Without is a repair of an entry: one of its keys is taken away.
func Without(pos spec.Pos, keys ...string) Repair {
	return Repair{Title: "Remove " + strings.Join(keys, "."), At: pos, Keys: keys, How: Remove}
}

// Dropped is a repair of an entry: the list of one of its keys no longer has an item.
func Dropped(pos spec.Pos, key, item string) Repair {
	return Repair{Title: fmt.Sprintf("Remove %q from %s", item, key), At: pos, Keys: []string{key}, How: Drop, Value: item}
}

// Needs are repairs of a command: it has one more need of those that have names, behind those that come before it with
// the command that has the most in common, or behind all.
func (m *Model) Needs(c *spec.Command, names ...string) []Repair {
	var all []Repair
	for _, name := range names {
		way := Repair{Title: fmt.Sprintf("Add the need %q", name), At: c.Pos, Keys: []string{"needs"}, How: Insert, Value: name, Place: m.placeOf(c, name)}
		all = append(all, way)
		if way.Place < len(c.Needs) {
			way.Title += " behind the others"
			way.How = Add
			all = append(all, way)
		}
	}
	return all
}

// placeOf is how many needs of a command a further one stands behind.
func (m *Model) placeOf(c *spec.Command, need string) int {
	most, place := -1, len(c.Needs)
	for i := range m.Spec.Commands {
		o := &m.Spec.Commands[i]
		if o.Name == c.Name || !has(o, need) {
			continue
		}
		shared, behind := 0, 0
		before := true
		for _, n := range o.Needs {
			before = before && n.Name != need
			at := slices.IndexFunc(c.Needs, func(own spec.Need) bool { return own.Name == n.Name })
			if at < 0 {
				continue
			}
			if shared++; before {
				behind = max(behind, at+1)
			}
		}
		if shared > most {
			most, place = shared, behind
		}
	}
	return place
}

// missing are repairs of what a reply does where it must not: a need that does not hold there.
func (m *Model) missing(row *spec.Row, config *explore.Config, valuation []uint8) []Repair {
	c := m.Machine.Command(row.Command)
	if c == nil || row.Kind != spec.KindReply {
		return nil
	}
	return m.Needs(c, m.lacking(c, config, valuation)...)
}

// Survives are repairs of a region that outlives a row: it survives the command no more.
func (m *Model) Survives(region int, row *spec.Row) []Repair {
	r := &m.Spec.Regions[region]
	var all []Repair
	for _, name := range []string{row.Command, FirstWord(row.Command)} {
		if slices.Contains(r.Survives, name) {
			all = append(all, Dropped(r.Pos, "survives", name))
		}
	}
	return all
}

// Outlived are repairs of a region that outlives a row, and is to be gone with the next command: it survives the
// command no more, or lasts no longer than any.
func (m *Model) Outlived(region int, row *spec.Row) []Repair {
	all := m.Survives(region, row)
	if r := &m.Spec.Regions[region]; !r.Expires() {
		all = append(all, Given(r.Pos, spec.LastsCommand, "lasts"))
	}
	return all
}

// lacking are the needs with names that a command lacks and that do not hold in a configuration, those first that most
// commands have that touch the same.
func (m *Model) lacking(c *spec.Command, config *explore.Config, valuation []uint8) []string {
	type rated struct {
		name  string
		votes int
	}
	var all []rated
	for i := range m.Spec.Needs {
		n := &m.Spec.Needs[i]
		if n.Name == "" || has(c, n.Name) || m.holds(n.When, config, valuation) && (len(n.Unless) == 0 || !m.holds(n.Unless, config, valuation)) {
			continue
		}
		all = append(all, rated{n.Name, m.votes(c, n.Name)})
	}
	slices.SortStableFunc(all, func(a, b rated) int { return b.votes - a.votes })
	var names []string
	for _, r := range all {
		names = append(names, r.name)
	}
	return names
}

// has reports whether a command has a need.
func has(c *spec.Command, need string) bool {
	return slices.ContainsFunc(c.Needs, func(n spec.Need) bool { return n.Name == need })
}

// votes are how many commands have a need, those that touch what a command touches a hundred times.
func (m *Model) votes(c *spec.Command, need string) int {
	votes := 0
	for i := range m.Spec.Commands {
		o := &m.Spec.Commands[i]
		switch {
		case !has(o, need):
		case slices.ContainsFunc(o.Touches(), func(k string) bool { return slices.Contains(c.Touches(), k) }):
			votes += 100
		default:
			votes++
		}
	}
	return votes
}

// holds reports whether a conjunction holds; an empty one does.
func (m *Model) holds(cond spec.Cond, config *explore.Config, valuation []uint8) bool {
	return !slices.ContainsFunc(cond, func(t spec.CondTerm) bool {
		if t.Policy {
			i := slices.IndexFunc(m.Spec.Policies, func(p spec.Policy) bool { return p.Name == t.Region })
			return !slices.Contains(t.States, m.Spec.Policies[i].Values[valuation[i]])
		}
		i := m.Machine.Region(t.Region)
		return !slices.Contains(t.States, m.Spec.Regions[i].States[config.States[i]])
	})
}
