package lsp

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// tiny is an editor that has the small spec of the decoder's tests open, of one file; no audit runs.
func tiny(t *testing.T) (*editor, string) {
	t.Helper()
	return tinyWith(t, Options{})
}

func tinyWith(t *testing.T, o Options) (*editor, string) {
	t.Helper()
	data, err := os.ReadFile("../decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "tiny.yaml")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	e := open(t, o)
	t.Cleanup(e.close)
	e.edit(file)
	e.clean(file)
	return e, file
}

// TestHover: each kind of name is explained, and so is each key.
func TestHover(t *testing.T) {
	t.Parallel()
	e, file := tiny(t)
	for at, want := range map[string]string{
		"\n  RN|TO:": "RNTO <mode> <path>\n    rename\n    RFC 959 4.1.3; tiny.yaml:",
		"replies: {pending: {code: 350, to: {rename: pend|ing}": "pending, a state of rename (none, pending)\n    It carries from, of type path.\n\nRows that lead there:\n    RNFR pending  350  RNTO?\n\nNeeds that ask for it:\n    pending  RNTO\n",
		"\n  ren|ame:   {states":                                "rename, a region: none, pending",
		"needs: [logged|-in, writable]":                         "logged-in, a need\n    It holds when login=in.\n    Otherwise: 530 Log in.\n\nCommands that have it:\n    PASV, RETR, LIST, RNFR, RNTO\n",
		"writable:  {unless: {policy.fi|les: read-":             "files, a policy: writable, read-only; writable unless",
		"unless: {policy.files: read-o|nly}":                    "files, a policy",
		"files.rena|me: {permission":                            "files.rename, a capability, which asks for the permission rename",
		"lasts: [transfer, endpo|int]":                          "endpoint, a lifetime",
		"In {cw|d:quoted}.\"":                                   "cwd, carried by login while it is in, of type path",
		"arg: {password: optional na|me}":                       "name, a type: string in Go",
		"else: deni|ed}\n  files.rename":                        "denied, a shared reply\n    550 Permission denied.\n\nRows that start from it:\n    files.read     550 Permission denied.\n    files.rename   550 Not you.\n    RNFR writable  550 Permission denied.\n",
		"missing: {reply: failed, on: [miss|ing]}":              "missing, a class of errors",
		"invariants:\n  no-rea|ding":                            "no-reading: never files.* when login=out|named",
		"unk|nown:       {rfc":                                  "unknown, an event",
		"    replies: &sends\n      ope|ning:":                  "RETR opening",
		"{line: UTF8, rfc: 2640 3.|2}":                          "[RFC 2640](https://www.rfc-editor.org/rfc/rfc2640) 3.2\n",
		"no-data: {code: 425, wh|en:":                           "**when** (a transfer's own end): it can happen only here",
		"    dur|ing: now\n":                                    "**during** (a command): during a transfer",
	} {
		var h *protocol.Hover
		e.call("textDocument/hover", e.on(file, at), &h)
		if h == nil || !strings.Contains(h.Contents.Value, want) {
			t.Errorf("%q: %+v, want %q", at, h, want)
		}
	}
}

// lines are the places of an answer as "line: text of the line".
func (e *editor) places(locations []protocol.Location) []string {
	var all []string
	for _, l := range locations {
		lines := strings.Split(e.texts[pathOf(l.URI)], "\n")
		line := lines[l.Range.Start.Line]
		all = append(all, strings.TrimSpace(line[l.Range.Start.Character:min(len(line), l.Range.End.Character+8)]))
	}
	return all
}

// TestNavigation: names lead to where they are declared, and back to everything that speaks of them.
func TestNavigation(t *testing.T) {
	t.Parallel()
	e, file := tiny(t)
	for _, c := range []struct {
		at       string
		declared string
		used     []string
	}{
		{"needs: [logged|-in, writable]", "logged-in: {when:", []string{"logged-in]", "logged-in]", "logged-in, write"[:len("logged-in, writ")], "logged-in, {name:"}},
		{"arg: {password: optional na|me}", "name:     {go", []string{"name}, in: {", "name}}, las", "name}", "name}"}},
		{"to: {data: pa|ssive}", "passive], car", []string{"passive: {list", "passive}, set"}},
		{"only-after: {state: {login: in}, commands: [PA|SS]}", "PASS:", []string{"PASS], carri"}},
		{"{never: {does: \"files|.*\", when", "files.read:   {p", nil},
	} {
		var found []protocol.Location
		e.call("textDocument/definition", e.on(file, c.at), &found)
		if places := e.places(found); len(places) == 0 || !strings.HasPrefix(places[0], strings.TrimSuffix(c.declared, "")[:4]) {
			t.Errorf("%q leads to %q, want %q", c.at, places, c.declared)
		}
		if c.used == nil {
			continue
		}
		params := protocol.ReferenceParams{TextDocumentPositionParams: e.on(file, c.at)}
		e.call("textDocument/references", params, &found)
		if len(found) < len(c.used) {
			t.Errorf("%q is used at %q", c.at, e.places(found))
		}
	}
}

// labels are what is offered at a place.
func (e *editor) labels(file, at string) []string {
	e.t.Helper()
	var list protocol.CompletionList
	e.call("textDocument/completion", e.on(file, at), &list)
	var labels []string
	for _, i := range list.Items {
		labels = append(labels, i.Label)
	}
	return labels
}

// TestCompletion: what is offered while a line is typed that is no YAML yet.
func TestCompletion(t *testing.T) {
	t.Parallel()
	e, file := tiny(t)
	e.replace(file, "\ncommands:\n", "\ncommands:\n  NOOP:\n    \n")
	type offer struct {
		typed     string // in the place of the blanks below NOOP
		want, not []string
	}
	last := "\n  NOOP:\n    \n"
	for _, c := range []offer{
		{"    ne|", []string{"needs", "rfc", "replies"}, []string{"states"}},
		{"    needs: [|", []string{"logged-in", "writable"}, []string{"rename"}},
		{"    needs: [logged-in, wr|", []string{"writable"}, nil},
		{"    during: |", []string{"wait", "now", "alone", "last"}, nil},
		{"    by: |", []string{"handler", "table", "nobody"}, nil},
		{"    does: [files.|", []string{"files.read", "files.rename"}, nil},
		{"    arg: {path: |", []string{"path", "word"}, []string{"login"}},
		{"    replies:\n      ok: {co|", []string{"code", "to", "then"}, []string{"needs"}},
		{"    replies:\n      ok: {code: |", []string{"200", "500", "421"}, []string{"226", "150"}},
		{"    replies:\n      ok: {code: 200, to: {|", []string{"login", "rename"}, []string{"policy.files"}},
		{"    replies:\n      ok: {code: 200, to: {login: |", []string{"out", "named", "in"}, []string{"pending"}},
		{"    replies:\n      ok:\n        when: {|", []string{"login", "policy.files"}, nil},
		{"    replies:\n      ok:\n        when: {policy.files: |", []string{"writable", "read-only"}, []string{"out"}},
		{"    replies:\n      ok: {on: [|", []string{"missing", "busy", "other"}, nil},
		{"    replies:\n      ok: {text: {|", []string{"en", "zh"}, nil},
		{"    replies:\n      ok: |", []string{"denied", "failed"}, nil},
		{"    with: [|", []string{"login", "type"}, nil},
	} {
		e.replace(file, last, "\n  NOOP:\n"+strings.Replace(c.typed, "|", "", 1)+"\n")
		last = "\n  NOOP:\n" + strings.Replace(c.typed, "|", "", 1) + "\n"
		labels := e.labels(file, "\n  NOOP:\n"+c.typed)
		for _, w := range c.want {
			if !slices.Contains(labels, w) {
				t.Errorf("%q: %q is not offered: %q", c.typed, w, labels)
			}
		}
		for _, w := range c.not {
			if slices.Contains(labels, w) {
				t.Errorf("%q: %q is offered", c.typed, w)
			}
		}
	}
}

// TestOutline: symbols, folding, tokens and lenses of the whole document.
func TestOutline(t *testing.T) {
	t.Parallel()
	e, file := tiny(t)
	params := protocol.DocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: uriOf(file)}}
	var symbols []protocol.DocumentSymbol
	e.call("textDocument/documentSymbol", params, &symbols)
	at := slices.IndexFunc(symbols, func(s protocol.DocumentSymbol) bool { return s.Name == "PASS" })
	if at < 0 {
		t.Fatalf("PASS is not among %+v", symbols)
	}
	var children []string
	for _, c := range symbols[at].Children {
		children = append(children, c.Name)
	}
	if want := []string{"password", "named", "in", "rejected"}; !slices.Equal(children, want) {
		t.Errorf("below PASS there are %q, want %q", children, want)
	}
	if lines := symbols[at].Range.End.Line - symbols[at].Range.Start.Line; lines != 8 {
		t.Errorf("PASS has %d lines", lines)
	}
	var found []protocol.WorkspaceSymbol
	e.call("workspace/symbol", protocol.WorkspaceSymbolParams{Query: "rnt"}, &found)
	if len(found) != 1 || found[0].Name != "RNTO" {
		t.Errorf("%+v", found)
	}
	var folds []protocol.FoldingRange
	e.call("textDocument/foldingRange", params, &folds)
	if !slices.Contains(folds, protocol.FoldingRange{StartLine: symbols[at].Range.Start.Line, EndLine: symbols[at].Range.End.Line, Kind: "region"}) {
		t.Errorf("PASS cannot be folded: %+v", folds)
	}
	var tokens protocol.SemanticTokens
	e.call("textDocument/semanticTokens/full", params, &tokens)
	if n := len(tokens.Data); n < 5*300 || n%5 != 0 {
		t.Errorf("%d numbers", n)
	}
	titles := e.lenses(file)
	for _, want := range []string{"4 rows, not audited yet", "pending: 1 row leads here", "5 uses"} {
		if !slices.ContainsFunc(titles, func(l string) bool { return strings.HasSuffix(l, ": "+want) }) {
			t.Errorf("no lens says %q: %q", want, titles)
		}
	}
}

