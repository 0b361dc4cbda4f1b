package chart

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// wellFormed checks that text is XML.
func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
	}
}

// tableOf is the table that a page carries.
func tableOf(t *testing.T, page []byte) data {
	t.Helper()
	m := regexp.MustCompile(`(?s)<script type="application/json" id="table">(.*?)</script>`).FindSubmatch(page)
	if m == nil {
		t.Fatal("the page carries no table")
	}
	var d data
	if err := json.Unmarshal(m[1], &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// The page is one file: nothing in it is fetched from elsewhere, and it forbids that itself.
func TestPageStandsAlone(t *testing.T) {
	testcost.Some(t)
	_, file := load(t, ftpSpec)
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(page, []byte("<!DOCTYPE html>\n")) {
		t.Errorf("it begins with %q", page[:20])
	}
	for _, fetching := range []string{`\ssrc=`, `@import`, `url\(`, `<link rel="stylesheet"`, `\bfetch\(`, `XMLHttpRequest`, `\bimport\(`} {
		if found := regexp.MustCompile(fetching).Find(page); found != nil {
			t.Errorf("%q fetches", found)
		}
	}
	if !bytes.Contains(page, []byte(`content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:;`)) {
		t.Error("it has no content security policy")
	}
	const most = 820 << 10
	if len(page) > most {
		t.Errorf("%d bytes, at most %d are wanted", len(page), most)
	}
}

// The same spec makes the same page.
func TestPageIsReproducible(t *testing.T) {
	in, _ := read(t, smallSpec)
	first, err := Page(in)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := read(t, smallSpec)
	second, err := Page(again)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("two pages differ")
	}
}

// Nothing in a spec can become markup or script on the page.
func TestPageEscapes(t *testing.T) {
	const evil = `</script><script>alert(1)</script>`
	in, file := load(t, smallSpec, `"a mirror changes nothing"`, `"`+evil+`"`, `"list a directory"`, `"`+evil+`"`, `zh: "Welcome`, `zh: "`+evil)
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(page, []byte("alert(1)</script>")) {
		t.Error("the page runs what the spec says")
	}
	if in.Model.Spec.Policies[0].Why != evil {
		t.Error("the spec does not say it")
	}
}

// Without an audit and without sources the page is made as well.
func TestPageWithLess(t *testing.T) {
	in, _ := read(t, smallSpec)
	in.Report, in.Sources = nil, nil
	page, err := Page(in)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(page, []byte(`id="audit"`)) {
		t.Error("there is an audit")
	}
	d := tableOf(t, page)
	if len(d.Lines) != 0 || d.Commands[0].Line != -1 || d.Rows[0].Line != -1 {
		t.Errorf("lines: %d, the first command is at %d, the first row at %d", len(d.Lines), d.Commands[0].Line, d.Rows[0].Line)
	}
}

// Findings and waivers stand on the page, each with a link that plays its witness.
func TestPageShowsFindings(t *testing.T) {
	in, _ := read(t, smallSpec)
	in.Report = &report.Report{
		Spec: in.Model.Spec,
		Findings: []check.Finding{{Check: "T99", At: "PASS in", Message: "it is wrong", Policies: "files=read-only",
			Pos: spec.Pos{File: "spec/ftp.yaml", Line: 7, Column: 3}, Witness: []explore.Exchange{in.Model.Machine.Exchange(0), in.Model.Machine.Exchange(rowOf(t, in, "PASS", "in"))}}},
		Waived:  []check.Finding{{Check: "T98", At: "PASS", Message: "it is odd", WaivedFor: "we like it"}},
		Counts:  []check.Count{{Name: "requirements met", N: 12345}},
		Numbers: check.Numbers{States: 1234567},
	}
	page, err := Page(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"1 finding, 1 waived", "<h4><code>T99</code> PASS in: it is wrong</h4>", "<code>spec/ftp.yaml:7:3</code>",
		`<a class="play" href="#files=read-only,PASS:in">`, "<h4><code>T98</code> PASS: it is odd</h4>", "<p>we like it</p>",
		"<dd>1,234,567</dd><dt>configurations</dt>", "<dd>12,345</dd><dt>requirements met</dt>", ">1 finding</button>",
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("%s is not on the page", want)
		}
	}
}

