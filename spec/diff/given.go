package diff

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// A command's handler is given the states of the regions that its `with` lists: RETR sends another part of the
// file when REST came before it. That is no code, but a part of the step: a step that differs in it is another one.

// input is a region that a command's handler is given in both revisions. states numbers the names of its states
// alike on both sides.
type input struct {
	region int
	name   string
	states []int32
	size   int32
}

// shareInputs finds for each command the regions that its handler is given in both revisions.
func shareInputs(old, now *side) {
	for i := range old.spec.Commands {
		was := &old.spec.Commands[i]
		is := now.machine.Command(was.Name)
		if is == nil {
			continue
		}
		for _, name := range was.With {
			if a, b := region(old.spec, name), region(now.spec, name); a >= 0 && b >= 0 && slices.Contains(is.With, name) {
				x, y := old.spec.Regions[a].States, now.spec.Regions[b].States
				all := slices.Clone(x)
				for _, state := range y {
					if !slices.Contains(all, state) {
						all = append(all, state)
					}
				}
				old.shared[was.Name] = append(old.shared[was.Name], input{a, name, numbers(x, all), int32(len(all))})
				now.shared[was.Name] = append(now.shared[was.Name], input{b, name, numbers(y, all), int32(len(all))})
			}
		}
	}
}

// numbers are the places of names in a list.
func numbers(names, all []string) []int32 {
	var places []int32
	for _, name := range names {
		places = append(places, int32(slices.Index(all, name)))
	}
	return places
}

// region is the number of a region, -1 without one.
func region(s *spec.Spec, name string) int {
	return slices.IndexFunc(s.Regions, func(r spec.Region) bool { return r.Name == name })
}

// gives reports whether it matters what a row's handler is given.
func gives(row *spec.Row) bool { return row.Kind == spec.KindReply && row.Code/100 < 4 }

// combination numbers what a row's handler is given in a configuration, alike on both sides. It does not matter to a
// row by which the command fails.
func (s *side) combination(row *spec.Row, c *explore.Config) int32 {
	n := int32(0)
	if gives(row) {
		for _, in := range s.inputs[row.Command] {
			n = n*in.size + in.states[c.States[in.region]]
		}
	}
	return n
}

// given describes what a row's handler is given: "restart=at type=ascii". Left out is what is the same in both
// revisions.
func (s *side) given(row *spec.Row, c *explore.Config, settings *seat, combination []int) string {
	var parts []string
	for _, in := range s.shared[row.Command] {
		state := settings.state(in.region, combination)
		if s.machine.InNodes(in.region) {
			state = int(c.States[in.region])
		}
		if state >= 0 {
			parts = append(parts, in.name+"="+s.spec.Regions[in.region].States[state])
		}
	}
	return strings.Join(parts, " ")
}
