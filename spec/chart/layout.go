package chart

import (
	"cmp"
	"math"
	"slices"
)

// The machines are small and their states have a natural order, so they are laid out in one row. Arrows that lead
// onward arch above the row, and arrows that lead back arch below. No arrows cross, and all machines are read in the
// same way.

// style is how large a layout's parts are, in pixels at its natural size. Names and labels are set in a
// fixed-width font, so that their width is known without the font.
type layoutStyle struct {
	Font, NameWidth float64 // of state names: size, width of a character
	Pad, High       float64 // of a state: room beside its name, height
	Gap             float64 // smallest room between states
	Rise            float64 // of the lowest arch
	Round           float64 // the corners of arches over other states
	Labels          bool    // arrows bear their labels
}

// The two sizes: small ones for many diagrams beside each other, large ones with labels.
var (
	smallStyle = layoutStyle{Font: 11.5, NameWidth: 6.95, Pad: 13, High: 22, Gap: 18, Rise: 12, Round: 10}
	largeStyle = layoutStyle{Font: 13, NameWidth: 7.85, Pad: 22, High: 28, Gap: 40, Rise: 17, Round: 16, Labels: true}
)

// Sizes of labels, and room between things.
const (
	labelFont  = 10.5
	labelWidth = 6.35 // of a character
	labelHigh  = 13.0 // of a line
	labelChars = 19   // longest line, unless one word alone is longer
	labelLines = 3    // more than this is counted instead of named
	layerGap   = 7.0  // between the label of an arch and the arch above it
	margin     = 3.0
	startRoom  = 17.0 // before the first state, for the mark where a session begins
	slotFirst  = 0.22 // where on a state's side the nearest arrow ends, as a part of its width
	slotStep   = 0.14 // and how much nearer to the middle the next one does
)

// layout is a machine with places for everything.
type layout struct {
	Style         layoutStyle
	Width, Height float64
	Middle        float64 // height of the line on which the states stand
	States        []box   // in the order of the machine
	Arrows        []arch
}

// box is a place for text.
type box struct {
	Text       string
	X, Y, W, H float64 // X and Y are the corner at the top left
}

// arch is an arrow from one state to another, with the lines of its label.
type arch struct {
	*arrow
	Path   string // of the line
	Head   string // of its tip
	Labels []box
}

// side are the arrows above or below the row.
type side struct {
	arrows []arrow
	up     float64   // -1 above, 1 below
	rise   []float64 // of arrows that span so many states, 0 unused
	room   float64   // that everything takes
}

func layOut(m *machine, s layoutStyle) *layout {
	l := &layout{Style: s}
	above, below := side{up: -1}, side{up: 1}
	for _, a := range m.Arrows {
		if a.From < a.To {
			above.arrows = append(above.arrows, a)
		} else {
			below.arrows = append(below.arrows, a)
		}
	}
	above.stack(s, len(m.States))
	below.stack(s, len(m.States))
	l.place(m, &above, &below, margin)
	left := margin
	for _, a := range l.Arrows {
		for _, b := range a.Labels {
			left = min(left, b.X)
		}
	}
	if left < margin { // a label is wider than what it belongs to
		l.place(m, &above, &below, 2*margin-left)
	}
	return l
}

// place gives everything its place, the first thing at x.
func (l *layout) place(m *machine, above, below *side, x float64) {
	top := margin + above.room
	if l.Style.Labels {
		x += startRoom
	}
	l.States, l.Arrows = nil, nil
	for i, name := range m.States {
		w := float64(len(name))*l.Style.NameWidth + l.Style.Pad
		l.States = append(l.States, box{Text: name, X: x, Y: top, W: w, H: l.Style.High})
		l.Width = x + w + margin
		x += w + l.Style.gapAfter(m, i)
	}
	l.Middle = top + l.Style.High/2
	l.Height = top + l.Style.High + below.room + margin
	for _, sd := range []*side{above, below} {
		for i := range sd.arrows {
			a := l.arch(sd, &sd.arrows[i])
			for _, b := range a.Labels {
				l.Width = max(l.Width, b.right()+margin)
			}
			l.Arrows = append(l.Arrows, a)
		}
	}
}

func (b box) right() float64 { return b.X + b.W }

// gapAfter is the room behind state i: enough for the labels of the arrows between it and the next.
func (s layoutStyle) gapAfter(m *machine, i int) float64 {
	gap := s.Gap
	for _, a := range m.Arrows {
		if s.Labels && min(a.From, a.To) == i && span(&a) == 1 {
			gap = max(gap, widest(a.lines())*labelWidth-s.Pad)
		}
	}
	return gap
}

