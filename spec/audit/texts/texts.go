package texts

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// texts is T03: every reply has a text in every language, and the same values stand in each.
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  CWD: {replies: {ok: {text: {la: "Illic."}}}}
//
// Finding:
//
//	CWD ok: the text in la has the placeholders [], in en it has [cwd]
func texts() check.Check {
	return check.Check{ID: "T03", Rows: true, Title: "every reply has a text in every language, with the same values", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T03")
		for _, row := range m.Rows() {
			if row.Code != 0 {
				inEveryLanguage(r, row, row.Text)
			}
			if row.Body {
				inEveryLanguage(r, row, row.End)
			}
			if len(row.Cut) > 0 {
				inEveryLanguage(r, row, row.Cut)
			}
		}
		return r.Findings()
	}}
}

// inEveryLanguage compares a text's languages.
func inEveryLanguage(r *check.Reporter, row *spec.Row, text spec.Text) {
	for i, tag := range r.Model.Spec.Languages {
		if i >= len(text) || text[i] == "" {
			r.Row(row, "the text in %s is missing", tag)
			continue
		}
		if a, b := placeholders(text[0]), placeholders(text[i]); !slices.Equal(a, b) {
			r.Row(row, "the text in %s has the placeholders %v, in %s it has %v", tag, b, r.Model.Spec.Languages[0], a)
		}
	}
}

// placeholders are the names of a text's placeholders in alphabetical order.
func placeholders(text string) []string {
	var names []string
	for _, p := range spec.Placeholders(text) {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return names
}
