package audit

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/golden"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/audittest"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// faulty is a small spec with one finding, one waived finding, and a waiver that nothing needs.
const faulty = `
commands:
  EPRT: {needs: [logged-in]}
  STAT: {during: wait}
invariants:
  no-epsv-all: {always-possible: EPSV ALL}
waivers:
  - {check: T18, at: STAT, why: "clients of ours wait"}
  - {check: P16, at: PASV, why: "nobody knows any more"}
  - {check: T99, at: PASV, why: "there is no such check"}
  - {check: R01, at: PASV, why: "the standards are not asked here"}
`

// faultyReport is the report about it, with a time that does not change.
func faultyReport(t *testing.T) *report.Report {
	t.Helper()
	data := audittest.Overlaid(t, "testdata/base.yaml", faulty)
	s := audittest.Decoded(t, data, false)
	s.Hash = strings.Repeat("0", 64) // the library that writes the test's spec may lay it out otherwise
	r := Audit(check.NewModel(s), Checks())
	r.Counts = []check.Count{{Name: "requirements met", N: 12}}
	r.Took = 120 * time.Millisecond
	return r
}

// TestReports writes a report in each format.
func TestReports(t *testing.T) {
	r := faultyReport(t)
	for name, write := range map[string]func(io.Writer) error{
		"text":    func(out io.Writer) error { return r.Text(out, report.Plain(), true) },
		"colours": func(out io.Writer) error { return r.Text(out, report.Colours(), false) },
		"json":    r.JSON, "sarif": r.SARIF, "html": r.HTML,
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		golden.File(t, "testdata/report."+name, out.String())
	}
}

// TestCleanReport: without findings the report says so, and an empty list is a list.
func TestCleanReport(t *testing.T) {
	r := Audit(check.NewModel(audittest.Decoded(t, audittest.Overlaid(t, "testdata/base.yaml"), false)), Checks())
	var text, machine, page bytes.Buffer
	for _, err := range []error{r.Text(&text, report.Plain(), false), r.JSON(&machine), r.HTML(&page)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(text.String(), "\nno findings in ") || strings.Contains(machine.String(), "null") || !strings.Contains(page.String(), ">No findings<") {
		t.Errorf("%s\n%s", text.String(), machine.String())
	}
}

// TestFindingString is a finding on one line and its witness below.
func TestFindingString(t *testing.T) {
	f := check.Finding{Check: "P16", At: "EPRT", Message: "wrong", Pos: spec.Pos{File: "a.yaml", Line: 3, Column: 5}}
	if got, want := f.String(), "a.yaml:3:5: P16 EPRT: wrong"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	f.Witness, f.Policies = []explore.Exchange{{Row: -1, Command: "ABOR"}, {Row: -1, Event: "nothing is answered"}}, "files=read-only"
	want := "a.yaml:3:5: P16 EPRT: wrong\n    with files=read-only\n    C: ABOR\n    -- nothing is answered"
	if got := f.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestThousands writes large numbers for people.
func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1988996: "1,988,996"} {
		if got := report.Thousands(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// TestChecksAreInOrder: IDs are unique and sorted within their kinds, and titles are sentences.
func TestChecksAreInOrder(t *testing.T) {
	last := map[byte]string{}
	for _, c := range Checks() {
		if c.ID <= last[c.ID[0]] {
			t.Errorf("%s comes after %s", c.ID, last[c.ID[0]])
		}
		last[c.ID[0]] = c.ID
		if c.Title == "" || strings.HasSuffix(c.Title, ".") {
			t.Errorf("%s: title %q", c.ID, c.Title)
		}
		if c.Rows && c.Whole {
			t.Errorf("%s looks at rows alone, and at all graphs", c.ID)
		}
	}
}

// TestRowChecksNeedNoGraphs runs the checks of rows on a model without graphs: they find what they find with them.
func TestRowChecksNeedNoGraphs(t *testing.T) {
	s := audittest.Decoded(t, audittest.Overlaid(t, "testdata/base.yaml", faulty), false)
	bare, full := check.NewRowModel(s), check.NewModel(s)
	for _, c := range Checks() {
		if !c.Rows {
			continue
		}
		if a, b := len(c.Run(bare)), len(c.Run(full)); a != b {
			t.Errorf("%s: %d findings without graphs, %d with", c.ID, a, b)
		}
	}
}
