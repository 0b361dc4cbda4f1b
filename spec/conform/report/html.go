package report

import (
	"cmp"
	_ "embed"
	"html/template"
	"io"
	"slices"
)

//go:embed page.html
var page string

var pageTemplate = template.Must(template.New("page").Parse(page))

// row is one line of the page's table: a requirement, or a row of the table, and what each server does.
type row struct {
	ID, Level, Text, Source string
	Cells                   []cell
	Worst                   string
}

// cell is what one server does.
type cell struct {
	Verdict  string
	Findings []Finding
}

// order is that of verdicts, the worst first.
var order = map[string]int{Fail: 0, Warn: 1, Differs: 2, Pass: 3, Inconclusive: 4, Blocked: 5, NotOffered: 6, "": 7}

// HTML writes one page that needs nothing else: requirements by servers; a cell opens the dialogues.
func HTML(out io.Writer, all []*Report) error {
	rows := map[string]*row{}
	var list []*row
	at := func(id, level, text, source string) *row {
		r := rows[id]
		if r == nil {
			r = &row{ID: id, Level: level, Text: text, Source: source, Cells: make([]cell, len(all))}
			rows[id] = r
			list = append(list, r)
		}
		return r
	}
	for n, report := range all {
		for _, q := range report.Requirements {
			at(q.ID, q.Level, q.Text, "").Cells[n].Verdict = q.Verdict
		}
		for _, f := range report.Findings {
			c := &at(f.ID, f.Level, f.Text, f.Source).Cells[n]
			c.Findings = append(c.Findings, f)
			if order[f.Verdict] < order[c.Verdict] || c.Verdict == "" {
				c.Verdict = f.Verdict
			}
		}
	}
	for _, r := range list {
		for _, c := range r.Cells {
			if r.Worst == "" || order[c.Verdict] < order[r.Worst] {
				r.Worst = c.Verdict
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *row) int { return cmp.Or(order[a.Worst]-order[b.Worst], cmp.Compare(a.ID, b.ID)) })
	return pageTemplate.Execute(out, struct {
		Reports  []*Report
		Rows     []*row
		Verdicts []string
	}{all, list, []string{Fail, Warn, Differs, Pass, Inconclusive, Blocked, NotOffered}})
}
