package syntax

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/grammar"
)

// ExpandSets puts the commands of the sets in the places of the sets' names, in all the trees, and takes the sets away.
// Those that the first tree does not use are reported.
func (r *Report) ExpandSets(sets *Node, trees ...*Node) {
	used := map[string]bool{}
	for i, tree := range trees {
		tree.Each(func(n *Node) {
			var items []*Node
			for _, item := range n.Items {
				if item.Ref != grammar.RefSurvivor && item.Ref != grammar.RefCommand || item.Key != "" || !grammar.WordName.Matches(item.Word) {
					items = append(items, item)
					continue
				}
				set := sets.Get(item.Word)
				if set == nil {
					r.Add(item.Pos, DidYouMean(item.Word, sets.Keys()), "unknown set %q", item.Word)
					n.Bad = true
				}
				used[item.Word] = used[item.Word] || i == 0
				for _, member := range set.Entries() {
					if !slices.ContainsFunc(items, func(o *Node) bool { return o.Word == member.Word }) {
						items = append(items, member)
					}
				}
			}
			n.Items = items
		})
	}
	for _, set := range sets.Entries() {
		if !used[set.Key] {
			r.Add(set.KeyPos, "", "nothing uses the set %q", set.Key)
		}
	}
	trees[0].Remove(grammar.KeySets)
}
