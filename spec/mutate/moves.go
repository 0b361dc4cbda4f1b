package mutate

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// block is a place with moves.
type block struct {
	key   string
	pos   spec.Pos
	moves []spec.Move
	of    func(*spec.Spec) *[]spec.Move
}

// blocks are all places with moves: replies, ends, refusals, events, the data phase.
func blocks(s *spec.Spec) []block {
	var all []block
	for _, r := range replies(s) {
		all = append(all, block{key: r.key, pos: r.reply.Pos, moves: r.reply.To, of: func(s *spec.Spec) *[]spec.Move { return &r.of(s).To }})
	}
	t := s.Transfer
	all = append(all,
		block{"transfer begin", t.Pos, t.Begin, func(s *spec.Spec) *[]spec.Move { return &s.Transfer.Begin }},
		block{"transfer work", t.Pos, t.Work, func(s *spec.Spec) *[]spec.Move { return &s.Transfer.Work }})
	return all
}

// dropMoves leaves out each move.
func dropMoves(s *spec.Spec) []change {
	var all []change
	for _, b := range blocks(s) {
		for i, mv := range b.moves {
			all = append(all, change{
				key: fmt.Sprintf("%s: drop move to %s=%s", b.key, mv.Region, mv.State), pos: b.pos,
				apply: func(s *spec.Spec) { *b.of(s) = without(*b.of(s), i) },
			})
		}
	}
	return all
}

// retarget lets each move lead to each other state.
func retarget(s *spec.Spec) []change {
	var all []change
	for _, b := range blocks(s) {
		for i, mv := range b.moves {
			for _, state := range states(s, mv.Region) {
				if state == mv.State {
					continue
				}
				all = append(all, change{
					key: fmt.Sprintf("%s: move %s to %s, not %s", b.key, mv.Region, state, mv.State), pos: b.pos,
					apply: func(s *spec.Spec) { (*b.of(s))[i].State = state },
				})
			}
		}
	}
	return all
}

// swapMoves confuses the moves of two replies of a command.
func swapMoves(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		rs := s.Commands[c].Replies
		for i := range rs {
			for j := i + 1; j < len(rs); j++ {
				if reflect.DeepEqual(rs[i].To, rs[j].To) || len(rs[i].To)+len(rs[j].To) == 0 {
					continue
				}
				all = append(all, change{
					key: fmt.Sprintf("%s: swap moves of %s and %s", s.Commands[c].Name, rs[i].Name, rs[j].Name), pos: rs[i].Pos,
					apply: func(s *spec.Spec) {
						rs := s.Commands[c].Replies
						rs[i].To, rs[j].To = rs[j].To, rs[i].To
					},
				})
			}
		}
	}
	return all
}

// addSurvivors lets each command leave one-shot states behind.
func addSurvivors(s *spec.Spec) []change {
	var all []change
	for r := range s.Regions {
		if !s.Regions[r].Expires() {
			continue
		}
		for _, c := range s.Commands {
			if slices.Contains(s.Regions[r].Survives, c.Name) {
				continue
			}
			all = append(all, change{
				key: fmt.Sprintf("region %s: survives %s too", s.Regions[r].Name, c.Name), pos: s.Regions[r].Pos,
				apply: func(s *spec.Spec) { s.Regions[r].Survives = append(s.Regions[r].Survives, c.Name) },
			})
		}
	}
	return all
}
