package plan

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// How often a row is tried: with one state of the regions that last for a command, in all, and where each try counts
// towards a limit of the server.
const (
	maxTries    = 1
	maxTotal    = 10
	maxCounting = 60
	maxEnds     = 40
)

// goal is an act that may bring about a row that has not been seen and is wanted, or the one that comes with it.
func (p *Planner) goal(c candidate, at *explore.Config, fed bool) (player.Act, try, bool) {
	if p.each != nil {
		return p.transition(c, at)
	}
	target := c.row
	if !p.fresh(target) {
		if target = c.also; target < 0 || !p.fresh(target) {
			return player.Act{}, try{}, false
		}
	}
	row := &p.machine.Rows[target]
	if row.Command != "" && p.refused[row.Command] && row.Kind != spec.KindNotOffered || !fed && p.needing[target] || p.total[target] >= p.most(row) {
		return player.Act{}, try{}, false
	}
	sig := p.signature(c, at)
	for i, act := range p.acts(c) {
		if sig != 0 && i > 1 && row.Kind == spec.KindReply {
			break
		}
		key := try{row: target, text: act.Do + act.Text, once: sig}
		if n := p.tries[key]; n < maxTries || p.counting(row) && n < maxCounting {
			return act, key, true
		}
	}
	return player.Act{}, try{}, false
}

// transition is the act that has brought about a row elsewhere, tried once in each place.
func (p *Planner) transition(c candidate, at *explore.Config) (player.Act, try, bool) {
	key := try{row: c.row, at: *at}
	act := p.known[c.row]
	return act, key, p.tries[key] < maxTries && act.Do != "" && !p.refused[p.machine.Rows[c.row].Command]
}

// most is how often a row is tried in all.
func (p *Planner) most(row *spec.Row) int {
	switch {
	case p.counting(row):
		return maxCounting
	case row.Kind == spec.KindEnd && row.Code >= 400:
		return maxEnds
	}
	return maxTotal
}

// counting reports whether a row comes when something has failed often enough.
func (p *Planner) counting(row *spec.Row) bool { return row.Name == "too-many" || row.Name == "noise" }

// signature is the state of the regions that last for a command, and for ends also of those that say how data are sent.
func (p *Planner) signature(c candidate, at *explore.Config) uint32 {
	sig := uint32(0)
	for _, r := range p.once {
		sig = sig*4 + uint32(at.States[r])
	}
	if c.from < 0 {
		for _, name := range []string{"mode", "structure"} {
			if r := p.machine.Region(name); r >= 0 {
				sig = sig*4 + uint32(at.States[r])
			}
		}
	}
	return sig
}

// acts are what may bring about a row, the most likely first.
func (p *Planner) acts(c candidate) []player.Act {
	acts, known := p.made[c]
	if !known {
		acts = p.make(c)
		p.made[c] = acts
	}
	return acts
}

func (p *Planner) make(c candidate) []player.Act {
	row := &p.machine.Rows[c.row]
	if c.from < 0 {
		return p.happening(row)
	}
	first := &p.machine.Rows[c.first]
	command := p.machine.Commands[c.from].Command
	var acts []player.Act
	do := player.Send
	switch {
	case p.isNoData(c.row):
		do = player.Refuse
	case row.Kind == spec.KindEvent && row.Name == "injected":
		return []player.Act{{Do: player.Together, Text: p.spelling(c) + "|NOOP"}}
	case row.Kind == spec.KindEvent:
		return []player.Act{{Do: player.Spoil, Text: p.spelling(c)}}
	}
	ranked := first
	if c.row != c.first && row.Kind == spec.KindEnd && row.Code >= 400 {
		ranked = row
	}
	for _, l := range p.lines.Ranked(command, ranked) {
		acts = append(acts, player.Act{Do: do, Text: l.Text})
	}
	if len(first.Ends) > 0 && first.Then == spec.ThenSend {
		slices.SortStableFunc(acts, func(a, b player.Act) int { return large(b) - large(a) })
	}
	return acts
}

// large prefers the file that does not fit into buffers, so that its transfer can be broken off.
func large(a player.Act) int {
	if strings.HasSuffix(a.Text, "{dir}/big") {
		return 1
	}
	return 0
}

// happening is what brings about an event, or an end of the running transfer.
func (p *Planner) happening(row *spec.Row) []player.Act {
	if row.Kind != spec.KindEvent {
		return p.ending(row)
	}
	switch row.Name {
	case "unknown", "noise":
		return []player.Act{player.Line("XNOSUCH")}
	case "overlong":
		return []player.Act{{Do: player.Overlong}}
	case "foreign":
		return []player.Act{player.Line("GET / HTTP/1.0")}
	case "data-opened":
		return []player.Act{{Do: player.Open}}
	case "dropped":
		return []player.Act{{Do: player.Drop}}
	case "implicit":
		return []player.Act{{Do: player.ConnectTLS}}
	case "marker":
		return []player.Act{{Do: player.Finish, Text: stimulus.UploadMarker}}
	}
	return nil
}

// ending are the acts that end the running transfer in this way.
func (p *Planner) ending(row *spec.Row) []player.Act {
	switch name := endName(row); {
	case name == "broken":
		return []player.Act{{Do: player.Reset}}
	case name == "unprotected":
		return []player.Act{{Do: player.Plain}}
	case row.Kind == spec.KindTransferEnd:
		return nil
	case row.Code/100 == 2:
		return []player.Act{{Do: player.Finish}}
	}
	if p.sends(row) {
		return nil
	}
	var acts []player.Act
	for _, kind := range stimulus.Kinds()[1:] {
		acts = append(acts, player.Act{Do: player.Finish, Text: kind})
	}
	return acts
}

// endName is the part of an end's name after the dot.
func endName(row *spec.Row) string {
	_, name, _ := strings.Cut(row.Name, ".")
	return name
}

// spelling is the line of a command without arguments.
func (p *Planner) spelling(c candidate) string { return p.machine.Commands[c.from].Spelling() }
