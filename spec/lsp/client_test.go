package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// editor is a client that is driven by a test: it types, and looks at what is shown.
type editor struct {
	t       testing.TB
	conn    *jsonrpc2.Conn
	texts   map[string]string // of what it has open, by file
	mu      sync.Mutex
	shown   map[string][]protocol.Diagnostic // by file
	news    chan struct{}
	asked   []string // what the server has asked for
	version int
	done    chan error
}

// patience is how long an answer may take on a loaded machine.
const patience = 2 * time.Minute

// open starts a server and an editor on a pipe.
func open(t testing.TB, o Options) *editor {
	t.Helper()
	here, there := net.Pipe()
	e := &editor{t: t, texts: map[string]string{}, shown: map[string][]protocol.Diagnostic{}, news: make(chan struct{}, 1), done: make(chan error, 1)}
	go func() { e.done <- Serve(context.Background(), there, o) }()
	e.conn = jsonrpc2.NewConn(context.Background(), jsonrpc2.NewBufferedStream(here, jsonrpc2.VSCodeObjectCodec{}), jsonrpc2.HandlerWithError(e.handle))
	e.call("initialize", json.RawMessage(`{"processId":null,"capabilities":{"textDocument":{"publishDiagnostics":{"relatedInformation":true}},"workspace":{"codeLens":{"refreshSupport":true}}}}`), nil)
	e.notify("initialized", struct{}{})
	return e
}

// close ends the session as an editor does.
func (e *editor) close() {
	e.t.Helper()
	e.call("shutdown", nil, nil)
	e.notify("exit", nil)
	if err := <-e.done; err != nil {
		e.t.Errorf("the server ends with %v", err)
	}
}

// handle takes what the server says.
func (e *editor) handle(_ context.Context, _ *jsonrpc2.Conn, r *jsonrpc2.Request) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked = append(e.asked, r.Method)
	if r.Method == "textDocument/publishDiagnostics" {
		var p protocol.PublishDiagnosticsParams
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			return nil, err
		}
		e.shown[pathOf(p.URI)] = p.Diagnostics
	}
	select {
	case e.news <- struct{}{}:
	default:
	}
	return map[string]bool{"success": true}, nil
}

func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	if err := e.ask(method, params, result); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) ask(method string, params, result any) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return e.conn.Call(ctx, method, params, result)
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	if err := e.conn.Notify(context.Background(), method, params); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

// edit opens a file.
func (e *editor) edit(file string) {
	e.t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		e.t.Fatal(err)
	}
	e.texts[file] = string(data)
	e.notify("textDocument/didOpen", protocol.DidOpenParams{TextDocument: protocol.TextDocumentItem{URI: uriOf(file), LanguageID: "yaml", Text: string(data)}})
}

// replace types one text in the place of another, which stands in the file once.
func (e *editor) replace(file, old, new string) {
	e.t.Helper()
	if n := strings.Count(e.texts[file], old); n != 1 {
		e.t.Fatalf("%q is in %s %d times", old, file, n)
	}
	at := strings.Index(e.texts[file], old)
	e.version++
	from, to := positionAt(e.texts[file], at), positionAt(e.texts[file], at+len(old))
	e.texts[file] = strings.Replace(e.texts[file], old, new, 1)
	e.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uriOf(file), "version": e.version},
		"contentChanges": []protocol.ContentChange{{Range: &protocol.Range{Start: from, End: to}, Text: new}},
	})
}

// positionAt is a place of a text by its bytes.
func positionAt(text string, at int) protocol.Position {
	before := text[:at]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return protocol.Position{Line: strings.Count(before, "\n"), Character: unitsOf(line, len(line))}
}

// on is a place in a file: inside the text that is marked by a bar in the context: "needs: [log|ged-in".
func (e *editor) on(file, context string) protocol.TextDocumentPositionParams {
	e.t.Helper()
	text := strings.Replace(context, "|", "", 1)
	if n := strings.Count(e.texts[file], text); n != 1 {
		e.t.Fatalf("%q is in %s %d times", text, file, n)
	}
	at := strings.Index(e.texts[file], text) + strings.Index(context, "|")
	return protocol.TextDocumentPositionParams{TextDocument: protocol.TextDocumentIdentifier{URI: uriOf(file)}, Position: positionAt(e.texts[file], at)}
}

