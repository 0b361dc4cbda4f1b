package explore

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// mostSettled is how many commands are put into a way so that it holds: TYPE, STRU and MODE.
const mostSettled = 3

// settled is a way with a few more commands, which change settings before the first step that a session with its
// initial settings could not make. It is nil where the way is possible already, and where no few commands make it so.
func (g *Graph) settled(steps []step, valuation []uint8) []step {
	at := 0
	for at < len(steps) && g.happens(steps[:at+1], valuation) {
		at++
	}
	if at == len(steps) || steps[at].row == meaning.NoRow {
		return nil
	}
	changing := g.changing(g.Machine.asked(steps[at : at+1]))
	for most := 1; most <= mostSettled; most++ {
		if found := g.put(steps[:at:at], steps[at:], changing, most, valuation); found != nil {
			return found
		}
	}
	return nil
}

// changing are the rows that move one of some regions.
func (g *Graph) changing(regions []int) []int {
	var rows []int
	for i := range g.Machine.Rows {
		row := &g.Machine.Rows[i]
		if row.Kind == spec.KindReply && row.Then == "" && slices.ContainsFunc(row.Moves, func(mv spec.Move) bool {
			return slices.Contains(regions, g.Machine.Region(mv.Region))
		}) {
			rows = append(rows, i)
		}
	}
	return rows
}

// put is a way with some rows between its halves, as many as there may be; nil where none of them makes it possible.
func (g *Graph) put(before, after []step, rows []int, most int, valuation []uint8) []step {
	for _, row := range rows {
		longer := append(slices.Clone(before), step{row: row})
		if !g.happens(longer, valuation) {
			continue
		}
		if whole := slices.Concat(longer, after); most == 1 && g.happens(whole, valuation) {
			return whole
		}
		if most > 1 {
			if whole := g.put(longer, after, rows, most-1, valuation); whole != nil {
				return whole
			}
		}
	}
	return nil
}
