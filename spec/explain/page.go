package explain

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// page is text in the making: lines, titles with items below them, and rows whose columns are set under each other.
type page struct {
	text strings.Builder
	rows [][]string
	head string // a title that waits for its first item
}

// line writes a line at the margin.
func (p *page) line(format string, args ...any) {
	p.flush()
	fmt.Fprintf(&p.text, format+"\n", args...)
}

// title writes a heading, if something follows.
func (p *page) title(text string) {
	p.flush()
	p.head = text
}

// open writes the title that waits.
func (p *page) open() {
	if p.head != "" {
		fmt.Fprintf(&p.text, "\n%s:\n", p.head)
		p.head = ""
	}
}

// item writes an indented line, if it is not empty.
func (p *page) item(text string) {
	if text == "" {
		return
	}
	p.flush()
	p.open()
	p.text.WriteString("    " + text + "\n")
}

// row writes an indented line in columns.
func (p *page) row(cells ...string) {
	p.open()
	p.rows = append(p.rows, cells)
}

// flush sets the columns of the rows that wait.
func (p *page) flush() {
	var widths []int
	for _, row := range p.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range p.rows {
		var line strings.Builder
		for i, cell := range row {
			if widths[i] > 0 {
				line.WriteString("  " + cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)))
			}
		}
		p.text.WriteString("  " + strings.TrimRight(line.String(), " ") + "\n")
	}
	p.rows = nil
}

func (p *page) write(out io.Writer) error {
	p.flush()
	_, err := io.WriteString(out, p.text.String())
	return err
}
