package fix

import (
	"os"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// written is a file with entries in every form that they are written in.
const written = `# the head
commands:
  # a comment above
  LINES:
    rfc: 959 # in lines
    arg: {path: optional path, "odd: name": text} # a flow
    needs: [logged-in, writable]
    replies:
      ok: 250 -> rename.none, data.none # a word
      said: {code: 550, on: [other], text: {en: "a } brace, a comma", zh: 'it''s'}}
      shared: &shared {code: 450,
        to: {rename: none}}
      alias: *shared
      name: missing

  FLOW: {rfc: 959, needs: [], does: files.list, "during": now}
list:
  - {check: P01, why: "one"} # first
  - {check: P02,
     why: "two"}
  # between
  - three
tail: x
`

// TestRepairs: a repair changes what it says and nothing else, in whichever form the entry is written; one that would
// change what others have too, or that has no place, is not offered.
func TestRepairs(t *testing.T) {
	none := ""
	for _, c := range []struct {
		at    string // the key, or the item
		keys  string
		how   check.How
		value string
		place int
		old   string // the text that changes, and what it becomes
		new   string
	}{
		{"LINES:", "rfc", check.Set, "3659", 0, "rfc: 959 # in", "rfc: 3659 # in"},
		{"LINES:", "arg.path", check.Set, "path", 0, "path: optional path,", "path: path,"},
		{"LINES:", "does", check.Set, "[files.list]", 0, "    replies:\n      ok", "    does: [files.list]\n    replies:\n      ok"},
		{"LINES:", "feat", check.Set, "LINES", 0, "name: missing\n", "name: missing\n    feat: LINES\n"},
		{"LINES:", "rfc", check.Remove, "", 0, "    rfc: 959 # in lines\n", ""},
		{"LINES:", "arg.path", check.Remove, "", 0, "path: optional path, ", ""},
		{"LINES:", "needs", check.Insert, "secure", 1, "[logged-in, writable]", "[logged-in, secure, writable]"},
		{"LINES:", "needs", check.Add, "secure", 0, "[logged-in, writable]", "[logged-in, writable, secure]"},
		{"LINES:", "needs", check.Drop, "logged-in", 0, "[logged-in, writable]", "[writable]"},
		{"LINES:", "needs", check.Drop, "writable", 0, "[logged-in, writable]", "[logged-in]"},
		{"LINES:", "needs", check.Drop, "nothing", 0, none, none},
		{"LINES:", "nothing.below", check.Set, "x", 0, none, none},
		{"LINES:", "", check.Remove, "", 0, written[strings.Index(written, "  LINES:"):strings.Index(written, "\n  FLOW:")], ""},
		{"ok:", "code", check.Set, "200", 0, "250 -> rename.none, data.none", "{code: 200, to: {rename: none, data: none}}"},
		{"ok:", "to.rename", check.Remove, "", 0, "250 -> rename.none, data.none", "{code: 250, to: {data: none}}"},
		{"ok:", "then", check.Set, "send", 0, "250 -> rename.none, data.none", "{code: 250, to: {rename: none, data: none}, then: send}"},
		{"ok:", "", check.Remove, "", 0, "      ok: 250 -> rename.none, data.none # a word\n", ""},
		{"name: missing", "on", check.Add, "exist", 0, "name: missing", "name: {reply: missing, on: [exist]}"},
		{"said:", "on", check.Add, "exist", 0, "[other]", "[other, exist]"},
		{"said:", "on", check.Drop, "other", 0, "on: [other], ", ""},
		{"said:", "to.session", check.Set, "closed", 0, none, none},
		{"said:", "when", check.Set, "{login: in}", 0, "'it''s'}}", "'it''s'}, when: {login: in}}"},
		{"said:", "text.zh", check.Remove, "", 0, ", zh: 'it''s'", ""},
		{"shared:", "to.rename", check.Remove, "", 0, ",\n        to: {rename: none}", ""},
		{"alias:", "code", check.Set, "1", 0, none, none},
		{"FLOW:", "needs", check.Add, "secure", 0, "needs: []", "needs: [secure]"},
		{"FLOW:", "does", check.Add, "files.read", 0, "does: files.list", "does: [files.list, files.read]"},
		{"FLOW:", "does", check.Drop, "files.list", 0, "does: files.list, ", ""},
		{"FLOW:", "during", check.Remove, "", 0, ", \"during\": now", ""},
		{"{check: P01", "", check.Remove, "", 0, "  - {check: P01, why: \"one\"} # first\n", ""},
		{"{check: P02", "", check.Remove, "", 0, "  - {check: P02,\n     why: \"two\"}\n", ""},
		{"{check: P02", "why", check.Set, "\"2\"", 0, "\"two\"", "\"2\""},
	} {
		text := &Text{Files: []syntax.File{{Name: "a.yaml", Data: []byte(written)}}}
		r := &check.Repair{At: place("a.yaml", splitLines([]byte(written)), strings.Index(written, c.at)), How: c.how, Value: c.value, Place: c.place}
		if c.keys != "" {
			r.Keys = strings.Split(c.keys, ".")
		}
		p, ok := text.repair(r)
		if !ok {
			if c.old != none {
				t.Errorf("%s %s %d: nothing is offered", c.at, c.keys, c.how)
			}
			continue
		}
		want := strings.Replace(written, c.old, c.new, 1)
		if files, err := Apply(text.Files, p.Edits); err != nil || string(files[0].Data) != want || c.old == none {
			t.Errorf("%s %s %d: %v\n%s", c.at, c.keys, c.how, err, files[0].Data)
		}
	}
}

// TestApply: edits of several files are made whatever their order, and none that touch each other.
func TestApply(t *testing.T) {
	files := []syntax.File{{Name: "a", Data: []byte("one\n二二\r\n")}, {Name: "b", Data: []byte("three")}}
	at := func(file string, line, column int) spec.Pos { return spec.Pos{File: file, Line: line, Column: column} }
	edits := []Edit{{at("a", 2, 2), at("a", 2, 3), "2"}, insertion(at("a", 1, 1), "0 "), {at("b", 1, 1), at("b", 1, 6), "3"}, insertion(at("a", 3, 1), "end")}
	got, err := Apply(files, edits)
	if err != nil || string(got[0].Data) != "0 one\n二2\nend" || string(got[1].Data) != "3" {
		t.Errorf("%q, %v", got, err)
	}
	if string(files[0].Data) != "one\n二二\r\n" {
		t.Error("the files have changed themselves")
	}
	if _, err := Apply(files, []Edit{{at("a", 1, 1), at("a", 1, 3), "x"}, {at("a", 1, 2), at("a", 1, 4), "y"}}); err == nil {
		t.Error("two edits of one place are made")
	}
}

// TestFaultPatches: what the decoder knows the cure of decodes with it.
func TestFaultPatches(t *testing.T) {
	good, err := os.ReadFile("../decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, title, asks string }{
		{"needs: [logged-in, writable]", "needs: [loged-in, writable]", `Write "logged-in"`, ""},
		{"\nneeds:\n", "\nneeds:\n  superfluous: {when: {login: in}, else: {code: 530, text: {en: \"No.\", zh: \"否。\"}}}\n", `Remove the need "superfluous"`, ""},
		{", zh: \"再见。\"", "", `Add the language "zh", with the words to translate`, Translation},
	} {
		text := strings.Replace(string(good), c.old, c.new, 1)
		if text == string(good) {
			t.Errorf("%q is not in the spec", c.old)
			continue
		}
		files := []syntax.File{{Name: "base.yaml", Data: []byte(text)}}
		s, err := decode.Text("base.yaml", files[0].Data)
		faults, ok := err.(syntax.Errors)
		if !ok {
			t.Errorf("%s: there is no fault: %v", c.title, err)
			continue
		}
		patches := (&Text{Files: files, Spec: s}).Fault(&faults[0])
		if len(patches) == 0 || patches[0].Title != c.title || patches[0].Asks != c.asks {
			t.Errorf("%v: offered is %+v", faults[0], patches)
			continue
		}
		if files, err = Apply(files, patches[0].Edits); err == nil {
			_, err = decode.Text("base.yaml", files[0].Data)
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", c.title, err, files[0].Data)
		}
	}
}
