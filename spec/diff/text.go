package diff

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec/explore"
)

// Text writes the report for people.
func (r *Report) Text(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s -> %s: %s\n", r.Old.Name, r.New.Name, r.Word())
	for i := range r.Findings {
		r.Findings[i].text(&b)
	}
	for _, a := range r.Allowed {
		fmt.Fprintf(&b, "\nallowed until %s: %s\n    %s: %s\n", a.Until, a.Title, a.Pos, a.Why)
	}
	if len(r.Declared) > 0 {
		b.WriteString("\nThe spec declares:\n")
	}
	for _, d := range r.Declared {
		fmt.Fprintf(&b, "    %s\n", d)
	}
	b.WriteString("\nBefore login: " + r.surface() + "\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// Word is the verdict, with a note when nothing but texts differs, and one when less is proved: "same (text)",
// "widened, less is proved".
func (r *Report) Word() string {
	word := string(r.Verdict)
	if r.Verdict == Same && r.Texts {
		word += " (text)"
	}
	if r.Limit != "" {
		word += " (" + r.Limit + ")"
	}
	if len(r.BySteps) > 0 {
		word += ", with " + strings.Join(r.BySteps, ", ") + " as each step moves them"
	}
	if r.Less {
		word += ", less is proved"
	}
	if n := len(r.Allowed); n > 0 {
		word += fmt.Sprintf(", beside %d that are allowed", n)
	}
	return word
}

// surface is what a stranger can do, before and after.
func (r *Report) surface() string {
	if r.Limit != "" {
		return "not known"
	}
	text := list(r.After)
	if slices.Equal(r.Before, r.After) {
		return text + ", as before"
	}
	for _, name := range r.After {
		if !slices.Contains(r.Before, name) {
			text += "; + " + name
		}
	}
	for _, name := range r.Before {
		if !slices.Contains(r.After, name) {
			text += "; - " + name
		}
	}
	return text + fmt.Sprintf("; were %d", len(r.Before))
}

func list(names []string) string {
	return strings.TrimSpace(fmt.Sprintf("%d commands (%s)", len(names), strings.Join(names, ", ")))
}

// String is the declaration with a sign: "+ command SIZE".
func (d Declared) String() string {
	sign := "-"
	if d.Came {
		sign = "+"
	}
	return sign + " " + d.What + " " + d.Name
}

func (f *Finding) text(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s\n    %s\n", f.Title(), f.Pos)
	for line := range strings.Lines(f.Evidence()) {
		b.WriteString("    " + line)
	}
}

// Title is the finding in one line: "new, destructive: RNTO answers 250, 550".
func (f *Finding) Title() string {
	title := string(f.Change)
	if f.Severity != Other {
		title += ", " + f.Severity.String()
	}
	title += ": " + f.Subject
	if answers := answers(f.Codes); answers != "" {
		title += " answers " + answers
	}
	return title
}

// answers are codes in one line, without those that are not sent.
func answers(codes []int) string {
	var sent []string
	for _, c := range codes {
		if c != 0 {
			sent = append(sent, strconv.Itoa(c))
		}
	}
	return strings.Join(sent, ", ")
}

// Evidence is the witness with a line for each side, the policies that it needs, and what the other revision does.
func (f *Finding) Evidence() string {
	var b strings.Builder
	if f.Policies != "defaults" {
		fmt.Fprintf(&b, "with %s\n", f.Policies)
	}
	b.WriteString(explore.Format(f.Witness))
	other := "before"
	if f.Change == Lost {
		other = "now"
	}
	fmt.Fprintf(&b, "%s: %s\n", other, strings.Join(f.Instead, "; or "))
	return b.String()
}
