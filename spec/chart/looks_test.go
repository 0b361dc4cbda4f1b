package chart

import (
	"fmt"
	"strings"
	"testing"
)

// faint lists text that stands out too little from what is behind it: a contrast below 4.5 (WCAG 2.2, 1.4.3).
const faint = `(() => {
	const canvas = document.createElement("canvas"); canvas.width = canvas.height = 1;
	const pen = canvas.getContext("2d", {willReadFrequently: true});
	const paint = colors => { pen.clearRect(0, 0, 1, 1); for (const c of colors) { pen.fillStyle = c; pen.fillRect(0, 0, 1, 1); } return pen.getImageData(0, 0, 1, 1).data; };
	const light = d => { const [r, g, b] = [...d].map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
	const bad = [];
	for (const e of document.querySelectorAll("body *")) {
		if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility() || e.closest("svg, option, script, template, .hidden, :disabled, #toast")) continue;
		const behind = []; let see = 1;
		for (let a = e; a; a = a.parentElement) { behind.unshift(getComputedStyle(a).backgroundColor); see *= +getComputedStyle(a).opacity; }
		if (see === 0) continue;
		const back = paint(behind), fore = paint([...behind, getComputedStyle(e).color]);
		const mixed = [0, 1, 2].map(i => back[i] + (fore[i] - back[i]) * see);
		const [x, y] = [light(back), light(mixed)].sort((a, b) => b - a);
		const ratio = (x + .05) / (y + .05);
		if (ratio < 4.5) bad.push(ratio.toFixed(2) + " " + e.tagName + "." + e.className + " " + e.textContent.slice(0, 20));
	}
	return [...new Set(bad)].join("\n");
})()`

// Text can be read in the light and in the dark, whatever state its surroundings are in.
func testContrast(t *testing.T, b *browser, file string) {
	for _, scheme := range []string{"light", "dark"} {
		p := b.open(t, file, "tls=optional,USER:need-password,PASS:in,PASV:ok,RETR:opening,:data-opened", 1440, 900)
		p.prefer("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
		p.expect(faint, "")
		p.navigate(file, "USER:need-password")
		p.click(p.command("STOR"))
		p.expect(faint, "")
		p.press("r", "?")
		p.expect(faint, "")
	}
}

// The page fits every width: nothing is wider than the window, and on a phone what is touched is large enough.
func testWidths(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "USER:need-password,PASS:in,PASV:ok", 320, 640)
	for _, width := range []int{320, 390, 600, 801, 981, 1181, 1440, 2200} {
		p.resize(width, 800)
		p.expect(`[innerWidth, ...[...document.querySelectorAll("#top *, #below *")].filter(e => document.documentElement.scrollWidth > innerWidth && e.getBoundingClientRect().right > innerWidth)
			.map(e => e.tagName + "#" + e.id + "." + (e.className.baseVal ?? e.className))].join()`, fmt.Sprint(width))
		p.expect(`[...document.querySelectorAll(".region svg, .answer, .command, #dialogue, .list")].filter(e => {
			const r = e.getBoundingClientRect(); return r.width && (r.right > innerWidth + 1 || r.left < -1); }).map(e => e.className.baseVal ?? e.className).join()`, "")
	}
	p.resize(390, 844)
	p.expect(`[...document.querySelectorAll(".command, .answer, .happening, #jump button")].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 32).map(e => e.textContent).join()`, "")
	p.click(p.command("LIST"))
	p.wait(`document.querySelector("#chosen").getBoundingClientRect().top < 400`) // the answers come into sight
	p.resize(1440, 900)
	p.expect(`String(document.querySelector("#top").getBoundingClientRect().height)`, "900")
	p.expect(`String(document.querySelector(".answer").getBoundingClientRect().bottom < 900)`, "true")
}

// Everything that can be used has a name for those who do not see it, and the parts of the page are landmarks.
func testNames(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "USER:need-password", 1440, 900)
	var tree struct {
		Nodes []struct {
			Ignored    bool
			Role, Name struct{ Value any }
		}
	}
	p.call("Accessibility.getFullAXTree", nil, &tree)
	landmarks := map[string]bool{}
	for _, n := range tree.Nodes {
		role, _ := n.Role.Value.(string)
		name, _ := n.Name.Value.(string)
		switch role {
		case "banner", "navigation", "main", "complementary", "region":
			landmarks[role+" "+name] = true
		case "button", "link", "searchbox", "combobox", "checkbox", "image":
			if strings.TrimSpace(name) == "" && !n.Ignored {
				t.Errorf("a %s has no name", role)
			}
		}
	}
	for _, want := range []string{"navigation Commands", "main ", "complementary Dialogue", "region Regions", "region Answers"} {
		if !landmarks[want] {
			t.Errorf("there is no landmark %q in %v", want, landmarks)
		}
	}
}
