package documents

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// regionNamed finds a region, nil if there is none.
func (j *judge) regionNamed(name string) *spec.Region {
	if i := j.Machine.Region(name); i >= 0 {
		return &j.Spec.Regions[i]
	}
	return nil
}

// defaultIs: the line chooses what a session begins with: the state that is first in its region; or nothing else
// can be chosen.
func (j *judge) defaultIs(about, _ string) verdict {
	c, _ := j.dispatch(about)
	if !j.accepts(about) {
		return no("%s is not accepted", about)
	}
	moved := false
	for _, row := range j.replies(c) {
		for _, m := range row.Moves {
			r := j.regionNamed(m.Region)
			if !j.accepted(row) || r.Expires() {
				continue
			}
			if moved = true; r.States[0] != m.State {
				return no("a session begins with %s=%s, and %s leads to %s", r.Name, r.States[0], about, m.State)
			}
		}
	}
	if !moved {
		for _, other := range j.commandsOf(j.of[c.Name].Name) {
			if other != c && slices.ContainsFunc(j.replies(other), j.accepted) {
				return no("%s leads nowhere, and %s is accepted too", about, other.Name)
			}
		}
		return yes("nothing but %s can be chosen", about)
	}
	return yes("a session begins as after %s", about)
}

// wantedRegions are the regions of a list; all means every one that rows of commands move for good or for once.
func (j *judge) wantedRegions(list string) []string {
	if list != "all" {
		return items(list)
	}
	var all []string
	for _, r := range j.Spec.Regions {
		if r.Name != j.Spec.Roles.Session() && r.Name != j.Spec.Roles.Transfer && r.Begins == "" {
			all = append(all, r.Name)
		}
	}
	return all
}

// keeps: no reply to the command moves the regions, not even because they expire.
func (j *judge) keeps(about, want string) verdict {
	for _, row := range j.rowsOf(about) {
		for _, region := range j.wantedRegions(want) {
			if i := slices.IndexFunc(row.Moves, func(m spec.Move) bool { return m.Region == region }); i >= 0 && !check.EndsTransfer(row) {
				return no("%s leads to %s=%s", check.Label(row), region, row.Moves[i].State)
			}
		}
	}
	return yes("%s keeps %s", about, want)
}

// resets: each reply by which the command succeeds takes the regions to their first states; what is there already
// by a need counts.
func (j *judge) resets(about, want string) verdict {
	for _, row := range j.rowsOf(about) {
		if !j.accepted(row) {
			continue
		}
		for _, region := range j.wantedRegions(want) {
			r := j.regionNamed(region)
			if r == nil {
				return no("there is no region %s", region)
			}
			if !moved(row, region+"="+r.States[0]) {
				v := no("%s does not lead to %s=%s", check.Label(row), region, r.States[0])
				v.row, v.region = row, region
				return v
			}
		}
	}
	return yes("%s resets %s", about, want)
}

// moves: each reply by which the command succeeds leads to the state.
func (j *judge) moves(about, want string) verdict {
	for _, row := range j.rowsOf(about) {
		if j.accepted(row) && !moved(row, want) {
			return no("%s does not lead to %s", check.Label(row), want)
		}
	}
	return yes("%s leads to %s", about, want)
}

// changed: the region is moved by these commands alone.
func (j *judge) changed(about, want string) verdict {
	return j.movedBy(about, want, func(m spec.Move) bool { return m.Region == about })
}

// entered: the state is entered by these commands alone. "data=active"
func (j *judge) entered(about, want string) verdict {
	return j.movedBy(about, want, func(m spec.Move) bool { return m.Region+"="+m.State == about })
}

func (j *judge) movedBy(about, want string, counts func(spec.Move) bool) verdict {
	region, _, _ := strings.Cut(about, "=")
	if j.regionNamed(region) == nil {
		return no("there is no region %s", region)
	}
	for _, row := range j.Rows() {
		if !slices.ContainsFunc(row.Moves, counts) {
			continue
		}
		if !slices.ContainsFunc(j.names(row), func(name string) bool { return slices.Contains(items(want), name) }) || check.EndsTransfer(row) {
			return no("%s changes %s", check.Label(row), about)
		}
	}
	return yes("%s is changed by %s alone", about, want)
}

// given: the commands that are given the region's payload are these.
func (j *judge) given(about, want string) verdict {
	var got []string
	for i := range j.Spec.Commands {
		c := &j.Spec.Commands[i]
		if of := j.of[c.Name]; of != nil && slices.Contains(c.With, about) {
			got = check.AppendNew(got, of.Name)
		}
	}
	if wanted := items(want); len(got) == 0 || !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(wanted))) {
		return no("%s is given to %s", about, listOf(got))
	}
	return yes("%s is given to %s alone", about, listOf(got))
}
