package audit

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/portolan-ftp/portolan/spec"
)

// languages is T34: a text is in the language that it is said to be in. Where a language has a script of its own, its
// texts have letters of it, and those of languages with other scripts have none. A text that is the same in all
// languages is one that programs read: its form is known, or it has no words, which people would want translated. The first
// language, which is spoken before LANG has chosen one, is English in ASCII (RFC 2640 4.1).
//
// Example:
//
//	commands:
//	  CWD: {replies: {ok: {text: {en: "去 {cwd:quoted}."}}}}
//	  STAT: {replies: {status: {text: {en: "Status:"}}}}
//	  NOOP: {help: {la: "do nothing"}}
//
// Finding:
//
//	CWD ok: "去 {cwd:quoted}." is not in en
//	STAT status: the text is the same in en and la, and people read it
//	NOOP: the help is the same in en and la
//
// Example:
//
//	languages: [la, en]
//	commands:
//	  LANG: {rfc: 2640 4.1, by: table, replies: {ok: {reply: ok}}, help: {en: choose a language, la: linguam elige}}
//	  CWD: {replies: {ok: {text: {la: "Ī {cwd:quoted}."}}}}
//
// Finding:
//
//	CWD ok: "Ī {cwd:quoted}." is sent before LANG too, and is not in ASCII
//	LANG: before LANG replies are in la, not in English
func languages() Check {
	return Check{ID: "T34", Rows: true, Title: "texts are in the language that they are said to be in", Run: func(m *Model) []Finding {
		r := m.reporter("T34")
		m.firstLanguage(r)
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			at := blame{pos: c.Pos}
			if r.inLanguage(c.Name, at, c.Help); len(c.Help) > 1 && c.Help[0] == c.Help[1] {
				r.textAt(c.Name, at, "the help is the same in %s and %s", m.Spec.Languages[0], m.Spec.Languages[1])
			}
		}
		for _, row := range m.rows() {
			for _, text := range []spec.Text{row.Text, row.End, row.Cut} {
				at := blame{pos: row.Pos, step: label(row)}
				r.inLanguage(label(row), at, text)
				if form, _ := formOf(row); !slices.Contains(fixedForms, form) && len(text) > 1 && text[0] == text[1] && wordy(text[0]) {
					r.textAt(label(row), at, "the text is the same in %s and %s, and people read it", m.Spec.Languages[0], m.Spec.Languages[1])
				}
			}
		}
		return r.findings()
	}}
}

// firstLanguage reports where the first language is not English in ASCII.
func (m *Model) firstLanguage(r *reporter) {
	lang := m.Machine.Command("LANG")
	if lang == nil {
		return
	}
	if tag, _, _ := strings.Cut(m.Spec.Languages[0], "-"); tag != "en" {
		r.text("LANG", lang.Pos, "before LANG replies are in %s, not in English", m.Spec.Languages[0])
	}
	for _, row := range m.rows() {
		for _, text := range []spec.Text{row.Text, row.End, row.Cut} {
			if len(text) > 0 && strings.ContainsFunc(text[0], func(c rune) bool { return c > unicode.MaxASCII }) {
				r.row(row, "%q is sent before LANG too, and is not in ASCII", text[0])
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
func (r *reporter) inLanguage(at string, where blame, text spec.Text) {
	for i, line := range text {
		tag := r.model.Spec.Languages[i]
		primary, _, _ := strings.Cut(tag, "-")
		own, known := scripts[primary]
		if translated := wordy(text[0]) && line != text[0]; known && translated && !strings.ContainsFunc(line, func(c rune) bool { return unicode.In(c, own...) }) {
			r.textAt(at, where, "%q is not in %s", line, tag)
		}
		for _, other := range scripts {
			if strings.ContainsFunc(line, func(c rune) bool { return unicode.In(c, other...) && !unicode.In(c, own...) }) {
				r.textAt(at, where, "%q is not in %s", line, tag)
			}
		}
	}
}

// wordPattern finds a word that people would want translated: no name in capitals, no fact=value, no placeholder.
var wordPattern = regexp.MustCompile(`\b[A-Za-z]?[a-z]{2,}\b`)

// factPattern finds what programs read wherever it stands: placeholders, and facts with values.
var factPattern = regexp.MustCompile(`\{[^}]*\}|[A-Za-z]+=[^;]*;`)

// wordy reports whether a text has words.
func wordy(line string) bool { return wordPattern.MatchString(factPattern.ReplaceAllString(line, "")) }
