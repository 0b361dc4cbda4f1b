package playground

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// server is our own spec, as the editor has it, with edits of one file: old, new, ….
func server(t *testing.T, file string, edits ...string) []File {
	t.Helper()
	book, err := syntax.Open("../../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var files []File
	for _, f := range book.Files {
		text := string(f.Data)
		if strings.HasSuffix(f.Name, file) && file != "" {
			text = edited(t, text, edits...)
		}
		files = append(files, File{Name: f.Name, Text: text})
	}
	return files
}

// edited is a text in which each old is replaced once; each has to be there.
func edited(t *testing.T, text string, edits ...string) string {
	t.Helper()
	for pair := range slices.Chunk(edits, 2) {
		if !strings.Contains(text, pair[0]) {
			t.Fatalf("there is no %q to be edited", pair[0])
		}
		text = strings.Replace(text, pair[0], pair[1], 1)
	}
	return text
}

// withoutLogin is the edit by which RETR is answered before login.
var withoutLogin = []string{"needs: [logged-in, protected, endpoint, no-page, no-record]", "needs: [protected, endpoint, no-page, no-record]"}

// An edit by which RETR needs no login is found, with the dialogue, by the first audit and by the whole one.
func TestEdit(t *testing.T) {
	testcost.Some(t)
	var p Playground
	if r := p.Read(Request{Files: server(t, "transfer.yaml", withoutLogin...)}); len(r.Faults) > 0 {
		t.Fatal(r.Faults)
	}
	for _, v := range []*Verdict{p.Audit(), p.AuditAll()} {
		i := slices.IndexFunc(v.Findings, func(f Finding) bool { return f.Check == "P08" })
		if i < 0 {
			t.Fatalf("all %t: P08 is not among %+v", v.All, v.Findings)
		}
		f := v.Findings[i]
		if f.At != "RETR" || f.Message != "RETR does files.read, and does not itself need a login" || f.Title != "nothing is touched before login" {
			t.Errorf("the finding is about %s: %s (%s)", f.At, f.Message, f.Title)
		}
		if want := "S: 220 Service ready.\nC: RETR <path>\nS: 425 Use PASV, EPSV, PORT or EPRT first."; f.Dialogue != want {
			t.Errorf("the dialogue is\n%s\nwant\n%s", f.Dialogue, want)
		}
		if f.Play != "RETR:endpoint" || !strings.HasSuffix(f.Place.File, "chapters/transfer.yaml") || f.Place.Line == 0 {
			t.Errorf("it is played at %q, and stands at %v", f.Play, f.Place)
		}
		if !strings.Contains(v.Renewal.Parts["verdict"], "finding") || !strings.Contains(v.Renewal.Parts["report"], "P08") {
			t.Errorf("the page does not tell of it: %q", v.Renewal.Parts["verdict"])
		}
	}
}

// What is found is what ftpspec audit finds; without an edit that is nothing, under any one value of any policy either.
func TestAsTheAudit(t *testing.T) {
	testcost.Long(t)
	var p Playground
	book, err := syntax.Open("../../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode.Book(book)
	if err != nil {
		t.Fatal(err)
	}
	for _, policy := range s.Policies {
		for _, value := range policy.Values[1:] {
			p.Read(Request{Files: server(t, ""), Policies: map[string]string{policy.Name: value, "none-such": "x"}})
			v := p.Audit()
			if len(v.Findings) > 0 || v.Fault != "" || v.Checks < 70 || v.Policies != policy.Name+"="+value {
				t.Errorf("%s=%s: %+v %s, %d checks with %s", policy.Name, value, v.Findings, v.Fault, v.Checks, v.Policies)
			}
		}
	}
	files := server(t, "transfer.yaml", withoutLogin...)
	p.Read(Request{Files: files})
	got := p.AuditAll()
	if s, err = decodeFiles(specFiles(files)); err != nil {
		t.Fatal(err)
	}
	want := audit.Audit(check.NewModel(s), slices.Concat(audit.Checks(), documents.Checks()))
	groups := want.Groups()
	if len(got.Findings) != len(groups) || got.Checks != len(want.Checks) || got.Waived != len(want.Waived) {
		t.Fatalf("%d findings of %d checks, %d waived, want %d of %d, %d waived", len(got.Findings), got.Checks, got.Waived, len(groups), len(want.Checks), len(want.Waived))
	}
	for i, g := range groups {
		if f := got.Findings[i]; f.Check != g.Check || f.At != g.At || f.Message != g.Message || f.Dialogue != strings.TrimSpace(g.Evidence()) {
			t.Errorf("%+v, want %s", f, g.Finding)
		}
	}
}

// Text that is no spec is told with its places, and nothing is audited.
func TestFaults(t *testing.T) {
	var p Playground
	r := p.Read(Request{Files: server(t, "login.yaml", "needs: [logged-in", "needs: [loged-in")})
	if len(r.Faults) != 1 || r.Renewal != nil {
		t.Fatalf("%+v", r)
	}
	f := r.Faults[0]
	if !strings.Contains(f.Message, `"loged-in"`) || !strings.Contains(f.Message, `did you mean "logged-in"?`) || !strings.HasSuffix(f.Place.File, "login.yaml") || f.Place.Line == 0 || f.Place.Column == 0 {
		t.Errorf("%+v", f)
	}
	if p.Audit() != nil || p.AuditAll() != nil {
		t.Error("what cannot be read is audited")
	}
	for _, c := range []struct {
		files []File
		want  string
	}{
		{nil, "there is no file"},
		{[]File{{"a.yaml", "{"}}, "did not find expected node content"},
		{[]File{{"a.yaml", "protocol: ftp\nchapters: [b.yaml]\nlanguages: [en]\n"}}, "the editor has no such file"},
		{[]File{{"a.yaml", "extends: b.yaml\n"}}, "the file that the overlay extends"},
	} {
		if r := p.Read(Request{Files: c.files}); len(r.Faults) == 0 || !strings.Contains(r.Faults[0].Message, c.want) {
			t.Errorf("%v: %+v, want %s", c.files, r.Faults, c.want)
		}
	}
}

// A spec that is too large for a browser is not explored, and the page is told so.
func TestTooLarge(t *testing.T) {
	p := Playground{Most: 100}
	r := p.Read(Request{Files: server(t, "")})
	if len(r.Faults) != 1 || !strings.HasPrefix(r.Faults[0].Message, "more than 100 configurations can be reached") {
		t.Errorf("%+v", r.Faults)
	}
	p.Most = 2000 // enough for one combination
	if r := p.Read(Request{Files: server(t, "")}); len(r.Faults) > 0 {
		t.Fatal(r.Faults)
	}
	if v := p.AuditAll(); !strings.HasPrefix(v.Fault, "more than 2,000 configurations") || v.Renewal != nil {
		t.Errorf("%+v", v)
	}
}

// An overlay is edited together with the files of its base.
func TestOverlay(t *testing.T) {
	testcost.Some(t)
	over := File{"site/site.yaml", "extends: ../../ftp.yaml\ncommands:\n  SITE NOTE:\n    rfc: 959 4.1.3\n    does: [files.stat]\n" +
		"    arg: {path: path}\n    replies: {noted: {code: 250, text: {en: \"Noted.\", zh: \"好。\"}}, refused: {code: 550, on: [other], text: {en: \"No.\", zh: \"不。\"}}}\n    help: {en: \"note\", zh: \"注\"}\n"}
	var p Playground
	r := p.Read(Request{Files: append([]File{over}, server(t, "")...)})
	if len(r.Faults) > 0 {
		t.Fatal(r.Faults)
	}
	text, err := json.Marshal(r.Renewal.Table)
	if err != nil || !strings.Contains(string(text), `"files":[{"name":"site/site.yaml","from":0},{"name":"../../ftp.yaml"`) {
		t.Errorf("the table does not have the overlay's files first: %v %.300s", err, text)
	}
	v := p.Audit()
	if !slices.ContainsFunc(v.Findings, func(f Finding) bool {
		return f.Check == "P08" && f.At == "SITE NOTE" && f.Place.File == "site/site.yaml"
	}) {
		t.Errorf("SITE NOTE is answered before login: %+v", v.Findings)
	}
}

func specFiles(files []File) []syntax.File {
	var all []syntax.File
	for _, f := range files {
		all = append(all, syntax.File{Name: f.Name, Data: []byte(f.Text)})
	}
	return all
}
