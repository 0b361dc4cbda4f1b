package spec

import "slices"

const keySets = "sets"

// wCommands names commands, one or a set.
var wCommands = newWord("a command, or a set of commands", wCommand.pattern+"|"+wName.pattern)

// expandSets puts the commands of the sets in the places of the sets' names, in all the trees, and takes the sets away.
// Those that the first tree does not use are reported.
func (r *report) expandSets(sets *node, trees ...*node) {
	used := map[string]bool{}
	for i, tree := range trees {
		tree.each(func(n *node) {
			var items []*node
			for _, item := range n.items {
				if item.ref != refSurvivor && item.ref != refCommand || item.key != "" || !wName.matches(item.word) {
					items = append(items, item)
					continue
				}
				set := sets.get(item.word)
				if set == nil {
					r.add(item.pos, didYouMean(item.word, keysOf(sets)), "unknown set %q", item.word)
					n.bad = true
				}
				used[item.word] = used[item.word] || i == 0
				for _, member := range set.entries() {
					if !slices.ContainsFunc(items, func(o *node) bool { return o.word == member.word }) {
						items = append(items, member)
					}
				}
			}
			n.items = items
		})
	}
	for _, set := range sets.entries() {
		if !used[set.key] {
			r.add(set.keyPos, "", "nothing uses the set %q", set.key)
		}
	}
	trees[0].remove(keySets)
}

// each calls f for n and everything below, the innermost first.
func (n *node) each(f func(*node)) {
	for _, item := range n.entries() {
		item.each(f)
	}
	f(n)
}
