package lsp

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/mention"
	"github.com/portolan-ftp/portolan/spec/place"
)

// where is a place in a file in terms of the spec language, as far as the text before it tells. The text need not be
// valid YAML yet.
type where struct {
	path   []string    // the keys around the place; "" for an item of a list
	key    string      // the key that stands at the place, or whose value does
	value  bool        // the place is in the value of the key, or in an item
	typed  string      // what of a word stands before the place
	around place.Place // of the mapping around the place
	place  place.Place // of what may stand at the place; of a key: of its mapping
	region string      // the nearest key around that is a region or policy.NAME
	frames []textFrame // around the place
}

// textFrame is a mapping or a list that is open.
type textFrame struct {
	indent int    // of block style: how far its entries are indented
	flow   byte   // of flow style: { or [
	key    string // the key whose value comes
	item   bool   // of block style: an item of a list
}

// where finds out where the cursor is.
func (c *cursor) where(w *workspace) where {
	data, err := w.read(c.file)
	if err != nil {
		return where{}
	}
	lines := strings.Split(string(data), "\n")
	if c.pos.Line > len(lines) {
		return where{}
	}
	line := strings.TrimSuffix(lines[c.pos.Line-1], "\r")
	runes := []rune(line)
	before := string(runes[:min(c.pos.Column-1, len(runes))])
	at := placeIn(append(lines[:c.pos.Line-1:c.pos.Line-1], before), line[len(before):])
	at.find(place.Top(data))
	return at
}

// placeIn reads lines up to a place; after is the rest of the last line.
func placeIn(lines []string, after string) where {
	var t textReader
	for i, line := range lines {
		t.line(strings.TrimSuffix(line, "\r"), i == len(lines)-1)
	}
	at := where{frames: t.frames, typed: t.word}
	for _, f := range t.frames {
		switch {
		case f.item || f.flow == '[':
			at.path = append(at.path, "")
		case f.key != "":
			at.path = append(at.path, f.key)
		}
	}
	if n := len(t.frames); n > 0 {
		at.value = t.frames[n-1].key != "" || t.frames[n-1].item || t.frames[n-1].flow == '['
		at.key = t.frames[n-1].key
	}
	if !at.value { // a key that is being written, or that the place is in
		rest := after
		if end := strings.IndexAny(rest, ":,}] \t"); end >= 0 {
			rest = rest[:end]
		}
		at.key = t.word + rest
	}
	return at
}

// find looks up in the field table what may stand at the place.
func (at *where) find(root place.Place) {
	at.around, at.place = root, root
	for i, key := range at.path {
		if slices.Contains(at.place.KeyTopics(), mention.TopicRegion) || slices.Equal(at.path[:i], []string{"regions"}) || slices.Equal(at.path[:i], []string{"change", "regions"}) {
			at.region = key
		}
		at.around = at.place
		if at.place = at.place.Entry(key); key == "" {
			at.place = at.around.Item()
		}
	}
	if !at.value {
		at.around = at.place
	}
}

// textReader follows the mappings and lists that are open.
type textReader struct {
	frames []textFrame
	word   string // that is being written
	quote  rune   // in which it stands
}

// flowing reports whether a flow mapping or list is open.
func (t *textReader) flowing() bool {
	return len(t.frames) > 0 && t.frames[len(t.frames)-1].flow != 0
}

// line takes a line.
func (t *textReader) line(line string, last bool) {
	if t.quote == 0 {
		t.word = ""
	}
	if !t.flowing() && t.quote == 0 {
		text := strings.TrimLeft(line, " ")
		indent := len(line) - len(text)
		if text == "" && !last || strings.HasPrefix(text, "#") {
			return
		}
		for len(t.frames) > 0 && (t.frames[len(t.frames)-1].indent >= indent && t.frames[len(t.frames)-1].indent >= 0) {
			t.frames = t.frames[:len(t.frames)-1]
		}
		for strings.HasPrefix(text, "- ") || text == "-" {
			t.frames = append(t.frames, textFrame{indent: indent, item: true})
			trimmed := strings.TrimLeft(strings.TrimPrefix(text, "-"), " ")
			indent += len(text) - len(trimmed)
			text = trimmed
		}
		if text == "" || text[0] != '{' && text[0] != '[' {
			if key, rest, ok := cutKey(text); ok {
				t.frames = append(t.frames, textFrame{indent: indent, key: key})
				text = rest
			} else if !strings.HasPrefix(text, "\"") {
				t.word = text
				if len(t.frames) == 0 || t.frames[len(t.frames)-1].indent < indent {
					if n := len(t.frames); n == 0 || !t.frames[n-1].item {
						t.frames = append(t.frames, textFrame{indent: indent})
					}
				}
				return
			}
		}
		line = text
	}
	t.flow(line)
}

// cutKey cuts a key off a line of block style.
func cutKey(text string) (key, rest string, ok bool) {
	i := strings.Index(text, ":")
	for i >= 0 && i+1 < len(text) && text[i+1] != ' ' {
		next := strings.Index(text[i+1:], ":")
		if next < 0 {
			return "", "", false
		}
		i += 1 + next
	}
	if i < 0 || strings.ContainsAny(text[:i], "{[") {
		return "", "", false
	}
	return strings.Trim(text[:i], `"'`), text[i+1:], true
}

// flow takes the part of a line in which flow mappings and lists may open and close.
func (t *textReader) flow(text string) {
	for i, r := range text {
		top := len(t.frames) - 1
		switch {
		case t.quote != 0:
			if r == t.quote {
				t.quote = 0
				continue
			}
			t.word += string(r)
		case r == '#' && (i == 0 || text[i-1] == ' '):
			return
		case (r == '"' || r == '\'') && strings.TrimSpace(t.word) == "":
			t.quote, t.word = r, ""
		case r == '{' || r == '[':
			t.frames = append(t.frames, textFrame{indent: -1, flow: byte(r)})
			t.word = ""
		case (r == '}' || r == ']') && t.flowing():
			t.frames = t.frames[:top]
			t.word = ""
		case r == ',' && t.flowing():
			t.frames[top].key, t.word = "", ""
		case r == ':' && t.flowing() && t.frames[top].flow == '{' && t.frames[top].key == "":
			t.frames[top].key, t.word = strings.TrimSpace(t.word), ""
		case r == ' ' && strings.TrimSpace(t.word) == "":
			t.word = ""
		default:
			t.word += string(r)
		}
	}
}
