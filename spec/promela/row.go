package promela

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/meaning"
)

// row writes a row as options of the loop: one, and one more for what else may wait behind it.
func (w *writer) row(i int, guard string) {
	if guard == "" {
		return // what is no part of the protocol: the greeting, and the answers of handlers that are not written
	}
	e := &w.meaning.Effects[i]
	deterministic, more := w.left(e)
	w.option(i, guard, append(w.moves(i), deterministic...))
	for _, m := range more {
		w.option(i, and(guard, m.guard), append(w.moves(i), m.step))
	}
}

// option writes a row with the moves that it makes.
func (w *writer) option(i int, guard string, moves []string) {
	row := &w.rows[i]
	if w.meaning.Effects[i].Aborts {
		moves = append(w.abort(), moves...)
	}
	before, after := w.entered(row)
	steps := slices.Concat(w.before(row), before, moves, after, w.after(row))
	if len(moves) > 0 {
		steps = append(steps, "everywhere()")
	}
	if len(steps) == 0 {
		steps = []string{"skip"}
	}
	w.text("\t/* %s: %d */\n", strings.TrimSpace(row.Command+" "+row.Name), row.Code)
	w.text("\t:: d_step { %s ->\n\t\t%s }\n", guard, strings.Join(steps, ";\n\t\t"))
}

// alternative is what else may wait behind a row.
type alternative struct{ guard, step string }

// left is what waits behind a row: the steps that take what waited to what waits, where the row keeps as much as may
// be, and the alternatives.
func (w *writer) left(e *meaning.Effect) (steps []string, more []alternative) {
	if w.closes(e) {
		return []string{"waiting = " + waiting(meaning.WaitsNone)}, nil
	}
	var options strings.Builder
	for from, set := range e.Waiting {
		before := meaning.Waiting(from)
		most := meaning.Waiting(bits.Len8(set) - 1)
		if most != before {
			fmt.Fprintf(&options, " :: waiting == %s -> waiting = %s", waiting(before), waiting(most))
		}
		for rest := set &^ (1 << most); rest != 0; rest &= rest - 1 {
			less := meaning.Waiting(bits.TrailingZeros8(rest))
			more = append(more, alternative{"running == 0 && waiting == " + waiting(before), "waiting = " + waiting(less)})
		}
	}
	if options.Len() > 0 {
		steps = append(steps, "if"+options.String()+" :: else -> skip fi")
	}
	return steps, more
}

// closes reports whether a row ends the session.
func (w *writer) closes(e *meaning.Effect) bool {
	c := meaning.Config{}
	for _, mv := range e.Moves {
		c.States[mv.Region] = mv.State
	}
	return w.meaning.Closed.Reached(&c)
}

// moves are the assignments of a row.
func (w *writer) moves(i int) []string {
	e := &w.meaning.Effects[i]
	var steps []string
	for _, mv := range e.Moves {
		steps = append(steps, w.assign(mv))
	}
	switch {
	case e.Begins:
		steps = append(steps, "running = "+opening(&w.rows[i]))
	case e.Ends, w.closes(e):
		steps = append(steps, "running = 0")
	}
	return steps
}

// assign takes a region to a state; one that is aside only if it is tracked.
func (w *writer) assign(mv meaning.Move) string {
	r := &w.spec.Regions[mv.Region]
	name, state := region(r.Name), value(r.Name, r.States[mv.State])
	if group := w.group(r.Name); group > 0 {
		return fmt.Sprintf("%s = (aside == %d -> %s : %s)", name, group, state, name)
	}
	return name + " = " + state
}

// abort ends the transfer that runs, if one does, by its end "aborted".
func (w *writer) abort() []string {
	var options strings.Builder
	for i := range w.meaning.Effects {
		if e := &w.meaning.Effects[i]; e.Begins && e.Aborted != meaning.NoRow {
			fmt.Fprintf(&options, " :: running == %s -> %s", opening(&w.rows[i]), strings.Join(w.moves(e.Aborted), "; "))
		}
	}
	if options.Len() == 0 {
		return nil
	}
	return []string{"if" + options.String() + " :: else -> skip fi"}
}

// postponed are the options by which a line is postponed, and nothing is answered.
func (w *writer) postponed() {
	running := meaning.Config{Running: 1}
	for _, from := range meaning.Waitings() {
		running.Waiting = from
		for _, to := range w.meaning.Postponed(&running) {
			w.text("\t/* a line waits */\n\t:: d_step { %s && running != 0 && waiting == %s -> waiting = %s; everywhere() }\n",
				w.open(), waiting(from), waiting(to))
		}
	}
}
