package chart

import (
	"fmt"
	"strings"
	"testing"
)

// A session is played with the keyboard alone.
func testKeys(t *testing.T, b *browser, file string) {
	p := b.open(t, file, "", 1440, 900)
	p.press("/", "user", "Enter")
	p.expect(`document.querySelector("#chosen").textContent`, "USER user")
	p.expect(`"[data-row=\"" + document.activeElement.dataset.row + "\"]"`, p.row("USER need-password"))
	p.press("Enter")
	p.expect(where, "login named")
	p.expect(focused, "USER") // back in the list, at the command
	p.press("ArrowDown")
	p.expect(focused, "PASS")
	p.press("ArrowRight", "ArrowDown", "ArrowUp", "1")
	p.expect(where, "login in")
	p.press("End")
	p.expect(focused, p.text(`portolan.table.commands.at(-1).name`))
	p.press("Home", "u")
	p.expect(where, "login named")
	p.press("r")
	p.expect(where, "just connected")
	p.press("?")
	p.expect(`String(document.querySelector("#help").open)`, "true")
	p.press("r", "Escape")
	p.expect(`String(document.querySelector("#help").open)`, "false")
	p.press("b")
	p.expect(`document.activeElement.className`, "happening")
	p.press("End", "Escape")
	p.expect(focused, "PASS") // the command in the middle
	p.press("/", "rub", "Escape")
	p.expect(`document.querySelector("#search").value`, "")
}

// A command is found by its name, by a code, by a region and by what it is good for.
func testSearch(t *testing.T, b *browser, file string) {
	const shown = `[...document.querySelectorAll("#commands li:not([hidden]) .name")].map(e => e.textContent).join()`
	p := b.open(t, file, "", 1440, 900)
	for _, c := range []struct{ words, found string }{
		{"epsv", "EPSV,PRET RETR,PRET STOR,PRET LIST,PRET,EPSV ALL"},
		{"xpwd", "PWD"},
		{"212", "STAT path"},
		{"utf-8", "OPTS UTF8"},
		{"setup all", "EPSV ALL"},
		{"delete file", "DELE,COMB,RMDA"},
		{"nonesuch", ""},
	} {
		p.press("/", c.words)
		p.expect(shown, c.found)
		p.expect(`String(document.querySelector("#nothing").hidden)`, fmt.Sprint(c.found != ""))
		p.press("Escape")
	}
	p.click("#only")
	p.expect(shown+`.includes("RETR")`+` + ""`, "false")
	p.press("/", "noop", "Enter")
	p.expect(`document.querySelector("#chosen").textContent`, "NOOP")
}

// Tab goes through the page in the order in which it is read, and into each list once.
func testTabs(t *testing.T, b *browser, file string) {
	const part = `(e => e.id === "search" || e.id === "only" ? e.id : ["tools", "commands", "answers", "regions", "side"].find(id => e.closest("#" + id)) ?? "below")(document.activeElement)`
	p := b.open(t, file, "", 1440, 900)
	p.eval(`document.querySelector("#policy-menu").focus()`, nil)
	var order []string
	stops := map[string]int{}
	for range 80 {
		now := p.text(part)
		if stops[now]++; stops[now] == 1 {
			order = append(order, now)
		}
		if now == "below" {
			break
		}
		p.press("Tab")
	}
	if got, want := strings.Join(order, " "), "tools search only commands answers regions side below"; got != want {
		t.Errorf("Tab goes through %s, want %s", got, want)
	}
	if stops["commands"] != 1 {
		t.Errorf("Tab stops %d times among the commands", stops["commands"])
	}
	// A menu of the header is opened, used and closed with the keyboard, and the focus goes back.
	p.eval(`document.querySelector("#policy-menu").focus()`, nil)
	p.press("Enter", "Tab")
	p.expect(`String(document.activeElement.dataset.policy)`, "0")
	p.press("Escape")
	p.expect(`document.activeElement.id + " " + document.querySelector("#policies").matches(":popover-open")`, "policy-menu false")
}
