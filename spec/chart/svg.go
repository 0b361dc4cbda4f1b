package chart

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// points are the coordinates of a point.
func points(x, y float64) string { return number(x) + "," + number(y) }

// number is a length as SVG has it, to a hundredth of a pixel.
func number(f float64) string {
	s := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// svg draws a machine. Its colours come from the style sheet (diagram.css); data attributes say what is what.
func (l *layout) svg(m *machine) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="diagram" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-label="%s">`,
		number(l.Width), number(l.Height), number(l.Width), number(l.Height), html.EscapeString(l.spoken(m)))
	l.draw(&b)
	b.WriteString("</svg>")
	return b.String()
}

// draw writes the parts of a drawing, arrows first.
func (l *layout) draw(b *strings.Builder) {
	if l.Style.Labels {
		first := l.States[0]
		y := first.Y + first.H/2
		fmt.Fprintf(b, `<g class="start"><circle cx="%s" cy="%s" r="3.5"/><path class="line" d="M%sH%s"/></g>`,
			number(first.X-startRoom+4), number(y), points(first.X-startRoom+8, y), number(first.X-1))
	}
	for _, a := range l.Arrows {
		fmt.Fprintf(b, `<g class="arrow" data-from="%d" data-to="%d"><title>%s</title><path class="line" d="%s"/><path class="tip" d="%s"/>`,
			a.From, a.To, html.EscapeString(strings.Join(a.arrow.Labels, ", ")), a.Path, a.Head)
		for _, t := range a.Labels {
			fmt.Fprintf(b, `<text class="label" x="%s" y="%s">%s</text>`, number(t.X+t.W/2), number(t.Y+labelHigh-3), html.EscapeString(t.Text))
		}
		b.WriteString("</g>")
	}
	for i, s := range l.States {
		fmt.Fprintf(b, `<g class="state" data-state="%d"><rect x="%s" y="%s" width="%s" height="%s" rx="%s"/>`,
			i, number(s.X), number(s.Y), number(s.W), number(s.H), number(s.H/2))
		fmt.Fprintf(b, `<text x="%s" y="%s" font-size="%s">%s</text></g>`,
			number(s.X+s.W/2), number(s.Y+s.H/2+l.Style.Font*0.34), number(l.Style.Font), html.EscapeString(s.Text))
	}
}

// spoken is the drawing in words.
func (l *layout) spoken(m *machine) string {
	moves := make([]string, len(m.Arrows))
	for i, a := range m.Arrows {
		moves[i] = m.States[a.From] + " to " + m.States[a.To]
	}
	return m.Name + ": " + strings.Join(moves, ", ")
}
