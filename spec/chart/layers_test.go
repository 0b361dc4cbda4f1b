package chart

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// layered is the page of the small spec with a layer about two rows and a command, and with two recordings.
func layered(t *testing.T) (in Input, file string) {
	t.Helper()
	in, _ = read(t, smallSpec)
	in.Layers = []Layer{{ID: "tests", Title: "Never run", Says: "2 have not", Marks: []Mark{
		{Row: rowOf(t, in, "PASS", "in"), Sign: "○", Bad: true, Says: "no test has run PASS in"},
		{Row: rowOf(t, in, "RNTO", "ok"), Sign: "○", Bad: true, Says: "no test has run RNTO ok", Dialogue: "C: RNTO <to>", Play: "PASS:in,RNFR:pending,RNTO:ok"},
		{Row: NoRow, Command: "STAT", Sign: "−", Says: "STAT has lost an alias"},
	}}}
	in.Recordings = []Recording{
		{Name: "first", Open: "files=read-only", Greeting: []string{"< 220 Hello."}, Fault: "< 999\nThe table does not allow this", Steps: []Step{
			{Row: rowOf(t, in, "PASS", "in"), Lines: []string{"> PASS ****", "< 230 Good day."}},
			{Row: rowOf(t, in, "RNTO", "ok"), Lines: []string{"> RNTO b", "< 250 Moved."}}, // which the page would not have given here
		}},
		{Name: "second", Steps: []Step{{Row: rowOf(t, in, "PASS", "in")}}, Note: "TLS begins"},
	}
	page, err := Page(in)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "layered.html")
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
	return in, file
}

