package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxReasons is how many rows a reason names.
const maxReasons = 6

// Text writes reports for people.
func Text(out io.Writer, all []*Report) error { return text(out, all, false) }

// Coloured is Text for a terminal.
func Coloured(out io.Writer, all []*Report) error { return text(out, all, true) }

// colours are those of the verdicts, as terminals take them.
var colours = map[string]string{Fail: "\x1b[31m", Warn: "\x1b[33m", Differs: "\x1b[36m"}

func text(out io.Writer, all []*Report, coloured bool) error {
	var b strings.Builder
	for _, r := range all {
		fmt.Fprintf(&b, "%s  %s\n", r.Target, r.Greeting)
		for _, f := range r.Profile {
			fmt.Fprintf(&b, "  %-12s %s\n", f.Name, f.Value)
		}
		b.WriteByte('\n')
		for _, verdict := range []string{Fail, Warn, Differs} {
			for i := range r.Findings {
				if f := &r.Findings[i]; f.Verdict == verdict && f.Expected == "" {
					f.Show(&b, coloured)
				}
			}
		}
		r.expected(&b)
		r.unseen(&b)
		r.summary(&b)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// Show writes one finding.
func (f *Finding) Show(b *strings.Builder, coloured bool) {
	mark, end := "", ""
	if coloured {
		mark, end = colours[f.Verdict], "\x1b[0m"
	}
	fmt.Fprintf(b, "%s%-7s%s %s", mark, f.Verdict, end, f.ID)
	if f.Level != "" {
		fmt.Fprintf(b, "  %s  %s  (%s)", f.Level, f.Text, f.Source)
	}
	b.WriteByte('\n')
	if len(f.Also) > 0 {
		fmt.Fprintf(b, "        and %s\n", strings.Join(f.Also, ", "))
	}
	for _, line := range f.Dialogue {
		fmt.Fprintf(b, "        %s\n", line)
	}
	if len(f.Dialogue) == 0 || !strings.Contains(f.Dialogue[len(f.Dialogue)-1], f.Got) {
		fmt.Fprintf(b, "        seen: %s\n", f.Got)
	}
	fmt.Fprintf(b, "        allowed here: %s\n", f.Allowed)
	if f.Rate != "" {
		fmt.Fprintf(b, "        flaky: %s\n", f.Rate)
	}
	if f.Repeat != "" {
		fmt.Fprintf(b, "        again: %s\n", f.Repeat)
	}
	b.WriteByte('\n')
}

func (r *Report) expected(b *strings.Builder) {
	for _, f := range r.Findings {
		if f.Expected != "" {
			fmt.Fprintf(b, "expected %s: %s\n", f.Case, f.Expected)
		}
	}
}

// unseen tells of the rows that were not seen, by their reasons.
func (r *Report) unseen(b *strings.Builder) {
	byWhy := map[string][]string{}
	var order []string
	for _, u := range r.Rows.Unseen {
		why := u.Verdict + ": " + u.Why
		if byWhy[why] == nil {
			order = append(order, why)
		}
		byWhy[why] = append(byWhy[why], u.Row)
	}
	slices.SortStableFunc(order, func(a, b string) int { return len(byWhy[b]) - len(byWhy[a]) })
	fmt.Fprintf(b, "%d of %d rows of the table were seen. Not seen:\n", r.Rows.Seen, r.Rows.All)
	for _, why := range order {
		rows := byWhy[why]
		more := ""
		if len(rows) > maxReasons {
			more = fmt.Sprintf(", and %d more", len(rows)-maxReasons)
			rows = rows[:maxReasons]
		}
		fmt.Fprintf(b, "  %4d  %s: %s%s\n", len(byWhy[why]), why, strings.Join(rows, ", "), more)
	}
}

func (r *Report) summary(b *strings.Builder) {
	verdicts := map[string]int{}
	for _, q := range r.Requirements {
		verdicts[q.Verdict]++
	}
	if r.Transitions != nil {
		fmt.Fprintf(b, "\n%d of %d transitions were seen\n", r.Transitions.Seen, r.Transitions.All)
	}
	fmt.Fprintf(b, "\nrequirements: %d pass, %d fail, %d warn, %d not offered, %d inconclusive\n",
		verdicts[Pass], verdicts[Fail], verdicts[Warn], verdicts[NotOffered], verdicts[Inconclusive])
	fmt.Fprintf(b, "%d fails, %d warns, %d differences; %d commands in %d sessions, %.1f s\n",
		r.Count(Fail), r.Count(Warn), r.Count(Differs), r.Commands, r.Sessions, r.Seconds)
	if r.Left != "" {
		fmt.Fprintf(b, "left on the server: %s\n", r.Left)
	}
}
