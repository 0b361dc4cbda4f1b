package diff

import (
	"fmt"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// pairing is a valuation of the old policies beside one of the new: both are indexes into Valuations.
type pairing struct {
	old, now int
	only     bool // only what is new counts: an operator comes here by a switch that the old revision lacks
}

// pairings are the valuations that are compared. Policies with the same name have the same value in both. A policy
// that only one revision has takes every value; a new value of a policy that both have is compared with the old
// default. What is lost is looked for only where the operator has touched nothing new: new policies and values
// that are not defaults take away from nobody who does not ask for it.
//
// The walk keeps sets of pairings, by their numbers in list.
type pairings struct {
	list []pairing
	all  explore.Set
	only explore.Set // those of which only what is new counts
}

func newPairings(old, now *explore.Machine) *pairings {
	p := &pairings{}
	for i, before := range old.Valuations() {
		for j, after := range now.Valuations() {
			if one := (pairing{old: i, now: j}); one.match(old.Spec, now.Spec, before, after) {
				p.list = append(p.list, one)
			}
		}
	}
	p.all = explore.NewSet(len(p.list), func(int) bool { return true })
	p.only = explore.NewSet(len(p.list), func(i int) bool { return p.list[i].only })
	return p
}

// of is the valuation that a pairing has on the side whose dialogues are new, or lost.
func (p *pairings) of(kind Change, i int) int {
	if kind == Lost {
		return p.list[i].old
	}
	return p.list[i].now
}

// where makes sets of pairings of sets of valuations of that side.
func (p *pairings) where(kind Change) func(explore.Set) explore.Set {
	return func(valuations explore.Set) explore.Set {
		return explore.NewSet(len(p.list), func(i int) bool { return valuations.Has(p.of(kind, i)) })
	}
}

// numbering numbers sets of pairings. Edges share their sets, so that most are known by where they are.
type numbering struct {
	where func(explore.Set) explore.Set
	made  map[*uint64]int32
	known map[string]int32
	all   []explore.Set
}

func newNumbering(where func(explore.Set) explore.Set) *numbering {
	return &numbering{where: where, made: map[*uint64]int32{}, known: map[string]int32{}}
}

// of is the number of the pairings of some valuations, -1 where there are none.
func (n *numbering) of(valuations explore.Set) int32 {
	if valuations == nil {
		return -1
	}
	number, ok := n.made[&valuations[0]]
	if !ok {
		number = n.number(n.where(valuations))
		n.made[&valuations[0]] = number
	}
	return number
}

// number is the number of a set of pairings, -1 for none.
func (n *numbering) number(set explore.Set) int32 {
	if set == nil {
		return -1
	}
	key := fmt.Sprint(set)
	number, ok := n.known[key]
	if !ok {
		number = int32(len(n.all))
		n.known[key], n.all = number, append(n.all, set)
	}
	return number
}

// match reports whether two valuations are compared.
func (p *pairing) match(old, now *spec.Spec, before, after []uint8) bool {
	for i := range now.Policies {
		policy := &now.Policies[i]
		value := policy.Values[after[i]]
		was := valueOf(old, before, policy.Name)
		switch {
		case was == "":
			p.only = p.only || after[i] != 0
		case was == value:
		case !has(old, policy.Name, value) && was == defaultOf(old, policy.Name):
			p.only = true
		default:
			return false
		}
	}
	return true
}

// valueOf is the value of a policy under a valuation, "" if the spec has no such policy.
func valueOf(s *spec.Spec, valuation []uint8, policy string) string {
	for i := range s.Policies {
		if s.Policies[i].Name == policy {
			return s.Policies[i].Values[valuation[i]]
		}
	}
	return ""
}

func defaultOf(s *spec.Spec, policy string) string {
	return valueOf(s, make([]uint8, len(s.Policies)), policy)
}

// has reports whether a policy has a value.
func has(s *spec.Spec, policy, value string) bool {
	for i := range s.Policies {
		for _, v := range s.Policies[i].Values {
			if s.Policies[i].Name == policy && v == value {
				return true
			}
		}
	}
	return false
}
