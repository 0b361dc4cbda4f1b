package trace

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxWhere bounds how many configurations a report names.
const maxWhere = 3

// Text writes what came of a recording.
func (r *Result) Text(out io.Writer) error {
	var b strings.Builder
	if r.Failure == nil {
		fmt.Fprintf(&b, "%s: %s\n", r.Recording.Name, r.allowed())
	} else {
		r.Failure.text(&b)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// allowed is the verdict on a recording without a fault.
func (r *Result) allowed() string {
	text := fmt.Sprintf("%d steps, all allowed", r.Steps)
	if r.Steps == 0 {
		text = "nothing to check"
	}
	if len(r.Policies) > 0 {
		text += "; only with " + strings.Join(r.Policies, ", or ")
	}
	if r.Recording.Note != "" {
		text += "; " + r.Recording.Note
	}
	return text
}

func (f *Failure) text(b *strings.Builder) {
	fmt.Fprintf(b, "%s: the table does not allow this\n", f.Step.Place)
	for _, s := range f.Before {
		fmt.Fprintf(b, "    %s\n", s.Text)
	}
	fmt.Fprintf(b, "  * %s\n", f.Step.Text)
	where := f.Where
	if len(where) > maxWhere {
		where = append(slices.Clone(where[:maxWhere]), "…")
	}
	fmt.Fprintf(b, "the session is at %s\n", strings.Join(where, ", or "))
	if len(f.Allowed) == 0 {
		b.WriteString("nothing is allowed here\n")
		return
	}
	b.WriteString("allowed here:\n")
	for _, a := range f.Allowed {
		text := "(nothing is sent)"
		if a.Code != 0 {
			text = fmt.Sprintf("%d %s", a.Code, a.Text)
		}
		fmt.Fprintf(b, "    %s  [%s, %s]\n", text, a.Row, a.Pos)
	}
}
