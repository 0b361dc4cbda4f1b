package chart

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/chart/playground/build"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// What the editor says.
const (
	judged   = `document.querySelector("#judged").textContent`
	problems = `[...document.querySelectorAll(".problem h4, .problem > p:first-child")].map(e => e.textContent).join("; ")`
)

// editPage is the page of our spec, with the playground.
func editPage(t *testing.T) string {
	t.Helper()
	book, err := syntax.Open(filepath.FromSlash(ftpSpec))
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode.Book(book)
	if err != nil {
		t.Fatal(err)
	}
	wasm, support, err := build.Playground()
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Model: check.NewModel(s), Sources: book.Files, Program: &Program{Wasm: wasm, Support: support}}
	in.Report = audit.Audit(in.Model, audit.Checks())
	in.Layers = []Layer{{ID: "tests", Title: "Never run", Says: "1 has not", Marks: []Mark{{Row: rowOf(t, in, "RNTO", "ok"), Sign: "○", Says: "no test has run RNTO ok"}}}}
	in.Recordings = []Recording{{Name: "recorded", Steps: []Step{{Row: rowOf(t, in, "USER", "need-password"), Lines: []string{"> USER alice", "< 331 Word?"}}}}}
	page, err := Page(in)
	if err != nil {
		t.Fatal(err)
	}
	const most = 8 << 20
	if len(page) > most {
		t.Errorf("the page has %d bytes; at most %d are wanted", len(page), most)
	}
	file := filepath.Join(t.TempDir(), "edit.html")
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// pick shows a file in the editor.
func (p *tab) pick(name string) {
	p.Helper()
	p.click(`.file[data-file$="` + name + `"]`)
}

// marked selects a text of the shown file, behind another one.
func (p *tab) marked(behind, text string) {
	p.Helper()
	var found bool
	p.eval(`(() => { const c = document.querySelector("#code"), from = c.value.indexOf(`+encode(p.T, text)+`, c.value.indexOf(`+encode(p.T, behind)+`));
		c.focus(); c.setSelectionRange(from, from + `+encode(p.T, len(text))+`); return from > 0; })()`, &found)
	if !found {
		p.Fatalf("there is no %q behind %q", text, behind)
	}
}

// typed puts text in the place of what is selected.
func (p *tab) typed(text string) {
	p.Helper()
	p.call("Input.insertText", map[string]any{"text": text}, nil)
}

// judgedAs waits for what the editor says. The audit of all combinations takes seconds; an edit that comes before it is
// spared them.
func (p *tab) judgedAs(text string) {
	p.Helper()
	p.wait(judged + `.startsWith(` + encode(p.T, text) + `)`)
}

