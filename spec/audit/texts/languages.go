package texts

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// languages is T34.
var languages = check.Check{
	ID: "T34", Severity: check.Broken, Rows: true,
	Title: "texts are in the language that they are said to be in",
	What: `
A text is in the language that it is said to be in. Where a language has a script of its own, its texts have
letters of it, and texts of languages with other scripts have none. A text that is the same in all languages is
one that programs read: its form is known, or it has no words that people would want translated. The first language,
which replies are in before LANG has chosen one, is English in ASCII.
`,
	Why:     "RFC 2640: LANG chooses the language of replies, and before that they are in English (4.1).",
	Without: "People who chose Chinese read English, or the other way round.",
	Faulty: []check.Example{{Change: `
commands:
  CWD: {replies: {ok: {text: {en: "去 {cwd:quoted}."}}}}
  STAT: {replies: {status: {text: {en: "Status:"}}}}
  NOOP: {help: {la: "do nothing"}}
`, Finds: `
CWD ok: "去 {cwd:quoted}." is not in en
STAT status: the text is the same in en and la, and people read it
NOOP: the help is the same in en and la
`}, {Change: `
languages: [la, en]
commands:
  LANG: {rfc: 2640 4.1, by: table, replies: {ok: {reply: ok}}, help: {en: choose a language, la: linguam elige}}
  CWD: {replies: {ok: {text: {la: "Ī {cwd:quoted}."}}}}
`, Finds: `
CWD ok: "Ī {cwd:quoted}." is sent before LANG too, and is not in ASCII
LANG: before LANG replies are in la, not in English
`}},
	Clean: []check.Example{{Change: `
commands:
  NOOP: {replies: {ok: {text: {en: "OK", la: "OK"}}}}
`}, {Change: `
commands:
  LANG: {rfc: 2640 4.1, feat: "LANG {languages}", by: table, needs: [logged-in], replies: {ok: {reply: ok}}, help: {en: choose a language, la: linguam elige}}
  CWD: {replies: {ok: {text: {la: "Ī {cwd:quoted}."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		firstLanguage(m, r)
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			at := check.Blame{Pos: c.Pos}
			if inLanguage(r, c.Name, at, c.Help); len(c.Help) > 1 && c.Help[0] == c.Help[1] {
				r.TextAt(c.Name, at, "the help is the same in %s and %s", m.Spec.Languages[0], m.Spec.Languages[1])
			}
		}
		for _, row := range m.Rows() {
			for _, text := range []spec.Text{row.Text, row.End, row.Cut} {
				at := check.Blame{Pos: row.Pos, Step: check.Label(row)}
				inLanguage(r, check.Label(row), at, text)
				if form, _ := formOf(row); !slices.Contains(fixedForms, form) && len(text) > 1 && text[0] == text[1] && wordy(text[0]) {
					r.TextAt(check.Label(row), at, "the text is the same in %s and %s, and people read it", m.Spec.Languages[0], m.Spec.Languages[1])
				}
			}
		}
	},
}

// firstLanguage reports where the first language is not English in ASCII.
func firstLanguage(m *check.Model, r *check.Reporter) {
	lang := m.Machine.Command("LANG")
	if lang == nil {
		return
	}
	if tag, _, _ := strings.Cut(m.Spec.Languages[0], "-"); tag != "en" {
		r.Text("LANG", lang.Pos, "before LANG replies are in %s, not in English", m.Spec.Languages[0])
	}
	for _, row := range m.Rows() {
		for _, text := range []spec.Text{row.Text, row.End, row.Cut} {
			if len(text) > 0 && strings.ContainsFunc(text[0], func(c rune) bool { return c > unicode.MaxASCII }) {
				r.Row(row, "%q is sent before LANG too, and is not in ASCII", text[0])
			}
		}
	}
}

// fixedForms are the forms of texts that are the same in every language.
var fixedForms = []*regexp.Regexp{form110, form215, formStou, formFeat, formQuota}

// scripts are those of languages that share theirs with few others. All other languages have none here.
var scripts = map[string][]*unicode.RangeTable{
	"zh": {unicode.Han}, "ja": {unicode.Han, unicode.Hiragana, unicode.Katakana}, "ko": {unicode.Hangul},
	"ru": {unicode.Cyrillic}, "uk": {unicode.Cyrillic}, "bg": {unicode.Cyrillic}, "el": {unicode.Greek},
	"ar": {unicode.Arabic}, "fa": {unicode.Arabic}, "he": {unicode.Hebrew}, "hi": {unicode.Devanagari}, "th": {unicode.Thai},
}

// inLanguage reports lines that have letters of another language's script, or none of their own.
func inLanguage(r *check.Reporter, at string, where check.Blame, text spec.Text) {
	for i, line := range text {
		tag := r.Model.Spec.Languages[i]
		primary, _, _ := strings.Cut(tag, "-")
		own, known := scripts[primary]
		if translated := wordy(text[0]) && line != text[0]; known && translated && !strings.ContainsFunc(line, func(c rune) bool { return unicode.In(c, own...) }) {
			r.TextAt(at, where, "%q is not in %s", line, tag)
		}
		for _, other := range scripts {
			if strings.ContainsFunc(line, func(c rune) bool { return unicode.In(c, other...) && !unicode.In(c, own...) }) {
				r.TextAt(at, where, "%q is not in %s", line, tag)
			}
		}
	}
}

// wordPattern finds a word that people would want translated: no name in capitals, no fact=value, no placeholder.
var wordPattern = regexp.MustCompile(`\b[A-Za-z]?[a-z]{2,}\b`)

// wordy reports whether a text has words.
func wordy(line string) bool {
	return wordPattern.MatchString(check.FactPattern.ReplaceAllString(line, ""))
}
