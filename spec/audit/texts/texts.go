package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
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
func texts() Check {
	return Check{ID: "T03", Rows: true, Title: "every reply has a text in every language, with the same values", Run: func(m *Model) []Finding {
		r := m.reporter("T03")
		for _, row := range m.rows() {
			if row.Code != 0 {
				r.texts(row, row.Text)
			}
			if row.Body {
				r.texts(row, row.End)
			}
			if len(row.Cut) > 0 {
				r.texts(row, row.Cut)
			}
		}
		return r.findings()
	}}
}

// texts compares a text's languages.
func (r *reporter) texts(row *spec.Row, text spec.Text) {
	for i, tag := range r.model.Spec.Languages {
		if i >= len(text) || text[i] == "" {
			r.row(row, "the text in %s is missing", tag)
			continue
		}
		if a, b := placeholders(text[0]), placeholders(text[i]); !slices.Equal(a, b) {
			r.row(row, "the text in %s has the placeholders %v, in %s it has %v", tag, b, r.model.Spec.Languages[0], a)
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