// The spec is changed on the page, which comes from a file and asks no network: the decoder and the audit answer there.
func testEdit(t *testing.T, b *browser) {
	p := b.open(t, editPage(t), "USER:need-password", 1366, 768)
	p.prefer("prefers-reduced-motion", "reduce")
	p.testFailure()
	p.judgedAs("No findings with all policies at their defaults")
	p.expect(`document.querySelector(".file[aria-current]").textContent`, "ftp.yaml")
	p.expect(where, "login named") // the session has gone on
	p.testFinding()
	p.testFaulty()
	p.testNewCommand()
	p.testPolicy()
	p.testEditorKeys()
	for _, scheme := range []string{"light", "dark"} {
		p.prefer("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
		p.expect(faint, "")
	}
}

// testFailure: where the program fails the editor says so, and begins with another one when something is asked again.
func (p *tab) testFailure() {
	p.Helper()
	p.eval(`window.whole = document.querySelector("#program").textContent; document.querySelector("#program").textContent = "H4sI"`, nil)
	p.press("e")
	p.judgedAs("The playground has failed: ")
	p.eval(`document.querySelector("#program").textContent = whole; document.querySelector("#code").dispatchEvent(new Event("input"))`, nil)
}

// testFinding: without its login RETR is a finding, whose dialogue is shown and played.
func (p *tab) testFinding() {
	p.Helper()
	p.pick("transfer.yaml")
	p.marked("  RETR:", "logged-in, ")
	p.press("Backspace")
	p.judgedAs("2 findings with all policies at their defaults")
	p.judgedAs("3 findings under all combinations of the policies")
	p.expect(problems+`.split("; ")[0]`, "P08 RETR: RETR does files.read, and does not itself need a login")
	p.expect(`document.querySelector(".problem pre").textContent`, "S: 220 Service ready.\nC: RETR <path>\nS: 425 Use PASV, EPSV, PORT or EPRT first.")
	p.expect(`document.querySelector("#verdict").textContent`, "3 findings")
	p.click(".problem .play")
	p.wait(`document.querySelector("#chosen").textContent === "RETR path"`)
	p.expect(transcript, "S: 220 Service ready.\nC: RETR <path>\nS: 425 Use PASV, EPSV, PORT or EPRT first.\n")
	p.expect(`document.querySelector(".needs").textContent.includes("logged-in") + ""`, "false")
	p.click("#revert")
	p.judgedAs("No findings with all policies at their defaults")
}

// testFaulty: a fault of the text is shown at its place, and the page keeps what it had.
func (p *tab) testFaulty() {
	p.Helper()
	p.pick("login.yaml")
	p.marked("  CWD:", "logged-in")
	p.typed("loged-in")
	p.judgedAs("1 fault: the text is no spec yet")
	p.expect(problems, `unknown need "loged-in"; did you mean "logged-in"?`)
	p.expect(`document.querySelector(".file[data-faulty]").textContent`, "login.yaml, changed, with faults")
	p.pick("ftp.yaml")
	p.click(".problem .place")
	p.expect(`(c => c.value.slice(c.selectionStart, c.selectionEnd).includes("loged-in"))(document.querySelector("#code")) + ""`, "true")
	p.expect(`document.querySelector(".file[aria-current]").textContent.slice(0, 10)`, "login.yaml")
	p.expect(`document.querySelector("#gutter [data-faulty]").textContent.trim() === document.querySelector(".problem .place").textContent.split(":")[1] ? "same" : "another"`, "same")
	p.expect(`document.querySelectorAll(".command").length > 100 ? "kept" : "lost"`, "kept")
	p.click("#revert")
	p.judgedAs("No findings")
}

// testNewCommand: a command that an edit adds can be played.
func (p *tab) testNewCommand() {
	p.Helper()
	p.pick("site.yaml")
	p.marked("commands:", "commands:\n")
	p.typed("commands:\n  SITE COUNT:\n    rfc: 959 4.1.3\n    arg: {path: path}\n    needs: [logged-in]\n    does: [files.list]\n    replies:\n" +
		"      count: {code: 200, text: {en: \"{number:int64} files.\", zh: \"{number:int64} 个文件。\"}}\n" +
		"      refused: {code: 550, on: [other], text: {en: \"No.\", zh: \"不。\"}}\n    help: {en: \"count\", zh: \"数\"}\n")
	p.judgedAs("No findings")
	p.eval(`location.hash = "USER:need-password,PASS:in,SITE+COUNT:count"`, nil)
	p.wait(`portolan.session.steps.length === 3`)
	p.expect(transcript+`.split("\n").slice(-3).join("\n")`, "C: SITE COUNT <path>\nS: 200 <number> files.\n")
	p.expect(`document.querySelector(".command[aria-current] .name").textContent`, "SITE COUNT")
	p.testCarried()
	p.click("#revert")
	p.wait(`!portolan.table.commands.some(k => k.name === "SITE COUNT")`)
	p.expect(`document.querySelector("#toast").textContent`, "the link goes no further: SITE+COUNT:count is not possible here")
}

// testCarried: what was laid over the page, and a recording, have stayed with their rows, which have other numbers now.
func (p *tab) testCarried() {
	p.Helper()
	p.expect(`[...document.querySelectorAll(".command[data-marked] .name")].map(e => e.textContent).join()`, "RNTO")
	p.expect(`portolan.table.layers.map(l => l.id).sort().join()`, "audit,deviations,tests")
	p.expect(`[...document.querySelectorAll("#layers b")].map(e => e.textContent).sort().join()`, "Deviations,Findings,Never run")
	address := p.text(`location.hash`)
	p.eval(`document.querySelector("#last").click()`, nil)
	p.expect(transcript, "S: 220 Service ready.\nC: USER alice\nS: 331 Word?\n")
	p.expect(where, "login named")
	p.eval(`location.hash = `+encode(p.T, address), nil)
	p.wait(`portolan.session.steps.length === 3`)
}

// testPolicy: the audit is made for the policies that are chosen on the page, and then for all.
func (p *tab) testPolicy() {
	p.Helper()
	p.eval(`(() => { const s = document.querySelector('#policies [data-policy="' + portolan.table.policies.findIndex(p => p.name === "tls") + '"]');
		s.value = [...s.options].find(o => o.text === "required").value; s.dispatchEvent(new Event("change")); })()`, nil)
	p.judgedAs("No findings with tls=required")
	p.expect(`portolan.session.policy[portolan.table.policies.findIndex(p => p.name === "tls")] + ""`, "2")
}

// testEditorKeys: the editor is used with the keyboard alone, and the page leads to a line of it.
func (p *tab) testEditorKeys() {
	p.Helper()
	p.eval(`document.querySelector("#code").focus()`, nil)
	p.press("Escape")
	p.expect(`document.activeElement.className`, "file")
	p.press("e")
	p.expect(`String(document.querySelector("#editor").hidden) + document.querySelector("#left").hidden`, "truefalse")
	p.click(p.command("MLSD"))
	p.click("#answers .place.link")
	p.expect(`document.querySelector("#editor").hidden + " " + (c => c.value.slice(c.selectionStart, c.selectionEnd).trim().slice(0, 5))(document.querySelector("#code"))`, "false MLSD:")
	p.marked("MLSD:", "    ")
	p.eval(`(c => c.setSelectionRange(c.selectionStart + 4, c.selectionStart + 4))(document.querySelector("#code"))`, nil)
	p.press("Enter")
	p.expect(`(c => c.value.slice(c.selectionStart - 5, c.selectionStart))(document.querySelector("#code"))`, "\n    ")
	p.click("#revert")
	p.judgedAs("No findings")
	p.expect(`[...document.querySelectorAll("#editor button, #editor textarea")].filter(e => !(e.textContent.trim() || e.getAttribute("aria-label"))).length + ""`, "0")
}
