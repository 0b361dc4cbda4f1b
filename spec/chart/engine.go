package chart

import (
	"math/bits"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// dataEngine is what the rules of what is possible speak of.
type dataEngine struct {
	Closed     dataGuard    `json:"closed"`
	Last       int          `json:"last"` // what waits when nothing more is read
	Happenings []dataChoice `json:"happenings"`
	Opened     int          `json:"opened"` // the row of a data connection that is there, -1 without
}

// dataChoice is one of the rows that may be given when something comes.
type dataChoice struct {
	Row  int `json:"row"` // -1 for a line that waits
	Kind int `json:"kind,omitempty"`
	dataGuard
	Unless *dataGuard `json:"unless,omitempty"`
}

// dataGuard is a guard. Of each term there is the region, or ^ the policy, and the states that are allowed.
type dataGuard struct {
	At    [][]int `json:"at,omitempty"`
	Idle  bool    `json:"idle,omitempty"`
	Busy  bool    `json:"busy,omitempty"`
	Runs  []int   `json:"runs,omitempty"`
	Waits []int   `json:"waits,omitempty"`
}

// eventOpened is the event that is shown among the ends of a transfer.
const eventOpened = "data-opened"

func (b *builder) engine() dataEngine {
	m := b.machine.Meaning
	e := dataEngine{Closed: dataGuardOf(&m.Closed), Last: int(meaning.WaitsLast), Happenings: dataChoices(m.Happenings), Opened: meaning.NoRow}
	for i := range m.Rows {
		if m.Rows[i].Kind == spec.KindEvent && m.Rows[i].Name == eventOpened {
			e.Opened = i
		}
	}
	return e
}

func dataChoices(choices []meaning.Choice) []dataChoice {
	all := make([]dataChoice, 0, len(choices))
	for i := range choices {
		c := &choices[i]
		d := dataChoice{Row: c.Row, Kind: int(c.Kind), dataGuard: dataGuardOf(&c.When)}
		if c.Unless != nil {
			unless := dataGuardOf(c.Unless)
			d.Unless = &unless
		}
		all = append(all, d)
	}
	return all
}

func dataGuardOf(g *meaning.Guard) dataGuard {
	d := dataGuard{Idle: g.Idle, Busy: g.Busy, Runs: g.Running, Waits: members(uint64(g.Waiting))}
	for _, t := range g.Regions {
		d.At = append(d.At, append([]int{t.Index}, members(t.States)...))
	}
	for _, t := range g.Policies {
		d.At = append(d.At, append([]int{^t.Index}, members(t.States)...))
	}
	return d
}

// members are the numbers in a set.
func members(set uint64) []int {
	var all []int
	for ; set != 0; set &= set - 1 {
		all = append(all, bits.TrailingZeros64(set))
	}
	return all
}

// dataLeft is what waits behind a row, by what waited before; nil where it stays.
func dataLeft(e *meaning.Effect) []int {
	var left []int
	stays := true
	for from, set := range e.Waiting {
		least := bits.TrailingZeros8(set)
		left = append(left, least)
		stays = stays && least == from
	}
	if stays {
		return nil
	}
	return left
}
