package trace

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// maxWhere bounds how many configurations a report names, and maxWays how many combinations of policies.
const (
	maxWhere = 3
	maxWays  = 3
)

// Text writes what came of a recording.
func (r *Result) Text(out io.Writer) error {
	var b strings.Builder
	if r.Failure == nil {
		fmt.Fprintf(&b, "%s: %s\n", r.Recording.Name, r.allowed())
	} else {
		r.Failure.text(&b, r.policies())
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
	if policies := r.policies(); policies != "" {
		text += "; " + policies
	}
	if r.Recording.Note != "" {
		text += "; " + r.Recording.Note
	}
	return text
}

// policies says which policies the recording states, and which ones alone explain it.
func (r *Result) policies() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(r.Recording.Policies)) {
		parts = append(parts, name+"="+r.Recording.Policies[name])
	}
	text := strings.Join(parts, " ")
	if text != "" {
		text = "with " + text
	}
	ways := r.Policies
	if len(ways) > maxWays {
		ways = append(slices.Clone(ways[:maxWays]), fmt.Sprintf("%d others", len(ways)-maxWays))
	}
	if len(ways) > 0 {
		text = strings.TrimPrefix(text+"; only with ", "; ") + strings.Join(ways, ", or ")
	}
	return text
}

func (f *Failure) text(b *strings.Builder, policies string) {
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
	if policies != "" {
		fmt.Fprintf(b, "%s\n", policies)
	}
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
