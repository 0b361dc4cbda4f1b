package syntax

import "strings"

// DidYouMean is a question about the candidate nearest to word but not equal, "" when none is near.
func DidYouMean(word string, candidates []string) string {
	best, found := "", maxDistance(word)+1
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c)); 0 < d && d < found {
			best, found = c, d
		}
	}
	if best == "" {
		return ""
	}
	return meantOpens + best + meantCloses
}

// What stands around the candidate in the question.
const meantOpens, meantCloses = `did you mean "`, `"?`

// maxDistance is how many slips of the keyboard are taken for a slip: one in short words, up to a third in others.
func maxDistance(word string) int { return max(1, len([]rune(word))/3) }

// distance is the number of characters to insert, delete, replace or swap with a neighbour to get from a to b
// (optimal string alignment).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(s); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(t); j++ {
			change := last[j-1]
			if s[i-1] != t[j-1] {
				change++
			}
			row[j] = min(last[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(t)]
}
