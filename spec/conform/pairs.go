package conform

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// pairs are scripts that show which state survives which command. Each has a row that puts a region into a state, a row
// that takes it out of the state again (whatever its command is for), and a command that needs the state. The table
// refuses that command; a server that has kept the state does it.
func (s *sweep) pairs() [][]player.Act {
	var all [][]player.Act
	for put := range s.machine.Rows {
		row := &s.machine.Rows[put]
		known := s.planner.Known(put)
		if row.Kind != spec.KindReply || known.Do != player.Send || row.Code/100 != 3 && row.Code/100 != 2 {
			continue
		}
		for _, m := range row.Moves {
			region := &s.machine.Spec.Regions[s.machine.Region(m.Region)]
			if m.State == region.States[0] || m.Region == "login" || m.Region == "control" {
				continue
			}
			for _, probe := range s.probes(m.Region) {
				all = append(all, s.between(known, region, probe)...)
			}
		}
	}
	return all
}

// probes are command lines that were refused because a region was in its first state.
func (s *sweep) probes(region string) []player.Act {
	var acts []player.Act
	for i := range s.machine.Rows {
		row := &s.machine.Rows[i]
		if row.Kind != spec.KindNeed {
			continue
		}
		c := s.machine.Command(row.Command)
		n := slices.IndexFunc(c.Needs, func(n spec.Need) bool { return n.Name == row.Name })
		asks := n >= 0 && slices.ContainsFunc(c.Needs[n].When, func(t spec.CondTerm) bool { return !t.Policy && t.Region == region })
		if known := s.planner.Known(i); asks && known.Do == player.Send {
			acts = append(acts, known)
		}
	}
	if len(acts) > maxProbes {
		acts = acts[:maxProbes]
	}
	return acts
}

// maxProbes is how many commands are asked about one region: they all have the same need.
const maxProbes = 1

// between are the scripts for one state and one probe, one for each row that resets the region.
func (s *sweep) between(put player.Act, region *spec.Region, probe player.Act) [][]player.Act {
	var all [][]player.Act
	done := map[string]bool{}
	for i := range s.machine.Rows {
		row := &s.machine.Rows[i]
		known := s.planner.Known(i)
		resets := slices.ContainsFunc(row.Moves, func(m spec.Move) bool { return m.Region == region.Name && m.State == region.States[0] })
		c := s.machine.Command(row.Command)
		if !resets || row.Kind != spec.KindReply || known.Do != player.Send || len(row.Ends) > 0 || c == nil || done[c.Name] || row.Code >= 400 && region.Expires() {
			continue
		}
		if slices.ContainsFunc(row.Moves, func(m spec.Move) bool { return m.Region == s.machine.Spec.Roles.Session() }) {
			continue
		}
		done[c.Name] = true
		script := []player.Act{put, known}
		if slices.ContainsFunc(row.Moves, func(m spec.Move) bool { return m.Region == "login" && m.State != "in" }) {
			script = append(script, s.relogin(row)...)
		}
		all = append(all, append(script, probe))
	}
	return all
}

// relogin logs in again after a row that has ended the login.
func (s *sweep) relogin(row *spec.Row) []player.Act {
	at := slices.IndexFunc(s.entry, func(a player.Act) bool { return a.Text == "USER {user}" })
	if at < 0 {
		return nil
	}
	if row.Command == "USER" {
		at++
	}
	return s.entry[at : len(s.entry)-1]
}
