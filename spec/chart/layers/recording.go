package layers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/chart"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/meaning"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// Bounds of what a page carries: nobody steps through more, and each step is drawn.
const (
	maxSessions = 100
	maxSteps    = 2000
)

// Recordings are recorded sessions that can be stepped through on the page. A session that the table does not allow
// goes as far as it does, and says what came then.
func Recordings(m *explore.Machine, recordings []*trace.Recording) ([]chart.Recording, error) {
	var all []chart.Recording
	for _, r := range recordings[:min(len(recordings), maxSessions)] {
		w, err := trace.Explain(m, r)
		if err != nil {
			return nil, err
		}
		all = append(all, recordingOf(m, w))
	}
	return all, nil
}

func recordingOf(m *explore.Machine, w *trace.Way) chart.Recording {
	r := chart.Recording{Name: w.Recording.Name, Open: opening(m, w), Note: w.Recording.Note, Steps: []chart.Step{}}
	for i, p := range w.Passed {
		lines := linesOf(m, w.Recording, p)
		if p.Row == 0 { // the page begins behind the greeting
			r.Greeting = lines
			continue
		}
		if i > 0 && aborts(m, w.Passed[i-1].Row, p.Row) { // on the page that is one step
			last := &r.Steps[len(r.Steps)-1]
			last.Row, last.Lines = p.Row, append(last.Lines, lines...)
			continue
		}
		if len(r.Steps) == maxSteps {
			r.Note = fmt.Sprintf("the first %d steps; ftpspec trace replays all", maxSteps)
			return r
		}
		r.Steps = append(r.Steps, chart.Step{Row: p.Row, Lines: lines})
	}
	if w.Failure != nil {
		r.Fault = fault(w.Failure)
	}
	return r
}

// aborts reports whether a row is the command that aborts a transfer, and the one before it the end that it makes.
func aborts(m *explore.Machine, end, row int) bool {
	return m.Rows[row].Then == spec.ThenAbort && slices.ContainsFunc(m.Effects, func(e meaning.Effect) bool { return e.Aborted == end })
}

// opening is what holds for all of a session, as an address has it.
func opening(m *explore.Machine, w *trace.Way) string {
	var parts []string
	for i, p := range m.Spec.Policies {
		if w.Valuation[i] != 0 {
			parts = append(parts, p.Name+"="+p.Values[w.Valuation[i]])
		}
	}
	for i, r := range m.Spec.Regions {
		if s := w.Begin.States[i]; r.Begins != "" && s != 0 {
			parts = append(parts, r.Name+"="+r.States[s])
		}
	}
	return strings.Join(parts, ",")
}

// linesOf are the lines that show a row: those of the recording, and of a log, which has no replies, the table's.
func linesOf(m *explore.Machine, r *trace.Recording, p trace.Passed) []string {
	var lines []string
	if p.Sent >= 0 {
		lines = append(lines, sent(m, &r.Steps[p.Sent], p.Row))
	}
	if p.Said < 0 {
		return lines
	}
	step := &r.Steps[p.Said]
	switch reply := m.Exchange(p.Row).Reply; {
	case step.Code != 0:
		lines = append(lines, step.Text)
	case step.Command != "":
		lines = append(lines, sent(m, step, p.Row))
		fallthrough
	default:
		if reply != "" {
			lines = append(lines, "< "+reply)
		}
	}
	return lines
}

// sent is the client's line as it is shown. Secrets are not: a page is shown to others.
func sent(m *explore.Machine, s *trace.Step, row int) string {
	if s.Command == "" {
		return s.Text
	}
	c := m.Command(m.Rows[row].Command)
	if c != nil && slices.ContainsFunc(c.Args, func(a spec.Arg) bool { return m.Spec.Secret(a.Type) }) {
		return "> " + c.Spelling() + " ****"
	}
	return "> " + s.Command
}

// fault says what came that the table does not allow, and what it allows there.
func fault(f *trace.Failure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nThe table does not allow this: %s", f.Step.Text, f.Step.Place)
	if len(f.Allowed) > 0 {
		b.WriteString("\nAllowed here:")
	}
	for _, a := range f.Allowed {
		if a.Code != 0 {
			fmt.Fprintf(&b, "\n%d %s (%s)", a.Code, a.Text, a.Row)
		}
	}
	return b.String()
}