// The layers are switched on and off; what they say stands at commands, at answers and on the diagrams.
func testLayers(t *testing.T, b *browser) {
	_, file := layered(t)
	p := b.open(t, file, "PASS:in", 1366, 768)
	const signs = `[...document.querySelectorAll(".command[data-marked]")].map(e => e.querySelector(".name").textContent + e.querySelector(".signs").textContent).join("; ")`
	p.expect(signs, "PASS○; RNTO○; STAT−") // what was asked for is on from the beginning
	p.expect(`[...document.querySelectorAll("#layers label")].map(e => e.textContent.trim()).join("; ")`, p.text(`portolan.table.layers.map(l => l.title + " " + l.says).join("; ")`))
	p.click("#marked")
	p.expect(`[...document.querySelectorAll("#commands li:not([hidden]) .name")].map(e => e.textContent).join()`, "PASS,RNTO,STAT")
	p.click("#marked")
	p.click(p.command("STAT"))
	p.expect(`document.querySelector(".head .marks").textContent`, "−STAT has lost an alias")
	p.click(p.command("RNTO"))
	p.expect(`document.querySelector(".layered").textContent`, "What the layers say250 ok○no test has run RNTO ok Playthe dialogueC: RNTO <to>")
	p.expect(`document.querySelector("#regions").querySelectorAll(".arrow.marked.bad").length > 0 ? "marked" : "not marked"`, "marked")
	p.click(".layered a")
	p.wait(`portolan.session.steps.length === 3`)
	p.click("#layer-menu")
	p.expect(`String(document.querySelector("#layers").matches(":popover-open"))`, "true")
	p.click(`[data-layer="tests"]`)
	p.expect(signs, "")
	p.expect(`String(document.querySelectorAll(".arrow.marked, .layered").length)`, "0")
	p.expect(`String(document.querySelector("#marked").parentElement.hidden)`, "true")
	p.press("Escape")
	for _, scheme := range []string{"light", "dark"} {
		p.prefer("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
		p.click("#layer-menu")
		p.eval(`for (const b of document.querySelectorAll("#layers input")) if (!b.checked) b.click()`, nil)
		p.expect(faint, "")
		p.press("Escape")
	}
}

// findingAt is a finding about a row, with a dialogue.
func findingAt(at string, witness ...explore.Exchange) check.Finding {
	return check.Finding{Check: "T99", At: at, Message: "it is wrong", Policies: check.DefaultPolicies, Witness: witness}
}

// The page's own layers: the findings of the audit, and the deviations.
func TestLayersOfThePage(t *testing.T) {
	in, _ := read(t, smallSpec)
	row := rowOf(t, in, "PASS", "in")
	in.Report.Findings, in.Report.Waived = nil, nil
	finding := findingAt("PASS in", in.Model.Machine.Exchange(0), in.Model.Machine.Exchange(row))
	in.Report.Findings = append(in.Report.Findings, finding)
	got := layers(in)
	if len(got) == 0 || got[0].ID != "audit" || got[0].Says != "1 of the audit, and 0 that are accepted" {
		t.Fatalf("%+v", got)
	}
	want := Mark{Row: row, Command: "PASS", Sign: "✗", Bad: true, Says: "T99: it is wrong", Dialogue: strings.TrimSpace(explore.Format(finding.Witness)), Play: "PASS:in"}
	if len(got[0].Marks) != 1 || got[0].Marks[0] != want {
		t.Errorf("%+v, want %+v", got[0].Marks, want)
	}
	ours, _ := read(t, ftpSpec)
	for _, l := range layers(ours) {
		if l.ID != "deviations" {
			continue
		}
		for _, want := range []struct{ command, row string }{{"NOOP", "syntax"}, {"QUIT", "syntax"}} {
			r := rowOf(t, ours, want.command, want.row)
			found := false
			for _, m := range l.Marks {
				found = found || m.Row == r && m.Sign == "≠" && m.Says != ""
			}
			if !found {
				t.Errorf("the deviation of %s %s is not marked", want.command, want.row)
			}
		}
		return
	}
	t.Error("there is no layer of deviations")
}

// A recorded session is stepped through, forwards and back, with what was recorded; what the table does not allow
// stands at its end.
func testRecording(t *testing.T, b *browser) {
	_, file := layered(t)
	p := b.open(t, file, "", 1366, 768)
	const at, fault = `document.querySelector("#at").textContent`, `document.querySelector("#fault").textContent`
	p.expect(at, "0 of 2")
	p.expect(hash, "#files=read-only")
	p.expect(transcript, "S: 220 Hello.\n")
	p.click("#forth")
	p.expect(at, "1 of 2")
	p.expect(transcript, "S: 220 Hello.\nC: PASS ****\nS: 230 Good day.\n")
	p.expect(where, "login in")
	p.press("n")
	p.expect(at, "2 of 2")
	p.expect(transcript+`.split("\n").slice(-3).join("\n")`, "C: RNTO b\nS: 250 Moved.\n")
	p.expect(fault, "< 999\nThe table does not allow this")
	p.expect(faint, "")
	p.expect(`document.querySelector("#chosen").textContent`, "RNTO")
	p.press("p")
	p.expect(at, "1 of 2")
	p.expect(fault, "")
	p.give("STAT", p.text(`portolan.table.rows[portolan.engine.answers(portolan.table.commands.find(k => k.name === "STAT"), portolan.session.now(), portolan.session.policy)[0]].name`))
	p.expect(at, "left after 1")
	p.click("#back")
	p.expect(at, "1 of 2")
	p.click("#first")
	p.expect(fmt.Sprintf(`[%s, first.disabled, back.disabled, forth.disabled].join()`, at), "0 of 2,true,true,false")
	p.eval(`(() => { const s = document.querySelector("#recorded"); s.value = "1"; s.dispatchEvent(new Event("change")); })()`, nil)
	p.click("#last")
	p.expect(at+`+`+fault, "1 of 1TLS begins")
	p.expect(hash, "#PASS:in")
	p.allSeen("with a recording", "#forth, #back, #recorded, #happenings, #dialogue")
	p.expect(`String(document.documentElement.scrollWidth)`, "1366")
}
