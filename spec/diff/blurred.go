package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// A region that is left out of the nodes is blurred when the walk cannot tell without it (see settle).

// tellsApart reports whether steps of b that look like a label lead elsewhere, because they move fine regions otherwise.
// Then b may be in more places than the walk thinks: a difference that is found behind it may be none.
func (w *walk) tellsApart(label int32, p part, theirs []arrow) bool {
	names := w.steps.differ[w.steps.look(label)]
	if len(names) == 0 {
		return false
	}
	return slices.ContainsFunc(theirs, func(y arrow) bool {
		return y.label != label && w.steps.same(y.label, label) && y.under.Meets(p.under) &&
			!slices.ContainsFunc(p.arrows, func(x arrow) bool { return x.to == y.to })
	})
}

// certain blurs the fine regions where a difference is found behind a step that the walk has told apart.
func (w *walk) certain(at int32) {
	if w.pairs[at].apart {
		w.blur(w.steps.fine)
	}
}

// blur notes regions.
func (w *walk) blur(names []string) {
	for _, name := range names {
		w.blurred[name] = true
	}
}

// compareSettings finds which numbers of settings stand for all of which others.
func (w *walk) compareSettings() {
	for _, mine := range w.a.wheres {
		var row []bool
		for _, theirs := range w.b.wheres {
			row = append(row, w.a.machine.Beyond(mine, theirs).Empty())
		}
		w.covers = append(w.covers, row)
	}
}

// withSettings are those of b's arrows that are there with the settings of an arrow of a. It blurs settings where b does
// not go, with all of these, wherever it goes with some of them.
func (w *walk) withSettings(x arrow, theirs []arrow) []arrow {
	if !slices.ContainsFunc(theirs, func(y arrow) bool { return !w.covers[x.where][y.where] }) {
		return theirs
	}
	mine := w.a.wheres[x.where]
	meets := func(y arrow) bool { return !w.a.machine.Both(mine, w.b.wheres[y.where]).Empty() }
	theirs = slices.DeleteFunc(slices.Clone(theirs), func(y arrow) bool { return !meets(y) })
	for _, y := range theirs {
		left := mine
		for _, z := range theirs {
			if z.to == y.to {
				left = w.a.machine.Beyond(left, w.b.wheres[z.where])
			}
		}
		if !left.Empty() {
			w.blurSettings(w.a.machine.Rows[x.row].Command, left)
		}
	}
	return theirs
}

// blurSettings blurs the settings about which the revisions ask otherwise in a command; where that is not seen, it doubts
// those about which some combinations ask, and all of them where these are not known.
func (w *walk) blurSettings(command string, set explore.Combos) {
	var asked []string
	constrained := w.a.machine.Settings()
	if set != nil {
		constrained = w.a.machine.Constrained(set)
	}
	for _, r := range constrained {
		asked = append(asked, w.a.spec.Regions[r].Name)
	}
	var otherwise []string
	for _, name := range asked {
		if !slices.Equal(w.a.asks(command, name), w.b.asks(command, name)) {
			otherwise = append(otherwise, name)
		}
	}
	if w.blur(otherwise); len(otherwise) == 0 {
		for _, name := range asked {
			w.doubted[name] = true
		}
	}
}

// refusals blurs what refusals ask about, of commands of which nothing else is found: there they make the verdict.
func (w *walk) refusals(walks []*walk) {
	for command, all := range w.refused {
		told := slices.ContainsFunc(walks, func(other *walk) bool {
			return other.found[key{change: other.kind, subject: command}] != nil
		})
		if told {
			continue
		}
		slices.Sort(all)
		for _, where := range slices.Compact(all) {
			w.blurSettings(command, w.a.wheres[where])
		}
	}
}

// unclear are the regions that have to be in the nodes of the next walks. What is doubted counts where nothing is known:
// mostly it is clear as soon as what is known to be blurred is in the nodes.
func unclear(walks []*walk) []string {
	blurred, doubted := map[string]bool{}, map[string]bool{}
	for _, w := range walks {
		w.refusals(walks)
		maps.Copy(blurred, w.blurred)
		maps.Copy(doubted, w.doubted)
	}
	if len(blurred) > 0 {
		return slices.Collect(maps.Keys(blurred))
	}
	return slices.Collect(maps.Keys(doubted))
}

// asks is what a command asks about a region, in order, and what it answers where that is not so.
func (s *side) asks(command, region string) []string {
	c := s.machine.Command(command)
	if c == nil {
		return nil
	}
	var asked []string
	about := func(name string, code int, conditions ...spec.Cond) {
		for _, cond := range conditions {
			for _, t := range cond {
				if t.Region == region && !t.Policy {
					asked = append(asked, fmt.Sprintf("%s %d %s", name, code, strings.Join(t.States, "|")))
				}
			}
		}
	}
	for _, n := range c.Needs {
		about(n.Name, n.Else.Code, n.When, n.Unless)
	}
	for i := range c.Replies {
		about(c.Replies[i].Name, c.Replies[i].Code, c.Replies[i].When)
	}
	return asked
}

// happens reports whether a says what the walk went through, with the settings as the steps leave them.
func (w *walk) happens(at int32, x arrow, pairing int) bool {
	if x.where == 0 && !w.pairs[at].asks {
		return true
	}
	steps := []explore.Step{{Row: int(x.row), To: int(x.to)}}
	for p := at; w.pairs[p].parent >= 0; p = w.pairs[p].parent {
		steps = append(steps, explore.Step{Row: int(w.pairs[p].row), To: int(w.pairs[p].node)})
	}
	slices.Reverse(steps)
	return w.a.graph.Happens(steps, w.under.of(w.kind, pairing))
}
