package accounts

import "strings"

const (
	// maxSlip is the longest word, in bytes, that is taken for a misspelt
	// name: the longest real one has ten.
	maxSlip = 16
	// maxDistance is the most edits between a slip and the name meant. With three, every word of four letters that
	// shares one letter would be taken for "read" or "list".
	maxDistance = 2
)

// nearest returns the one of names that word most likely meant, or "".
func nearest(word string, names []string) string {
	word = strings.ToLower(word)
	best, distance := "", maxDistance+1
	for _, name := range names {
		if d := edits(word, name); d < distance {
			best, distance = name, d
		}
	}
	return best
}

// edits counts the insertions, deletions and replacements of bytes that turn a
// into b (Levenshtein's distance).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
