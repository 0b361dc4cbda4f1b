package chart

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// machineOf is a machine of states with arrows "a>b label label".
func machineOf(states string, arrows ...string) *machine {
	m := &machine{Region: &spec.Region{Name: "m", States: strings.Fields(states)}}
	number := func(name string) int {
		for i, s := range m.States {
			if s == name {
				return i
			}
		}
		panic(name)
	}
	for _, text := range arrows {
		words := strings.Fields(text)
		from, to, _ := strings.Cut(words[0], ">")
		m.Arrows = append(m.Arrows, arrow{From: number(from), To: number(to), Labels: words[1:]})
	}
	return m
}

func TestLines(t *testing.T) {
	for _, c := range []struct{ labels, want string }{
		{"QUIT", "QUIT"},
		{"PASS,REIN", "PASS, REIN"},
		{"AUTH TLS,AUTH TLS-P,implicit", "AUTH TLS,/AUTH TLS-P,/implicit"},
		{"ONE,TWO,THREE,FOUR,FIVE,SIX,SEVEN,EIGHT,NINE,TEN,ELEVEN,TWELVE", "ONE, TWO, THREE,/FOUR, FIVE, SIX,/SEVEN, EIGHT +4"},
		{"a-name-that-is-longer-than-any-line", "a-name-that-is-longer-than-any-line"},
	} {
		a := arrow{Labels: strings.Split(c.labels, ",")}
		if got := strings.Join(a.lines(), "/"); got != c.want {
			t.Errorf("%s: %s, want %s", c.labels, got, c.want)
		}
	}
	if got := (&arrow{}).lines(); got != nil {
		t.Errorf("without labels: %q", got)
	}
}

