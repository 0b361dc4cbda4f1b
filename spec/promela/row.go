package promela

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// row writes a row as an option of the loop.
func (w *writer) row(i int) {
	guard := w.guard(i)
	if guard == "" {
		return
	}
	row := &w.rows[i]
	moves := w.moves(i)
	if row.Then == thenAbort {
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

// moves are the assignments of a row.
func (w *writer) moves(i int) []string {
	row := &w.rows[i]
	var steps []string
	closes := false
	for _, mv := range row.Moves {
		steps = append(steps, w.assign(mv))
		closes = closes || mv.Region == regionSession && mv.State == stateClosed
	}
	switch {
	case len(row.Ends) > 0:
		steps = append(steps, "running = "+opening(row))
	case row.Kind == spec.KindEnd, row.Kind == spec.KindTransferEnd, closes:
		steps = append(steps, "running = 0")
	}
	return steps
}

// assign takes a region to a state; one that is aside only if it is tracked.
func (w *writer) assign(mv spec.Move) string {
	name, state := region(mv.Region), value(mv.Region, mv.State)
	if i := slices.Index(w.aside, mv.Region); i >= 0 {
		return fmt.Sprintf("%s = (aside == %d -> %s : %s)", name, i+1, state, name)
	}
	return name + " = " + state
}

// abort ends the transfer that runs, if one does, by its end "aborted".
func (w *writer) abort() []string {
	var options strings.Builder
	for i := range w.rows {
		for _, end := range w.rows[i].Ends {
			row := &w.rows[end]
			if row.Kind == spec.KindTransferEnd && row.Name == w.rows[i].Name+"."+endAborted {
				fmt.Fprintf(&options, " :: running == %s -> %s", opening(&w.rows[i]), strings.Join(w.moves(end), "; "))
			}
		}
	}
	if options.Len() == 0 {
		return nil
	}
	return []string{"if" + options.String() + " :: else -> skip fi"}
}
