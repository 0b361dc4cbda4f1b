package spec

import "strings"

// Placeholder is a {name} or {name:format} in a text.
type Placeholder struct {
	Name   string
	Format string // "" when the text gives none
	Offset int    // of the brace, in bytes
}

// Placeholders are the placeholders of a text in order. Braces that hold no name are plain text.
func Placeholders(text string) []Placeholder {
	var found []Placeholder
	for at := 0; ; {
		open := strings.IndexByte(text[at:], '{')
		if open < 0 {
			return found
		}
		open += at
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			return found
		}
		name, format, _ := strings.Cut(text[open+1:open+end], ":")
		found = append(found, Placeholder{Name: name, Format: format, Offset: open})
		at = open + end + 1
	}
}