// until waits for what is shown of a file to be as it should, and returns it.
func (e *editor) until(file, what string, want func([]protocol.Diagnostic) bool) []protocol.Diagnostic {
	e.t.Helper()
	late := time.After(patience)
	for {
		e.mu.Lock()
		now, told := e.shown[file]
		e.mu.Unlock()
		if told && want(now) {
			return now
		}
		select {
		case <-e.news:
		case <-late:
			e.t.Fatalf("%s is not shown; there are %s", what, messages(now))
		}
	}
}

// askedFor waits until the server has asked for something.
func (e *editor) askedFor(method string) {
	e.t.Helper()
	late := time.After(patience)
	for {
		e.mu.Lock()
		asked := slices.Contains(e.asked, method)
		e.mu.Unlock()
		if asked {
			return
		}
		select {
		case <-e.news:
		case <-late:
			e.t.Fatalf("the server does not ask for %s", method)
		}
	}
}

// shows waits for a diagnostic with some words.
func (e *editor) shows(file, words string) protocol.Diagnostic {
	e.t.Helper()
	all := e.until(file, words, func(all []protocol.Diagnostic) bool { return find(all, words) >= 0 })
	return all[find(all, words)]
}

// clean waits until nothing is wrong with a file.
func (e *editor) clean(file string) {
	e.t.Helper()
	e.until(file, "nothing wrong", func(all []protocol.Diagnostic) bool { return len(all) == 0 })
}

func find(all []protocol.Diagnostic, words string) int {
	return slices.IndexFunc(all, func(d protocol.Diagnostic) bool { return strings.Contains(d.Message, words) })
}

func messages(all []protocol.Diagnostic) string {
	var texts []string
	for _, d := range all {
		texts = append(texts, fmt.Sprintf("%d:%d %s %s", d.Range.Start.Line+1, d.Range.Start.Character+1, d.Code, d.Message))
	}
	return strings.Join(texts, "\n")
}

// act carries out the quick fix with a title at a diagnostic.
func (e *editor) act(file string, d protocol.Diagnostic, title string) {
	e.t.Helper()
	var actions []protocol.CodeAction
	e.call("textDocument/codeAction", protocol.CodeActionParams{TextDocument: protocol.TextDocumentIdentifier{URI: uriOf(file)}, Range: d.Range}, &actions)
	var titles []string
	for _, a := range actions {
		titles = append(titles, a.Title)
		if a.Title == title {
			e.apply(*a.Edit)
			return
		}
	}
	e.t.Fatalf("nobody offers to %q; there are %q", title, titles)
}

// apply changes the files as the server says; those that are not open are opened.
func (e *editor) apply(edit protocol.WorkspaceEdit) {
	e.t.Helper()
	for uri, edits := range edit.Changes {
		file := pathOf(uri)
		if _, ok := e.texts[file]; !ok {
			e.edit(file)
		}
		for _, x := range slices.Backward(edits) {
			d := document{text: e.texts[file]}
			if err := d.change(protocol.ContentChange{Range: &x.Range, Text: x.NewText}); err != nil {
				e.t.Fatal(err)
			}
			e.texts[file] = d.text
			e.version++
			e.notify("textDocument/didChange", map[string]any{
				"textDocument":   map[string]any{"uri": uri, "version": e.version},
				"contentChanges": []protocol.ContentChange{{Range: &x.Range, Text: x.NewText}},
			})
		}
	}
}

// copySpec copies the spec of FTP to a directory of its own.
func copySpec(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range append([]string{"ftp.yaml"}, chaptersOf(t)...) {
		data, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, "spec", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "spec")
}

func chaptersOf(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile("../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return syntax.Chapters("ftp.yaml", data)
}

// audited is the audit as the program asks for it.
func audited(s *spec.Spec) (*report.Report, error) {
	return audit.Audit(check.NewModel(s), slices.Concat(audit.Checks(), documents.Checks())), nil
}
