package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// Style is the colours of the text report.
type Style struct {
	Strong, Bad, Good, Faint, Client func(string) string
}

// plain adds no colour.
func plain(s string) string { return s }

// Plain is the style for files and pipes.
func Plain() Style { return Style{plain, plain, plain, plain, plain} }

// Colours is the style for terminals.
func Colours() Style {
	dress := func(code string) func(string) string {
		return func(s string) string { return "\x1b[" + code + "m" + s + "\x1b[0m" }
	}
	return Style{Strong: dress("1"), Bad: dress("1;31"), Good: dress("1;32"), Faint: dress("2"), Client: dress("36")}
}

// Text writes the report for people: the findings by their causes, each with its shortest witness, and the numbers.
// With everything set it also writes all places of a cause, and the waived findings with their reasons.
func (r *Report) Text(out io.Writer, s Style, everything bool) error {
	var b strings.Builder
	found := r.Groups()
	for i := range found {
		s.group(&b, &found[i], everything)
	}
	waived := r.Waived
	if !everything {
		waived = nil
	}
	for _, f := range waived {
		fmt.Fprintf(&b, "%s: %s %s: %s\n", s.Strong(f.Pos.String()), f.Check, f.At, f.Message)
		fmt.Fprintf(&b, "    %s\n", s.Faint("waived: "+f.WaivedFor))
	}
	for _, x := range r.Spec.Relaxations {
		fmt.Fprintf(&b, "%s: relaxes %s: %s\n", s.Strong(x.Pos.String()), r.Spec.Extends, x.What)
		fmt.Fprintf(&b, "    %s\n", s.Faint("because: "+x.Why))
	}
	if len(waived)+len(r.Spec.Relaxations) > 0 {
		b.WriteByte('\n')
	}
	n := &r.Numbers
	fmt.Fprintf(&b, "%s: %d commands, %d rows\n", r.Spec.File, n.Commands, n.Rows)
	fmt.Fprintf(&b, "%s states, %s transitions, %s of the policies\n",
		Thousands(n.States), Thousands(n.Transitions), countOf(n.Valuations, "valuation"))
	if n.Aside > 0 {
		fmt.Fprintf(&b, "beside them %s that only handlers read: %s pairs of a state and one of theirs\n", countOf(n.Aside, "region"), Thousands(n.Pairs))
	}
	fmt.Fprintf(&b, "%d checks, %d invariants, %s\n", n.Checks, n.Invariants, r.waivers(everything))
	fmt.Fprintf(&b, "logins: %s\n", strings.Join(r.Logins, ", "))
	for _, c := range r.Counts {
		fmt.Fprintf(&b, "%d %s\n", c.N, c.Name)
	}
	verdict := s.Good("no findings")
	if len(r.Findings) > 0 {
		verdict = s.Bad(countOf(len(found), "finding"))
		if len(found) < len(r.Findings) {
			verdict += fmt.Sprintf(" at %d places", len(r.Findings))
		}
	}
	fmt.Fprintf(&b, "%s in %.2f s\n", verdict, r.Took.Seconds())
	_, err := io.WriteString(out, b.String())
	return err
}

// waivers are how many findings are accepted.
func (r *Report) waivers(shown bool) string {
	text := countOf(r.Numbers.Waivers, "waiver")
	if len(r.Waived) > 0 && !shown {
		text += fmt.Sprintf(" for %s, which -v shows", countOf(len(r.Waived), "finding"))
	}
	return text
}

// group writes what has one cause.
func (s Style) group(b *strings.Builder, g *Group, everything bool) {
	fmt.Fprintf(b, "%s: %s %s: %s\n%s", s.Strong(g.Pos.String()), s.Bad(g.Check), g.At, g.Message, s.evidence(g.Finding))
	for _, note := range g.Notes(everything) {
		b.WriteString("    " + s.Faint(note) + "\n")
	}
	b.WriteByte('\n')
}

// evidence is a finding's witness, indented.
func (s Style) evidence(f check.Finding) string {
	var b strings.Builder
	for line := range strings.Lines(f.Evidence()) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "C: "):
			line = s.Client(line)
		case !strings.HasPrefix(line, "S: "):
			line = s.Faint(line)
		}
		b.WriteString("    " + line + "\n")
	}
	return b.String()
}

// countOf is a number of things, in words.
func countOf(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// Thousands writes a number with commas: "1,988,996".
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