// A machine of two states, to the pixel.
func TestLayout(t *testing.T) {
	l := layOut(machineOf("a b", "a>b GO", "b>a BACK"), smallStyle)
	var got strings.Builder
	fmt.Fprintf(&got, "%.2f x %g, states on %g\n", l.Width, l.Height, l.Middle)
	for _, s := range l.States {
		fmt.Fprintf(&got, "%s at %.2f,%g: %.2f x %g\n", s.Text, s.X, s.Y, s.W, s.H)
	}
	for _, a := range l.Arrows {
		fmt.Fprintf(&got, "%s %s\n", a.Path, a.Head)
	}
	const want = `63.90 x 52, states on 26
a at 3.00,15: 19.95 x 22
b at 40.95,15: 19.95 x 22
M18.56,15C21.77,-1 42.13,-1 45.34,13.5 M45.34,13.5L41.1,7.78L46.76,6.53Z
M45.34,37C42.13,53 21.77,53 18.56,38.5 M18.56,38.5L22.8,44.22L17.14,45.47Z
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
}

// Whatever the machine, nothing stands on something else, or outside.
func TestLayoutKeepsApart(t *testing.T) {
	machines := []machine{
		*machineOf("one"),
		*machineOf("a b", "a>b AN-UNUSUALLY-LONG-COMMAND-NAME another"),
		*machineOf("a bb ccc dddd", "a>bb X", "a>ccc YYYYYYYYYYYYYYYYY", "a>dddd Z", "bb>dddd Q R", "dddd>a A B C D E F", "ccc>a G", "bb>a H", "dddd>ccc I"),
		*machineOf("none some all", "none>all A-LONG-LABEL-FOR-ALL", "all>none B", "some>all C", "none>some D", "all>some E", "some>none F"),
	}
	in, _ := read(t, ftpSpec)
	machines = append(machines, machinesOf(in.Model)...)
	for i := range machines {
		m := &machines[i]
		for _, style := range []layoutStyle{smallStyle, largeStyle} {
			l := layOut(m, style)
			boxes := append([]box{}, l.States...)
			for _, a := range l.Arrows {
				for _, line := range a.Labels {
					line.H-- // lines of one label touch
					boxes = append(boxes, line)
				}
			}
			for j, b := range boxes {
				if b.X < margin-0.01 || b.right() > l.Width-margin+0.01 || b.Y < 0 || b.Y+b.H > l.Height {
					t.Errorf("%s %v: %v is outside of %g x %g", m.Name, m.States, b, l.Width, l.Height)
				}
				for _, o := range boxes[j+1:] {
					if b.X < o.right() && o.X < b.right() && b.Y < o.Y+o.H && o.Y < b.Y+b.H {
						t.Errorf("%s %v: %v stands on %v", m.Name, m.States, b, o)
					}
				}
			}
		}
	}
}

// Arrows end where others do not: on each side of a state every arrow has a foot of its own.
func TestFeet(t *testing.T) {
	l := layOut(machineOf("a b c", "a>b", "a>c", "b>c", "c>a", "c>b", "b>a"), smallStyle)
	feet := map[string]bool{}
	for _, a := range l.Arrows {
		start := strings.FieldsFunc(a.Path, func(r rune) bool { return strings.ContainsRune("MCVHQ ", r) })[0]
		tip := strings.SplitN(strings.TrimPrefix(a.Head, "M"), "L", 2)[0]
		for _, f := range []string{start, tip} {
			if feet[f] {
				t.Errorf("two arrows meet at %s", f)
			}
			feet[f] = true
		}
	}
	if len(feet) != 12 {
		t.Errorf("%d feet, want 12", len(feet))
	}
}

func TestTip(t *testing.T) {
	if got, want := tipAt(10, 20, 0, 3), "M10,20L7.1,13.5L12.9,13.5Z"; got != want {
		t.Errorf("down: %s, want %s", got, want)
	}
	if got := tipAt(0, 0, 1, 0); strings.Contains(got, fmt.Sprint(math.NaN())) || got != "M0,0L-6.5,2.9L-6.5,-2.9Z" {
		t.Errorf("to the right: %s", got)
	}
}

// The arrows of a machine are the moves that can happen, with what makes them.
func TestMachines(t *testing.T) {
	in, _ := read(t, smallSpec)
	var got strings.Builder
	for _, m := range machinesOf(in.Model) {
		for _, a := range m.Arrows {
			fmt.Fprintf(&got, "%s: %s > %s: %s\n", m.Name, m.States[a.From], m.States[a.To], strings.Join(a.Labels, ", "))
		}
	}
	const want = `session: open > closing: QUIT
session: open > closed: QUIT, noise, foreign, login-timeout, idle-timeout, no-transfer-timeout, shutdown, dropped
session: closing > open: QUIT
session: closing > closed: QUIT, noise, foreign, shutdown, dropped
login: out > in: PASS
rename: none > pending: RNFR
rename: pending > none: next command
data: none > passive: PASV
data: passive > none: transfer ends, ABOR, dropped
transfer: idle > opening: transfer opens
transfer: opening > idle: transfer ends, ABOR, dropped
transfer: opening > busy: data-opened
transfer: busy > idle: transfer ends, ABOR, dropped
type: ascii > image: TYPE I
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
}

// Region and arrows are in the words of the drawing for those who do not see it; what could be markup is text.
func TestSVG(t *testing.T) {
	m := machineOf("a b", "a>b <GO>")
	l := layOut(m, largeStyle)
	text := l.svg(m)
	for _, want := range []string{`aria-label="m: a to b"`, `<title>&lt;GO&gt;</title>`, `>&lt;GO&gt;</text>`, `<g class="state" data-state="1">`, `data-from="0" data-to="1"`} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s in\n%s", want, text)
		}
	}
	wellFormed(t, text)
}

func TestSheet(t *testing.T) {
	testcost.Some(t)
	in, _ := read(t, ftpSpec)
	sheet, err := Sheet(in.Model)
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, string(sheet))
	for _, r := range in.Model.Spec.Regions {
		if !strings.Contains(string(sheet), `">`+r.Name+`</text>`) {
			t.Errorf("the region %s is not on the sheet", r.Name)
		}
	}
	var widths []string
	for _, row := range sheetRows(machinesOf(in.Model)) {
		if row.wide > sheetWide {
			widths = append(widths, fmt.Sprint(row.wide))
		}
	}
	if widths != nil {
		t.Errorf("rows are wider than the sheet: %v", widths)
	}
	if again, _ := Sheet(check.NewModel(in.Model.Spec)); string(again) != string(sheet) {
		t.Error("a second sheet differs")
	}
}
