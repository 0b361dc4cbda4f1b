package audittest

import (
	"strings"
)

// IndentBlock sets every line apart.
func IndentBlock(text string) string {
	if text == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    ") + "\n"
}
