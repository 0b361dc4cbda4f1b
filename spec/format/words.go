package format

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/place"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// plainWord are words that need no quotes; in brackets a comma would end one. Of them otherKind are, or look like,
// numbers and dates.
var (
	plainWord = regexp.MustCompile(`^(\.{0,2}/|[A-Za-z0-9])[A-Za-z0-9@./+*()<>_=;,-]*( [A-Za-z0-9@./+*()<>_=;,-]+)*$`)
	otherKind = regexp.MustCompile(`^[0-9][0-9a-zA-Z._+-]*$`)
)

// reserved are words that are no strings.
var reserved = []string{"null", "true", "false"}

// word is a scalar as it is written, in brackets or not.
func word(n *yaml.Node, place place.Place, brackets bool) string {
	return anchor(n) + bareWord(n, place, brackets)
}

// bareWord is a scalar without its anchor.
func bareWord(n *yaml.Node, place place.Place, brackets bool) string {
	plain := n.Style == 0
	switch {
	case plain && n.ShortTag() != "!!str":
		return n.Value
	case place.InAWord() && grammar.IsRow(n.Value) && !(brackets && strings.Contains(n.Value, ",")):
		return n.Value
	case place.Prose() && n.ShortTag() == "!!str":
		return strconv.Quote(n.Value)
	case !plainWord.MatchString(n.Value) || brackets && strings.Contains(n.Value, ","):
		return strconv.Quote(n.Value)
	case slices.Contains(reserved, strings.ToLower(n.Value)) || otherKind.MatchString(n.Value):
		return strconv.Quote(n.Value)
	}
	return n.Value
}

// anchor is a node's anchor with a blank behind it, "" if it has none.
func anchor(n *yaml.Node) string {
	if n.Anchor == "" {
		return ""
	}
	return "&" + n.Anchor + " "
}

// keyWord is a key as it is written.
func keyWord(n *yaml.Node) string { return bareWord(n, place.Place{}, true) }

// columns are how wide a text is on a screen.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n++
		if syntax.IsWide(r) {
			n++
		}
	}
	return n
}

// folded are the lines of a text in quotes that is broken between words. The first begins with lead, the others with
// indent.
func folded(lead, text, indent string) []string {
	parts := strings.Split(text, " ")
	var lines []string
	line := lead + `"` + quotedPart(parts[0])
	for i, part := range parts[1:] {
		next := " " + quotedPart(part)
		closing := ""
		if i == len(parts)-2 {
			closing = `",`
		}
		// A line break stands for one blank: where there are more, and beside a tab, it could not be told for what.
		breakable := part != "" && parts[i] != "" && !strings.HasPrefix(part, "\t") && !strings.HasSuffix(parts[i], "\t")
		if breakable && columns(line+next+closing) > Width {
			lines = append(lines, line)
			line = indent + next[1:]
			continue
		}
		line += next
	}
	return append(lines, line+`"`)
}

// quotedPart is a part of a text as it is written between quotes.
func quotedPart(part string) string {
	quoted := strconv.Quote(part)
	return quoted[1 : len(quoted)-1]
}
