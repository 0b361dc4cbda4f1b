package chart

import (
	"fmt"
	"testing"
)

// What can be seen of an element: the part of its box that is inside the window and inside everything that it scrolls
// in.
const seen = `(e => {
	let {left, top, right, bottom} = e.getBoundingClientRect();
	for (let a = e.parentElement; a; a = a.parentElement) {
		const style = getComputedStyle(a);
		if (a !== document.documentElement && a !== document.body && style.overflow === "visible") continue;
		const r = a === document.documentElement || a === document.body ? {left: 0, top: 0, right: innerWidth, bottom: innerHeight} : a.getBoundingClientRect();
		left = Math.max(left, r.left); top = Math.max(top, r.top); right = Math.min(right, r.right); bottom = Math.min(bottom, r.bottom);
	}
	return {width: Math.max(0, Math.round(right - left)), height: Math.max(0, Math.round(bottom - top))};
})`

// whole says whether all of an element can be seen.
const whole = `(e => { const r = e.getBoundingClientRect(), s = ` + seen + `(e); return s.width >= Math.round(r.width) - 1 && s.height >= Math.round(r.height) - 1; })`

// allSeen reports the elements of a selector that are not wholly in sight.
func (p *tab) allSeen(where, selector string) {
	p.Helper()
	var hidden []string
	p.eval(`[...document.querySelectorAll("`+selector+`")].filter(e => !`+whole+`(e)).map(e => e.textContent.trim().slice(0, 30))`, &hidden)
	if len(hidden) > 0 {
		p.Errorf("%s: not in sight: %q of %s", where, hidden, selector)
	}
}

// seenHeight is how many pixels of an element's height can be seen.
func (p *tab) seenHeight(selector string) int {
	p.Helper()
	var height int
	p.eval(seen+`(document.querySelector("`+selector+`")).height`, &height)
	return height
}

// On a laptop's screen as on a large one everything that a session is played with is in sight at once: the header is
// one row, answers come first and have room, and every region is there.
func testFits(t *testing.T, b *browser, file string) {
	for _, size := range []struct{ width, height, answers int }{{1366, 768, 300}, {1440, 900, 400}, {1920, 1080, 550}} {
		p := b.open(t, file, "USER:need-password,PASS:in,EPSV:ok,REST:pending", size.width, size.height)
		p.prefer("prefers-reduced-motion", "reduce")
		p.click(p.command("RETR"))
		p.eval(`document.activeElement.blur()`, nil)
		name := fmt.Sprintf("%d×%d", size.width, size.height)
		if got := p.seenHeight("#bar"); got > 48 {
			t.Errorf("%s: the header is %d pixels high, and no row", name, got)
		}
		if got := p.seenHeight("#answers"); got < size.answers {
			t.Errorf("%s: %d pixels of the answers are in sight, want %d", name, got, size.answers)
		}
		for _, part := range []string{"#bar > *, #tools > *", "#answers .head, #answers .needs, #answers li:nth-child(-n+3) > .answer", ".region-name", "#view, #undo, #reset, #copy, #share", ".step", "#search"} {
			p.allSeen(name, part)
		}
		if got := p.seenHeight("#dialogue"); got < 250 {
			t.Errorf("%s: %d pixels of the dialogue are in sight", name, got)
		}
		p.expect(`String(document.documentElement.scrollWidth)`, fmt.Sprint(size.width))
		p.testLook(name)
	}
	testFitsPhone(t, b, file)
}

// testLook: a look at an answer draws the regions that it would move, and the answers stay where they are.
func (p *tab) testLook(name string) {
	p.Helper()
	const drawn = `[...document.querySelectorAll(".active .region-name")].map(e => e.textContent).join()`
	const places = `JSON.stringify([...document.querySelectorAll(".answer")].map(e => e.getBoundingClientRect()))`
	before, at := p.text(drawn), p.text(places)
	p.eval(`document.querySelector('.answer`+p.row("RETR opening-converted")+`').focus()`, nil)
	if after := p.text(drawn); after == before {
		p.Errorf("%s: a look at RETR's answer draws no other region than %s", name, before)
	}
	if p.text(places) != at {
		p.Errorf("%s: the answers have moved", name)
	}
	p.eval(`document.activeElement.blur()`, nil)
	p.expect(drawn, before)
}

// On a telephone the parts stand below each other; the commands take a part of the screen, and answers are in sight
// below.
func testFitsPhone(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "USER:need-password", 390, 844)
	if got := p.seenHeight("#bar"); got > 52 {
		t.Errorf("on a telephone the header is %d pixels high, and no row", got)
	}
	for _, part := range []string{"#tools > :not([data-reveal=deviations])", "#search", "#where", "#answers li:first-child > .answer", "#jump button"} {
		p.allSeen("on a telephone", part)
	}
	if got := p.seenHeight("#answers"); got < 280 {
		t.Errorf("on a telephone %d pixels of the answers are in sight", got)
	}
	p.expect(`String(document.documentElement.scrollWidth)`, "390")
}

// The regions that are where they began, and that nothing touches, are lines; the others are drawn.
func testCalm(t *testing.T, b *browser, file string) {
	const drawn = `[...document.querySelectorAll(".active .region")].map(e => e.querySelector(".region-name").textContent + " " + e.querySelector(".now").textContent).join("; ")`
	p := b.open(t, file, "", 1366, 768)
	p.expect(drawn, "")
	p.expect(`String([...document.querySelectorAll(".calm .region")].every(e => e.getBoundingClientRect().height < 30))`, "true")
	p.give("USER", "need-password")
	p.expect(drawn, "login named")
	p.give("PASS", "in")
	p.give("PASV", "ok")
	p.expect(drawn, "login in; data passive")
	p.press("u")
	p.press("u")
	p.press("u")
	p.expect(drawn, "")
	p.navigate(p.file, "USER:need-password,PASS:in,RNFR:pending,NOOP:ok")
	p.expect(drawn, "login in; rename none") // NOOP has just taken it back
	order := `String([...document.querySelectorAll(".calm .region")].every((e, i, all) => !i || +all[i - 1].dataset.region < +e.dataset.region))`
	p.expect(order, "true")
}
