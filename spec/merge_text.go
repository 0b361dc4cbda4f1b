package spec

import "slices"

// languages makes the base's texts those of the whole: without the languages that the whole does not have, and
// with the overlay's translations.
func (m *merger) languages() {
	languages := m.base.get("languages")
	native := "" // the base's default language
	if len(languages.entries()) > 0 {
		native = languages.items[0].word
	}
	used := map[*node]bool{}
	m.eachText(m.base, func(text *node) { m.translate(text, native, used) })
	if wanted := m.over.get("languages"); wanted != nil {
		m.base.put(wanted)
		m.eachText(m.base, func(text *node) {
			text.items = slices.DeleteFunc(text.items, func(line *node) bool {
				return !m.ours(line) && !slices.Contains(wanted.words(), line.key)
			})
		})
	}
	for _, language := range m.over.get("translations").entries() {
		if !slices.Contains(m.base.get("languages").words(), language.key) {
			m.add(language.keyPos, didYouMean(language.key, m.base.get("languages").words()), "unknown language %q", language.key)
			continue
		}
		for _, line := range language.items {
			if !used[line] {
				m.add(line.keyPos, "", "no text of the base is %q in %q", line.key, native)
			}
		}
	}
}

// translate puts translations into a text; a line that a change gave stays.
func (m *merger) translate(text *node, native string, used map[*node]bool) {
	original := text.get(native)
	if original == nil {
		return
	}
	for _, language := range m.over.get("translations").entries() {
		line := language.get(original.word)
		if line == nil {
			continue
		}
		used[line] = true
		if old := text.get(language.key); old == nil || !m.ours(old) {
			text.put(&node{
				key: language.key, keyPos: language.keyPos, keyRef: language.keyRef, word: line.word, prose: true, pos: line.pos, bad: line.bad,
			})
		}
	}
}

// eachText calls f for every text of the tree below n.
func (m *merger) eachText(n *node, f func(text *node)) {
	for _, item := range n.items {
		m.eachText(item, f)
	}
	if len(n.items) > 0 && n.items[0].keyRef == refLanguage {
		f(n)
	}
}