// span is how many states an arrow goes.
func span(a *arrow) int {
	if a.From < a.To {
		return a.To - a.From
	}
	return a.From - a.To
}

// stack gives each span a height: an arch stands above the labels of the shorter ones.
func (sd *side) stack(s layoutStyle, states int) {
	sd.rise = make([]float64, states)
	floor := 0.0
	for d := 1; d < states; d++ {
		lines, used := 0, false
		for i := range sd.arrows {
			if a := &sd.arrows[i]; span(a) == d {
				used = true
				if s.Labels {
					lines = max(lines, len(a.lines()))
				}
			}
		}
		if !used {
			continue
		}
		sd.rise[d] = max(s.Rise, floor+s.Rise*0.8)
		sd.room = sd.rise[d] + float64(lines)*labelHigh
		if lines > 0 {
			sd.room += layerGap
		}
		floor = sd.room
	}
}

// arch places an arrow whose states are placed.
func (l *layout) arch(sd *side, a *arrow) arch {
	from, to := &l.States[a.From], &l.States[a.To]
	y := from.Y
	if sd.up > 0 {
		y += from.H
	}
	x0, x1 := sd.foot(from, a, a.From), sd.foot(to, a, a.To)
	rise := sd.rise[span(a)]
	out := arch{arrow: a}
	if span(a) == 1 {
		out.Path, out.Head = bow(x0, x1, y, sd.up*rise)
	} else {
		out.Path, out.Head = bridge(x0, x1, y, sd.up*rise, l.Style.Round)
	}
	if !l.Style.Labels {
		return out
	}
	lines := a.lines()
	first := y - rise - 4 - float64(len(lines))*labelHigh
	if sd.up > 0 {
		first = y + rise + 3
	}
	for i, text := range lines {
		w := float64(len(text)) * labelWidth
		out.Labels = append(out.Labels, box{Text: text, X: (x0+x1)/2 - w/2, Y: first + float64(i)*labelHigh, W: w, H: labelHigh})
	}
	return out
}

// Sizes of an arrow's tip, and the room between it and a state.
const (
	tipLong = 6.5
	tipHalf = 2.9
	tipRoom = 1.5
)

// bow is an arrow between neighbours: a curve.
func bow(x0, x1, y, rise float64) (line, head string) {
	lean, high, tip := (x1-x0)*0.12, y+rise*4/3, y+math.Copysign(tipRoom, rise)
	line = "M" + points(x0, y) + "C" + points(x0+lean, high) + " " + points(x1-lean, high) + " " + points(x1, tip)
	return line, tipAt(x1, tip, lean, tip-high)
}

// bridge is an arrow over other states, and over the labels of the arrows between them.
func bridge(x0, x1, y, rise, round float64) (line, head string) {
	dx, dy := math.Copysign(round, x1-x0), math.Copysign(min(round, math.Abs(rise)), rise)
	top, tip := y+rise, y+math.Copysign(tipRoom, rise)
	line = "M" + points(x0, y) + "V" + number(top-dy) + "Q" + points(x0, top) + " " + points(x0+dx, top) +
		"H" + number(x1-dx) + "Q" + points(x1, top) + " " + points(x1, top-dy) + "V" + number(tip)
	return line, tipAt(x1, tip, 0, -rise)
}

// tipAt is the tip of an arrow that comes to a point in a direction.
func tipAt(x, y, dx, dy float64) string {
	norm := math.Hypot(dx, dy)
	dx, dy = dx/norm, dy/norm
	bx, by := x-dx*tipLong, y-dy*tipLong
	return "M" + points(x, y) + "L" + points(bx-dy*tipHalf, by+dx*tipHalf) + "L" + points(bx+dy*tipHalf, by-dx*tipHalf) + "Z"
}

// foot is where on a state an arrow begins or ends: those of near states outside, those of far ones nearer to
// the middle, so that they are nested. What leaves and what arrives keep apart, for they point to different sides.
func (sd *side) foot(b *box, a *arrow, state int) float64 {
	other := a.From + a.To - state
	var spans []int
	for i := range sd.arrows {
		o := &sd.arrows[i]
		if (o.From == state || o.To == state) && (o.From+o.To-state > state) == (other > state) {
			spans = append(spans, span(o))
		}
	}
	slices.SortFunc(spans, func(x, y int) int { return cmp.Compare(x, y) })
	at := slotFirst + slotStep*float64(slices.Index(spans, span(a)))
	if other > state {
		at = 1 - at
	}
	return b.X + b.W*at
}
