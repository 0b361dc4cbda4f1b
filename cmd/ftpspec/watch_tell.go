package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// heading names the files that were saved.
func (w *watcher) heading() {
	if len(w.saved) == 0 {
		return
	}
	slices.Sort(w.saved)
	var names []string
	for _, name := range slices.Compact(w.saved) {
		names = append(names, fromHere(name))
	}
	fmt.Fprintf(w.out, "\n%s\n", strings.Join(names, " "))
	w.saved = nil
}

// fromHere is a file as seen from the working directory, if it lies below it.
func fromHere(name string) string {
	here, err := os.Getwd()
	if err != nil {
		return filepath.ToSlash(name)
	}
	if relative, err := filepath.Rel(here, name); err == nil && filepath.IsLocal(relative) {
		name = relative
	}
	return filepath.ToSlash(name)
}

// tellTrouble says why a spec cannot be read, if it has not been said. A round that is not about the spec ends the
// watching.
func (w *watcher) tellTrouble(err error) error {
	var faults syntax.Errors
	if w.last.model == nil && !errors.As(err, &faults) {
		return err // there is no such spec
	}
	if w.last.trouble == err.Error() {
		w.saved = nil
		return nil
	}
	w.heading()
	w.last.trouble = err.Error()
	fmt.Fprintln(w.out, err)
	return nil
}

// tellChanges says what is new and what is gone since the last round, and what the round has come to. A round in which
// nothing has changed is not spoken of.
func (w *watcher) tellChanges(now *round, changed bool, s *steps) {
	added, gone := without(now.found, w.last.found), without(w.last.found, now.found)
	if !changed && len(added)+len(gone) == 0 {
		return
	}
	w.heading()
	for _, g := range report.Groups(added) {
		fmt.Fprintf(w.out, "new: %s\n", g.Finding)
		for _, note := range g.Notes(false) {
			fmt.Fprintf(w.out, "    %s\n", note)
		}
		if len(g.Repairs) > 0 {
			fmt.Fprintf(w.out, "    ftpspec fix --id %s may mend it: %s\n", g.Check, g.Repairs[0].Title)
		}
	}
	for _, g := range report.Groups(gone) {
		others := ""
		if n := len(g.Also); n > 0 {
			others = fmt.Sprintf(" (and at %d more places)", n)
		}
		fmt.Fprintf(w.out, "gone: %s %s: %s%s\n", g.Check, g.At, g.Message, others)
	}
	total := "no findings"
	if n := len(report.Groups(now.found)); n == 1 {
		total = "1 finding"
	} else if n > 1 {
		total = fmt.Sprintf("%d findings", n)
	}
	n := now.report.Numbers
	fmt.Fprintf(w.out, "%s: %d commands, %d rows, %s (%s)\n", now.model.Spec.File, n.Commands, n.Rows, total, s)
}

// without are the findings of some that others do not have. A finding that stands in another line is the same.
func without(some, others []check.Finding) []check.Finding {
	known := map[string]bool{}
	for i := range others {
		known[identity(&others[i])] = true
	}
	return slices.DeleteFunc(slices.Clone(some), func(f check.Finding) bool { return known[identity(&f)] })
}

// identity tells findings apart, wherever in their file they stand.
func identity(f *check.Finding) string {
	return strings.Join([]string{f.Check, f.At, f.Pos.File, f.Message}, "\x00")
}

// placeOf reads a place as the compiler writes it.
func placeOf(text string) spec.Pos {
	parts := strings.Split(text, ":")
	if len(parts) < 3 {
		return spec.Pos{File: fromHere(text), Line: 1, Column: 1}
	}
	file := strings.Join(parts[:len(parts)-2], ":")
	line, errLine := strconv.Atoi(parts[len(parts)-2])
	column, errColumn := strconv.Atoi(parts[len(parts)-1])
	if errLine != nil || errColumn != nil {
		return spec.Pos{File: fromHere(text), Line: 1, Column: 1}
	}
	return spec.Pos{File: fromHere(file), Line: line, Column: column}
}
