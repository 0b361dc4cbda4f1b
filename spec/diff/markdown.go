package diff

import (
	"fmt"
	"io"
	"strings"
)

// longestMarkdown is how many bytes a report in Markdown has at most: GitHub takes comments of 65536 characters.
const longestMarkdown = 60_000

// Markdown writes the report for a pull request: a table of what was found, with the fingerprints by which it can be
// allowed, and the dialogues, folded.
func (r *Report) Markdown(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## Protocol: %s\n\n%s → %s. Before login: %s.\n", plain(r.Word()), code(r.Old.Name), code(r.New.Name), plain(r.surface()))
	if len(r.Findings)+len(r.Lessening) > 0 {
		b.WriteString("\n| found | where | fingerprint |\n|---|---|---|\n")
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		fmt.Fprintf(&b, "| %s | %s | `%s` |\n", plain(f.Title()), code(f.Pos.String()), f.Fingerprint())
	}
	for _, d := range r.Lessening {
		fmt.Fprintf(&b, "| less is proved: %s | %s | `%s` |\n", plain(d.String()), code(d.Pos.String()), d.Fingerprint())
	}
	r.dialogues(&b)
	if len(r.Allowed) > 0 {
		b.WriteString("\n### Allowed\n\n| what | why | until |\n|---|---|---|\n")
	}
	for _, a := range r.Allowed {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", plain(a.Title), plain(a.Why), a.Until)
	}
	if len(r.Declared) > 0 {
		b.WriteString("\n### The spec declares\n\n")
	}
	for _, d := range r.Declared {
		fmt.Fprintf(&b, "- %s\n", code(d.String()))
	}
	text := b.String()
	if len(text) > longestMarkdown {
		text = text[:strings.LastIndexByte(text[:longestMarkdown], '\n')+1] + "\nMore is left out; `ftpspec diff` has all of it.\n"
	}
	_, err := io.WriteString(out, text)
	return err
}

// dialogues writes the witnesses, as many as there is room for.
func (r *Report) dialogues(b *strings.Builder) {
	for i := range r.Findings {
		f := &r.Findings[i]
		fence := strings.Repeat("`", max(3, longestRun(f.Evidence(), '`')+1))
		folded := fmt.Sprintf("\n<details><summary>%s</summary>\n\n%s\n%s%[2]s\n\n</details>\n", plain(f.Title()), fence, f.Evidence())
		if b.Len()+len(folded) > longestMarkdown/2 {
			fmt.Fprintf(b, "\n%d more dialogues are left out; `ftpspec diff` has them.\n", len(r.Findings)-i)
			return
		}
		b.WriteString(folded)
	}
}

// plain is a text that means nothing to Markdown.
func plain(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "`", "&#96;", "*", "&#42;", "_", "&#95;", "[", "&#91;", "@", "&#64;", "\n", " ").Replace(text)
}

// code is a text as code, in a cell of a table too.
func code(text string) string { return "<code>" + plain(text) + "</code>" }

// longestRun is how often a letter stands behind itself at most.
func longestRun(text string, letter rune) (longest int) {
	run := 0
	for _, r := range text {
		if run++; r != letter {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