// TestLensesFollowTheAudit: the editor is told when the lenses have another verdict.
func TestLensesFollowTheAudit(t *testing.T) {
	t.Parallel()
	e, file := tinyWith(t, Options{Audit: func(*spec.Spec) (*report.Report, error) { return &report.Report{}, nil }})
	e.askedFor("workspace/codeLens/refresh")
	if titles := e.lenses(file); !slices.ContainsFunc(titles, func(l string) bool { return strings.HasSuffix(l, ": 4 rows, audit: clean") }) {
		t.Errorf("%q", titles)
	}
}

// lenses are the titles of a file's lenses, behind their lines.
func (e *editor) lenses(file string) []string {
	e.t.Helper()
	var lenses []protocol.CodeLens
	e.call("textDocument/codeLens", protocol.DocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: uriOf(file)}}, &lenses)
	var titles []string
	for _, l := range lenses {
		titles = append(titles, fmt.Sprintf("%d: %s", l.Range.Start.Line+1, l.Command.Title))
	}
	return titles
}

// TestRename: a name is another one wherever it stands, and nothing else is.
func TestRename(t *testing.T) {
	t.Parallel()
	for at, c := range map[string]struct {
		name  string
		wants []string
	}{
		"to: {rename: pend|ing}": {"waiting", []string{
			"states: [none, waiting], carries: {waiting: {from: path}}", "replies: {pending: {code: 350, to: {rename: waiting}", "{name: pending, when: {rename: waiting}"}},
		"\n  log|in:    {states": {"who", []string{
			"\n  who:    {states", "{when: {who: in}", "to: {who: in}", "with: [who]", "only-after: {state: {who: in}", "when: {who: [out, named]}", "login-by:"}},
		"needs: [logged|-in, writable]":  {"inside", []string{"\n  inside: {when:", "needs: [inside, {name: pending"}},
		"replies: {pen|ding: {code: 350": {"next", []string{"replies: {next: {code: 350, to: {rename: pending}"}},
		"carries: {pending: {fr|om: path}}": {"source", []string{
			"carries: {pending: {source: path}}", "arg: {source: path}", `{en: "{source} is {to}.", zh: "{source} 改为 {to}。"}`}},
		"else: deni|ed}\n  files.rename": {"refused", []string{"\n  refused: {code: 550", "else: {reply: refused, text", "writable:  {unless: {policy.files: read-only}, else: refused}"}},
	} {
		e, file := tiny(t)
		var edit protocol.WorkspaceEdit
		before := e.texts[file]
		e.call("textDocument/rename", protocol.RenameParams{TextDocumentPositionParams: e.on(file, at), NewName: c.name}, &edit)
		e.apply(edit)
		e.clean(file)
		for _, want := range c.wants {
			if !strings.Contains(e.texts[file], want) {
				t.Errorf("%q to %q: no %q", at, c.name, want)
			}
		}
		if strings.Count(e.texts[file], "\n") != strings.Count(before, "\n") {
			t.Errorf("%q: lines have come or gone", at)
		}
	}
	e, file := tiny(t)
	for at, wants := range map[string]string{"to: {rename: pend|ing}": "no|ne", "\n  RN|TO:": "\n  RNFR"} {
		err := e.ask("textDocument/rename", protocol.RenameParams{TextDocumentPositionParams: e.on(file, at), NewName: strings.TrimSpace(strings.ReplaceAll(wants, "|", ""))}, nil)
		if err == nil {
			t.Errorf("%q can be called %q too", at, wants)
		}
	}
}
