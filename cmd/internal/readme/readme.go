// Package readme runs what a Markdown document shows, so that it stays true. A comment before a fenced block
// says which test it is for:
//
//	<!-- test: walk run -->
//	```console
//	$ go generate ./...
//	wrote stub commands/site_lines.go
//	$ portolan serve files &
//	ftp://portolan:<password>@127.0.0.1:2121/
//	```
//
// Lines that begin with "$ " are commands, the others what they print: those lines in that order, with others
// between them or not; "<word>" stands for anything. A command that ends in "&" goes on in the background.
//
// A part of a document that is made from something else stands between two comments, and [Replace] renews it:
//
//	<!-- made: flags -->
//	...
//	<!-- end -->
//
// The package is for tests.
package readme

import (
	"fmt"
	"regexp"
	"strings"
)

// Block is a fenced block with a comment that names a test.
type Block struct {
	Test []string // the words of the comment
	Lang string
	Text string // without the fences
	Line int    // of the opening fence, from 1
}

const (
	testBegins = "<!-- test: "
	madeBegins = "<!-- made: "
	comment    = " -->"
	made       = "<!-- end -->"
	fence      = "```"
)

// Blocks are the blocks of a document that are for a test, whose name is the comment's first word.
func Blocks(document, test string) []Block {
	var blocks []Block
	lines := strings.Split(document, "\n")
	for i := 0; i < len(lines); i++ {
		words, ok := strings.CutPrefix(lines[i], testBegins)
		if !ok || i+1 >= len(lines) || !strings.HasPrefix(lines[i+1], fence) {
			continue
		}
		b := Block{Test: strings.Fields(strings.TrimSuffix(words, comment)), Lang: strings.TrimPrefix(lines[i+1], fence), Line: i + 2}
		var text strings.Builder
		for i += 2; i < len(lines) && lines[i] != fence; i++ {
			text.WriteString(lines[i] + "\n")
		}
		b.Text = text.String()
		if len(b.Test) > 0 && b.Test[0] == test {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// Command is a command of a console block.
type Command struct {
	Line       string // for a shell
	Background bool
	Output     []string // lines that are expected
	At         int      // the line of the document
}

// Commands are the commands of a console block.
func (b *Block) Commands() []Command {
	var all []Command
	for i, line := range strings.Split(strings.TrimSuffix(b.Text, "\n"), "\n") {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			if last := len(all) - 1; last >= 0 && line != "" {
				all[last].Output = append(all[last].Output, line)
			}
			continue
		}
		command, background := strings.CutSuffix(command, " &")
		all = append(all, Command{Line: command, Background: background, At: b.Line + 1 + i})
	}
	return all
}

// placeholder is what stands for anything in a line that is expected.
var placeholder = regexp.MustCompile(`<[a-z][a-z-]*>`)

// Missing is the first line of the expected ones that the output lacks, "" if it has all of them, in order.
func (c *Command) Missing(output string) string {
	lines := strings.Split(output, "\n")
	for _, want := range c.Output {
		pattern := regexp.MustCompile("^" + placeholder.ReplaceAllString(escape(want), ".+") + "$")
		found := false
		for len(lines) > 0 && !found {
			found = pattern.MatchString(strings.TrimRight(lines[0], "\r "))
			lines = lines[1:]
		}
		if !found {
			return want
		}
	}
	return ""
}

// escape quotes a line for a pattern, but leaves what is a placeholder.
func escape(line string) string {
	var out strings.Builder
	last := 0
	for _, at := range placeholder.FindAllStringIndex(line, -1) {
		out.WriteString(regexp.QuoteMeta(line[last:at[0]]) + line[at[0]:at[1]])
		last = at[1]
	}
	return out.String() + regexp.QuoteMeta(line[last:])
}

// Replace renews the part of a document that is made under a name.
func Replace(document, name, content string) (string, error) {
	before, rest, ok := strings.Cut(document, madeBegins+name+comment+"\n")
	if !ok {
		return "", fmt.Errorf("readme: there is no %s%s%s", madeBegins, name, comment)
	}
	_, after, ok := strings.Cut(rest, made+"\n")
	if !ok {
		return "", fmt.Errorf("readme: the part %s has no %s", name, made)
	}
	return before + madeBegins + name + comment + "\n" + content + made + "\n" + after, nil
}