func rowOf(t *testing.T, in Input, command, name string) int {
	t.Helper()
	r := slices.IndexFunc(in.Model.Machine.Rows, func(r spec.Row) bool { return r.Command == command && r.Name == name })
	if r < 0 {
		t.Fatalf("there is no row %s %s", command, name)
	}
	return r
}

// A command's data: what the page's rules need, and what people are told.
func TestData(t *testing.T) {
	in, _ := read(t, smallSpec)
	d := newData(in, machinesOf(in.Model))
	at := slices.IndexFunc(d.Commands, func(c dataCommand) bool { return c.Name == "RNTO" })
	c := d.Commands[at]
	row := func(name string) int { return rowOf(t, in, "RNTO", name) }
	names := func(rows []int) (names []string) {
		for _, r := range rows {
			names = append(names, d.Rows[r].Name)
		}
		return names
	}
	for _, f := range []struct{ what, got, want string }{
		{"all rows", strings.Join(names(c.All), " "), "logged-in pending syntax unwritten ok"},
		{"needs", encode(t, c.Needs), fmt.Sprintf(`[{"row":%d,"says":"login: in"},{"row":%d,"says":"rename: pending"}]`, row("logged-in"), row("pending"))},
		{"choices", encode(t, c.Choices), fmt.Sprintf(`[{"row":-1,"kind":2,"busy":true},{"row":%d,"kind":1,"at":[[1,1]]},{"row":%d,"kind":1,"at":[[2,1]]},{"row":%d},{"row":%d}]`,
			row("logged-in"), row("pending"), row("syntax"), row("ok"))},
		{"the first line", d.Lines[c.Line], "  RNTO:"},
		{"the last line", d.Lines[c.End-1], d.Lines[c.Line+len(strings.Split(strings.Join(d.Lines[c.Line:c.End], "\n"), "\n"))-1]},
		{"the line behind", strings.TrimLeft(d.Lines[c.End], " ")[:4], "STAT"},
	} {
		if f.got != f.want {
			t.Errorf("%s: %s, want %s", f.what, f.got, f.want)
		}
	}
	policy := slices.IndexFunc(d.Commands, func(c dataCommand) bool { return c.Name == "STOR" })
	if got := encode(t, d.Commands[policy].Choices[2].Unless); got != `{"at":[[-1,1]]}` {
		t.Errorf("the guard of a policy is %s", got)
	}
}

