package texts

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// texts is T03.
var texts = check.Check{
	ID: "T03", Severity: check.Broken, Rows: true,
	Title: "every reply has a text in every language, with the same values",
	What:  "Every reply has a text in every language of the spec, and the same values stand in each.",
	Why:   "LANG (RFC 2640) switches the language of every reply.",
	Without: `
A client that has chosen another language gets an empty reply, or one that leaves out the directory it asked
for.
`,
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  CWD: {replies: {ok: {text: {la: "Illic."}}}}
`, Finds: `
CWD ok: the text in la has the placeholders [], in en it has [cwd]
`}},
	Clean: []check.Example{{Change: `
commands:
  CWD: {replies: {ok: {text: {en: "{cwd:quoted} is here.", la: "Hic est {cwd:quoted}."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
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
	},
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
