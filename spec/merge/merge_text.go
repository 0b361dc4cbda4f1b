package merge

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// languages makes the base's texts those of the whole: without the languages that the whole does not have, and
// with the overlay's translations.
func (m *Merger) languages() {
	languages := m.Base.Get("languages")
	native := "" // the base's default language
	if len(languages.Entries()) > 0 {
		native = languages.Items[0].Word
	}
	used := map[*syntax.Node]bool{}
	m.eachText(m.Base, func(text *syntax.Node) { m.translate(text, native, used) })
	if wanted := m.Over.Get("languages"); wanted != nil {
		m.Base.Put(wanted)
		m.eachText(m.Base, func(text *syntax.Node) {
			text.Items = slices.DeleteFunc(text.Items, func(line *syntax.Node) bool {
				return !m.ours(line) && !slices.Contains(wanted.Words(), line.Key)
			})
		})
	}
	for _, language := range m.Over.Get("translations").Entries() {
		if !slices.Contains(m.Base.Get("languages").Words(), language.Key) {
			m.Add(language.KeyPos, syntax.DidYouMean(language.Key, m.Base.Get("languages").Words()), "unknown language %q", language.Key)
			continue
		}
		for _, line := range language.Items {
			if !used[line] {
				m.Add(line.KeyPos, "", "no text of the base is %q in %q", line.Key, native)
			}
		}
	}
}

// translate puts translations into a text; a line that a change gave stays.
func (m *Merger) translate(text *syntax.Node, native string, used map[*syntax.Node]bool) {
	original := text.Get(native)
	if original == nil {
		return
	}
	for _, language := range m.Over.Get("translations").Entries() {
		line := language.Get(original.Word)
		if line == nil {
			continue
		}
		used[line] = true
		if old := text.Get(language.Key); old == nil || !m.ours(old) {
			text.Put(&syntax.Node{
				Key: language.Key, KeyPos: language.KeyPos, KeyRef: language.KeyRef, Word: line.Word, Prose: true, Pos: line.Pos, Bad: line.Bad,
			})
		}
	}
}

// eachText calls f for every text of the tree below n.
func (m *Merger) eachText(n *syntax.Node, f func(text *syntax.Node)) {
	for _, item := range n.Items {
		m.eachText(item, f)
	}
	if len(n.Items) > 0 && n.Items[0].KeyRef == grammar.RefLanguage {
		f(n)
	}
}