func TestProse(t *testing.T) {
	out := spec.Cond{{Region: "login", States: []string{"out", "named"}}, {Region: "tls", Policy: true, States: []string{"off"}}}
	for _, c := range []struct {
		invariant spec.Invariant
		want      string
	}{
		{spec.Invariant{Never: &spec.Never{Does: []string{"files.*"}, Commands: []string{"SITE"}, When: out[:1]}}, "Never files.*, SITE while login: out or named"},
		{spec.Invariant{Never: &spec.Never{When: out}}, "Never login: out or named, policy tls: off"},
		{spec.Invariant{OnlyAfter: &spec.OnlyAfter{State: out[:1], Commands: []string{"REIN", "USER"}}}, "login: out or named is reached only by REIN, USER"},
		{spec.Invariant{AlwaysPossible: "QUIT"}, "QUIT is always possible"},
		{spec.Invariant{Resets: &spec.Resets{Command: "USER", Regions: []string{"rename", "data"}}}, "USER takes rename, data to the first state"},
		{spec.Invariant{Budget: &spec.Budget{When: out, Commands: []string{"USER"}}}, "While login: out or named, policy tls: off, only these do anything: USER"},
		{spec.Invariant{}, ""},
	} {
		if got := statement(&c.invariant); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	never := &spec.Invariant{Never: &spec.Never{Does: []string{"files.*"}, When: out}}
	dele, noop := &spec.Command{Name: "DELE", Does: []string{"files.delete"}}, &spec.Command{Name: "NOOP"}
	if s := new(spec.Spec); !mentions(s, never, dele) || mentions(s, never, noop) {
		t.Error("an invariant about capabilities mentions what has them, and nothing else")
	}
	about := &spec.Deviation{About: "C-1", Do: "DELE, too, answers 250"}
	if !concerns(about, dele) || concerns(about, noop) || !concerns(&spec.Deviation{About: "NOOP"}, noop) {
		t.Error("a deviation concerns what it is about, and what it names")
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestSource(t *testing.T) {
	s := newSource([]syntax.File{
		{Name: "a", Data: []byte("commands:\n  # ---- access control (RFC 959 4.1.1)\n  USER:\n    rfc: x\n    # why\n    by: table\n\n  # ---- information\n  SYST: {}\nfeatures: []\n")},
		{Name: "b", Data: []byte("commands:\n  XNOTE: {}\n")},
	})
	for _, c := range []struct {
		file             string
		line, at, end    int
		title, parentage string
	}{
		{"a", 3, 2, 6, "Access control", "RFC 959 4.1.1"},
		{"a", 9, 8, 9, "Information", ""},
		{"b", 2, 11, 12, "", ""},
		{"c", 1, -1, -1, "", ""},
	} {
		at := s.at(spec.Pos{File: c.file, Line: c.line})
		title, note := s.heading(at)
		if at != c.at || s.end(at) != c.end || title != c.title || note != c.parentage {
			t.Errorf("%s:%d: at %d to %d under %q %q", c.file, c.line, at, s.end(at), title, note)
		}
	}
}

// Commands stand under the chapters of the spec; without them, under their documents.
func TestSections(t *testing.T) {
	testcost.Some(t)
	titles := func(name string) string {
		book, err := syntax.Open(filepath.FromSlash(name))
		if err != nil {
			t.Fatal(err)
		}
		read, err := decode.Book(book)
		if err != nil {
			t.Fatal(err)
		}
		var titles []string
		for _, s := range sections(read, newSource(book.Files)) {
			titles = append(titles, s.Title)
		}
		return strings.Join(titles, ", ")
	}
	if got := titles(ftpSpec); got != "Login, Protection, Endpoints, Representation, Transfer, Files, Listing, Digests, Site, Information, Room" {
		t.Errorf("the sections are %s", got)
	}
	if got := titles(smallSpec); got != "RFC 959" {
		t.Errorf("the sections of the small spec are %s", got)
	}
}

// An overlay's commands stand under its name, with the lines of its own file.
func TestPageOfAnOverlay(t *testing.T) {
	over := syntax.File{Name: "site/site.yaml", Data: []byte("extends: ../base.yaml\ncommands:\n  XNOTE:\n    rfc: 959 4.1.3\n    by: table\n" +
		"    replies: {noted: {code: 250, text: {en: \"Noted.\", zh: \"好。\"}}}\n    help: {en: \"note\", zh: \"注\"}\n")}
	_, small := read(t, smallSpec)
	base := syntax.File{Name: "base.yaml", Data: small}
	s, err := decode.Overlay(over, base)
	if err != nil {
		t.Fatal(err)
	}
	page, err := Page(Input{Model: check.NewModel(s), Sources: []syntax.File{over, base}})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page, []byte("<h2>RFC 959</h2>")) || !bytes.Contains(page, []byte("<h2>site.yaml</h2>")) {
		t.Error("the sections are not RFC 959 and site.yaml")
	}
	d := tableOf(t, page)
	c := d.Commands[len(d.Commands)-1]
	if got := strings.Join(d.Lines[c.Line:c.End][:2], "\n"); got != "  XNOTE:\n    rfc: 959 4.1.3" || c.End != 7 {
		t.Errorf("%s is at %d to %d: %s", c.Name, c.Line, c.End, got)
	}
	if first := d.Commands[0]; d.Lines[first.Line] != "  PASS:" || first.Line < d.Files[1].From {
		t.Errorf("%s is at %d: %s", first.Name, first.Line, d.Lines[first.Line])
	}
}

// The diagrams in the tree are those of the spec in the tree.
func TestSheetIsFresh(t *testing.T) {
	in, _ := read(t, ftpSpec)
	want, err := Sheet(in.Model)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile("regions.svg"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("regions.svg is not up to date; run go generate ./spec/chart: %v", err)
	}
}
