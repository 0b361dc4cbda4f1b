package diff

import (
	"encoding/binary"
	"slices"
)

// sets numbers sets of nodes: a single node is its own number, others follow.
type sets struct {
	single int32
	known  map[string]int32
	all    [][]int32
	key    []byte
}

// of is the set of the arrows' targets.
func (s *sets) of(arrows []arrow) int32 {
	to := arrows[0].to
	if !slices.ContainsFunc(arrows, func(x arrow) bool { return x.to != to }) {
		return to
	}
	nodes := make([]int32, 0, len(arrows))
	for _, x := range arrows {
		nodes = append(nodes, x.to)
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	s.key = s.key[:0]
	for _, n := range nodes {
		s.key = binary.LittleEndian.AppendUint32(s.key, uint32(n))
	}
	if id, known := s.known[string(s.key)]; known {
		return id
	}
	if s.known == nil {
		s.known = map[string]int32{}
	}
	id := s.single + int32(len(s.all))
	s.known[string(s.key)] = id
	s.all = append(s.all, nodes)
	return id
}

func (s *sets) nodes(set int32) []int32 { return s.all[set-s.single] }
