// Package layers makes what can be laid over the page of the chart from what other packages find out:
//
//	tests, err := layers.Tests(model, counts)                            // which rows have never run (package cover)
//	changes := layers.Changes(model, diff.Compare(old, now))            // what a revision changed (package diff)
//	sessions, err := layers.Recordings(model.Machine, file, policies)   // to be stepped through (package trace)
//	page, err := chart.Page(chart.Input{Model: model, Layers: []chart.Layer{tests, changes}, Recordings: sessions})
//
// It stands apart from package chart, which a browser runs too, and has no use for these there.
package layers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/chart"
	"github.com/portolan-ftp/portolan/spec/cover"
	"github.com/portolan-ftp/portolan/spec/diff"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// The signs of the layers.
const (
	signHole    = "○"
	signNew     = "+"
	signLost    = "−"
	signRefusal = "±"
)

// Tests is the layer of the rows that have never run.
func Tests(m *check.Model, counts cover.Counts) (chart.Layer, error) {
	r, err := cover.Compare(m.Spec, counts, nil)
	if err != nil {
		return chart.Layer{}, err
	}
	l := chart.Layer{ID: "tests", Title: "Never run", Says: fmt.Sprintf("%d rows, %d have run, %d have not", r.Rows, r.Ran, len(r.Holes)), Marks: []chart.Mark{}}
	for i := range r.Holes {
		name := cover.Name(&r.Holes[i])
		row := slices.IndexFunc(m.Machine.Rows, func(r spec.Row) bool { return cover.Name(&r) == name })
		l.Marks = append(l.Marks, chart.Mark{Row: row, Sign: signHole, Bad: true, Says: "no test has run " + name})
	}
	return l, nil
}

// Changes is the layer of what a revision has changed. The model is of the new one.
func Changes(m *check.Model, r *diff.Report) chart.Layer {
	l := chart.Layer{ID: "changes", Title: "Changes", Says: r.Old.Name + " → " + r.New.Name + ": " + string(r.Verdict), Marks: []chart.Mark{}}
	if r.Limit != "" {
		l.Says += " (" + r.Limit + ")"
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		for _, subject := range strings.Split(f.Subject, ", ") {
			if mark, known := changed(m, f, subject); known {
				l.Marks = append(l.Marks, mark)
			}
		}
	}
	for _, d := range r.Declared {
		if mark, known := declared(m.Spec, &d); known {
			l.Marks = append(l.Marks, mark)
		}
	}
	return l
}

// changed is the mark of a difference: at the row that shows it, where the new revision has it, or else at its command.
func changed(m *check.Model, f *diff.Finding, subject string) (chart.Mark, bool) {
	mark := chart.Mark{Row: chart.NoRow, Sign: signRefusal, Dialogue: strings.TrimSpace(dialogue(f))}
	mark.Says = fmt.Sprintf("%s, %s: %s", f.Change, f.Severity, f.Subject)
	if answers := codes(f.Codes); answers != "" {
		mark.Says += " answers " + answers
	}
	if len(f.Instead) > 0 {
		instead := "; before: "
		if f.Change == diff.Lost {
			instead = "; now: "
		}
		mark.Says += instead + strings.Join(f.Instead, ", ")
	}
	switch f.Change {
	case diff.New:
		mark.Sign, mark.Bad = signNew, f.Severity > diff.Other
	case diff.Lost:
		mark.Sign = signLost
	}
	if f.Change != diff.Lost && len(f.Witness) > 0 {
		mark.Row = f.Witness[len(f.Witness)-1].Row
		mark.Play = chart.Address(m.Machine, f.Policies, f.Witness)
	}
	mark.Command = named(m.Spec, subject)
	return mark, mark.Row >= 0 || mark.Command != ""
}

// codes are the answers, without what is not sent.
func codes(all []int) string {
	var list []string
	for _, c := range all {
		if c != 0 {
			list = append(list, fmt.Sprint(c))
		}
	}
	return strings.Join(list, ", ")
}

func dialogue(f *diff.Finding) string {
	text := explore.Format(f.Witness)
	if f.Policies != "" && f.Policies != check.DefaultPolicies {
		text = "with " + f.Policies + "\n" + text
	}
	return text
}

// declared is the mark of a declaration that came or went, at the command that it names.
func declared(s *spec.Spec, d *diff.Declared) (chart.Mark, bool) {
	mark := chart.Mark{Row: chart.NoRow, Sign: signLost, Says: "gone: " + d.What + " " + d.Name}
	if d.Came {
		mark.Sign, mark.Says = signNew, "new: "+d.What+" "+d.Name
	}
	_, of, found := strings.Cut(d.Name, " of ")
	if !found {
		of = d.Name
	}
	mark.Command = named(s, of)
	return mark, mark.Command != ""
}

// named is the command that a subject names: "RETR", "RETR end"; "" for none.
func named(s *spec.Spec, subject string) string {
	for name := subject; name != ""; {
		if slices.ContainsFunc(s.Commands, func(c spec.Command) bool { return c.Name == name }) {
			return name
		}
		at := strings.LastIndexByte(name, ' ')
		name = name[:max(at, 0)]
	}
	return ""
}
