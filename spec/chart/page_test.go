package chart

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

var update = flag.Bool("update", false, "write chart.png anew")

// read reads a spec, with edits of its text (old, new, …), and audits it.
func read(t *testing.T, name string, edits ...string) (Input, []byte) {
	t.Helper()
	load := func() (Input, error) { return audited(name, edits...) }
	if name == ftpSpec && edits == nil {
		load = auditedFTP
	}
	in, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return in, in.Sources[0].Data
}

// auditedFTP is our own spec, which is large: it is audited once.
var auditedFTP = sync.OnceValues(func() (Input, error) { return audited(ftpSpec) })

func audited(name string, edits ...string) (Input, error) {
	book, err := syntax.Open(filepath.FromSlash(name))
	if err != nil {
		return Input{}, err
	}
	source := []byte(strings.NewReplacer(edits...).Replace(string(book.Text)))
	s, err := decode.Text("spec/ftp.yaml", source)
	if err != nil {
		return Input{}, err
	}
	in := Input{Model: check.NewModel(s), Sources: []syntax.File{{Name: s.File, Data: source}}}
	in.Report = audit.Audit(in.Model, audit.Checks())
	return in, nil
}

// load makes the page of a spec, with edits, in a file.
func load(t *testing.T, name string, edits ...string) (Input, string) {
	t.Helper()
	in, _ := read(t, name, edits...)
	page, err := Page(in)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "chart.html")
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
	return in, file
}

const (
	ftpSpec   = "../ftp.yaml"
	smallSpec = "../../gen/testdata/small.yaml"
)

// Everything that needs a browser, in one.
func TestInBrowser(t *testing.T) {
	testcost.Long(t)
	b := newBrowser(t)
	in, file := load(t, ftpSpec)
	t.Run("possible", func(t *testing.T) { testPossible(t, b, file, in.Model.Machine) })
	small, smallFile := load(t, smallSpec)
	t.Run("possible in a small spec", func(t *testing.T) { testPossible(t, b, smallFile, small.Model.Machine) })
	t.Run("witnesses", func(t *testing.T) { testWitnesses(t, b, smallFile, small) })
	t.Run("layers", func(t *testing.T) { testLayers(t, b) })
	t.Run("recording", func(t *testing.T) { testRecording(t, b) })
	t.Run("pictures", func(t *testing.T) { testPictures(t, b) })
	t.Run("edit", func(t *testing.T) { testEdit(t, b) })
	for _, c := range []struct {
		name string
		test func(*testing.T, *browser, string)
	}{
		{"fits", testFits}, {"calm", testCalm}, {"mouse", testMouse}, {"order", testOrder}, {"diagrams", testDiagrams}, {"source", testSource},
		{"policies", testPolicies}, {"family", testFamily}, {"lifetimes", testLifetimes}, {"links", testLinks}, {"keys", testKeys}, {"search", testSearch}, {"tabs", testTabs},
		{"contrast", testContrast}, {"widths", testWidths}, {"names", testNames},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, b, file) })
	}
}

// The witness of every finding is played to its end by its link.
func testWitnesses(t *testing.T, b *browser, file string, in Input) {
	p := b.open(t, file, "", 1440, 900)
	played := 0
	for _, f := range in.Report.Findings {
		if len(f.Witness) < 2 {
			continue
		}
		played++
		link := address(in.Model.Machine, f)
		p.navigate(file, link)
		p.expect(`document.querySelector("#toast").textContent`, "")
		p.expect(`String(portolan.session.steps.length)`, fmt.Sprint(len(f.Witness)-1))
		p.expect(`String([...document.querySelectorAll("a.play")].some(a => a.getAttribute("href") === `+encode(t, "#"+link)+`))`, "true")
	}
	if played == 0 {
		t.Error("no finding has a witness; the spec was chosen because some do")
	}
	p.click("a.play")
	p.wait(`document.activeElement.id === "top"`)
}
