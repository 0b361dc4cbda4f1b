package chart

import (
	"slices"
	"strconv"
	"strings"
)

// lines breaks an arrow's labels into lines; when they need too many, the rest is counted.
func (a *arrow) lines() []string {
	for n := len(a.Labels); n > 0; n-- {
		words := slices.Clone(a.Labels[:n])
		if rest := len(a.Labels) - n; rest > 0 {
			words = append(words, "+"+strconv.Itoa(rest))
		}
		if lines := wrap(words); len(lines) <= labelLines || n == 1 {
			return lines
		}
	}
	return nil
}

// wrap sets words, with commas, in lines.
func wrap(words []string) []string {
	var lines []string
	for i, w := range words {
		if i < len(words)-1 && !strings.HasPrefix(words[i+1], "+") {
			w += ","
		}
		last := len(lines) - 1
		if last >= 0 && len(lines[last])+1+len(w) <= labelChars {
			lines[last] += " " + w
		} else {
			lines = append(lines, w)
		}
	}
	return lines
}

func widest(lines []string) float64 {
	n := 0
	for _, l := range lines {
		n = max(n, len(l))
	}
	return float64(n)
}
