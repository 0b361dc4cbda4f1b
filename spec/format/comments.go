package format

import (
	"slices"
	"strings"
)

// attach gives each comment to the entry that it is about, and finds the empty lines.
func (t *tree) attach(root *entry) {
	heads := map[*entry][]comment{}
	for _, c := range t.comments {
		switch next, last := t.next(c.from), t.last(c.from); {
		case !c.alone && last != nil:
			about := t.behind(c.from, last)
			about.tail = append(about.tail, c.text)
		default:
			if owner := t.ends(root, c, next, last); owner != nil {
				owner.foot = append(owner.foot, t.below(c)+c.text)
			} else {
				heads[next] = append(heads[next], c)
			}
		}
	}
	for _, e := range t.all {
		line := e.line
		for _, c := range slices.Backward(heads[e]) {
			if c.line < line-1 {
				e.head = append(e.head, "")
			}
			e.head = append(e.head, c.text)
			line = c.line
		}
		slices.Reverse(e.head)
		e.gap = line > 1 && strings.TrimSpace(t.lineAt(line-1)) == ""
	}
}

// below is a mark before a comment that has an empty line above it.
func (t *tree) below(c comment) string {
	if strings.TrimSpace(t.lineAt(c.line-1)) == "" {
		return "\n"
	}
	return ""
}

// next is the first entry behind at, nil if there is none.
func (t *tree) next(at int) *entry {
	if i := t.search(at); i < len(t.all) {
		return t.all[i]
	}
	return nil
}

// last is the last entry that begins before at, nil if there is none.
func (t *tree) last(at int) *entry {
	if i := t.search(at); i > 0 {
		return t.all[i-1]
	}
	return nil
}

// search is the index of the first entry behind at.
func (t *tree) search(at int) int {
	i, _ := slices.BinarySearchFunc(t.all, at, func(e *entry, at int) int {
		if e.from <= at {
			return -1
		}
		return 1
	})
	return i
}

// behind is the entry behind which a comment stands: the last one in the brackets around the comment, or in no
// brackets.
func (t *tree) behind(at int, last *entry) *entry {
	for e := last; e.parent != nil; e = e.parent {
		if e.open || e.parent.flow.within(at) {
			return e
		}
		if e.flow.within(at) {
			return e // the brackets have just begun
		}
	}
	return last
}

// ends is the entry at whose end a comment stands that has a line of its own; nil if it stands above the next one.
func (t *tree) ends(root *entry, c comment, next, last *entry) *entry {
	inside := last
	for inside != nil && !inside.flow.within(c.from) {
		inside = inside.parent
	}
	if inside == nil && root.flow.within(c.from) {
		inside = root
	}
	switch {
	case inside != nil:
		if next != nil && inside.flow.within(next.from) {
			return nil
		}
		return inside
	case next != nil && c.column <= next.column:
		return nil
	}
	for e := last; e != nil; e = e.parent {
		if e.holds(next) {
			return nil
		}
		if (e.flow == span{}) && len(e.items) > 0 && e.items[0].column <= c.column {
			return e
		}
	}
	if next != nil {
		return nil
	}
	return root
}

// holds reports whether inner stands somewhere in e.
func (e *entry) holds(inner *entry) bool {
	for inner != nil && inner != e {
		inner = inner.parent
	}
	return inner != nil
}

// schemaMark begins the comment that names a file's schema for editors.
const schemaMark = "# yaml-language-server:"

// takeHeader takes the comments about the whole file from the first section: those before an empty line, and the one
// that names a schema.
func (d *document) takeHeader() {
	if len(d.root.items) == 0 {
		return
	}
	first := d.root.items[0]
	end := 0
	for i, line := range first.head {
		if line == "" || i == 0 && strings.HasPrefix(line, schemaMark) {
			end = i + 1
		}
	}
	d.header, first.head = first.head[:end:end], first.head[end:]
	first.gap = false
}

// words are all comments of a document, sorted.
func (d *document) words() []string {
	var all []string
	collect := func(lines []string) {
		for _, line := range lines {
			if line = strings.TrimPrefix(line, "\n"); line != "" {
				all = append(all, line)
			}
		}
	}
	collect(d.header)
	var walk func(e *entry)
	walk = func(e *entry) {
		collect(e.head)
		collect(e.tail)
		collect(e.foot)
		for _, item := range e.items {
			walk(item)
		}
	}
	walk(d.root)
	slices.Sort(all)
	return all
}
