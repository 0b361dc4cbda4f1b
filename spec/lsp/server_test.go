package lsp

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/format"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// TestProtocol: what the server does not know is an error of its own kind, a notification that it does not know is
// nothing, and behind shutdown there is only exit.
func TestProtocol(t *testing.T) {
	t.Parallel()
	e := open(t, Options{})
	e.notify("$/cancelRequest", map[string]int{"id": 1})
	for method, code := range map[string]int64{"textDocument/moniker": jsonrpc2.CodeMethodNotFound, "textDocument/hover": jsonrpc2.CodeInvalidParams} {
		var fault *jsonrpc2.Error
		if err := e.ask(method, []int{1}, nil); !errors.As(err, &fault) || fault.Code != code {
			t.Errorf("%s: %v, want the code %d", method, err, code)
		}
	}
	e.call("shutdown", nil, nil)
	var fault *jsonrpc2.Error
	if err := e.ask("workspace/symbol", protocol.WorkspaceSymbolParams{}, nil); !errors.As(err, &fault) || fault.Code != jsonrpc2.CodeInvalidRequest {
		t.Errorf("behind shutdown: %v", err)
	}
	e.notify("exit", nil)
	if err := <-e.done; err != nil {
		t.Errorf("the server ends with %v", err)
	}
}

// TestGone: a client that goes away without a word ends the server with an error.
func TestGone(t *testing.T) {
	t.Parallel()
	here, there := net.Pipe()
	done := make(chan error, 1)
	go func() { done <- Serve(context.Background(), there, Options{}) }()
	here.Close()
	if err := <-done; !errors.Is(err, errNoShutdown) {
		t.Errorf("the server ends with %v", err)
	}
}

// TestForeign: documents that belong to no spec have nothing to say.
func TestForeign(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "compose.yaml")
	if err := os.WriteFile(file, []byte("services:\n  web: {image: nginx}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	e := open(t, Options{})
	defer e.close()
	e.edit(file)
	var h *protocol.Hover
	e.call("textDocument/hover", e.on(file, "we|b"), &h)
	var symbols []protocol.DocumentSymbol
	e.call("textDocument/documentSymbol", protocol.DocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: uriOf(file)}}, &symbols)
	if h != nil || len(symbols) > 0 || len(e.labels(file, "we|b")) > 0 {
		t.Errorf("%+v %+v", h, symbols)
	}
}

// TestAuditsRest: what is typed while an audit runs makes its result worthless, and one audit runs at a time.
func TestAuditsRest(t *testing.T) {
	t.Parallel()
	began, goOn := make(chan struct{}), make(chan struct{})
	var running, most atomic.Int32
	e := open(t, Options{Rest: 1, Audit: func(s *spec.Spec) (*report.Report, error) {
		most.Store(max(most.Load(), running.Add(1)))
		defer running.Add(-1)
		began <- struct{}{}
		<-goOn
		text := s.Commands[len(s.Commands)-1].Help[0]
		return &report.Report{Spec: s, Findings: []check.Finding{{Check: "T99", At: "QUIT", Pos: s.Commands[0].Pos, Message: text}}}, nil
	}})
	file := filepath.Join(t.TempDir(), "tiny.yaml")
	data, err := os.ReadFile("../decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	e.edit(file)
	<-began
	e.replace(file, `help: {en: "quit"`, `help: {en: "go"`)
	e.call("textDocument/hover", e.on(file, "\n  QU|IT:"), nil) // the change has been taken
	goOn <- struct{}{}
	<-began
	goOn <- struct{}{}
	if d := e.shows(file, "QUIT: "); d.Message != "QUIT: go" {
		t.Errorf("shown is %q, of a text that is no more", d.Message)
	}
	if most.Load() != 1 {
		t.Errorf("%d audits ran at once", most.Load())
	}
	e.close()
}

// TestCommands: the chart is drawn, the stub is written, a command is explained, and the editor is asked to show each.
func TestCommands(t *testing.T) {
	t.Parallel()
	_, file := tiny(t)
	e := open(t, Options{
		Chart: func(string, *spec.Spec) (string, error) { return "/tmp/chart.html", nil },
		Stub:  func(_ string, _ *spec.Spec, command string) (string, error) { return "/tmp/" + command + ".go", nil },
	})
	defer e.close()
	e.edit(file)
	e.clean(file)
	for _, c := range []struct {
		command *protocol.Command
		want    string
	}{
		{call("", commandChart, uriOf(file)), "/tmp/chart.html"},
		{call("", commandChart, uriOf(file), "quiet"), "/tmp/chart.html"},
		{call("", commandStub, uriOf(file), "RETR"), "/tmp/RETR.go"},
	} {
		var written string
		e.call("workspace/executeCommand", c.command, &written)
		if written != c.want {
			t.Errorf("%s: %q", c.command.Command, written)
		}
	}
	var page string
	e.call("workspace/executeCommand", call("", commandExplain, uriOf(file), "RNTO"), &page)
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "The shortest dialogue to each answer:") {
		t.Errorf("%s: %v\n%s", page, err, text)
	}
	os.Remove(page)
	e.call("workspace/executeCommand", call("", commandScript, uriOf(file), "RNTO"), &page)
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "== RNTO pending\n") {
		t.Errorf("%s: %v\n%s", page, err, text)
	}
	os.Remove(page)
	var actions []protocol.CodeAction
	line := e.on(file, "\n  RN|TO:").Position
	e.call("textDocument/codeAction", protocol.CodeActionParams{TextDocument: protocol.TextDocumentIdentifier{URI: uriOf(file)}, Range: protocol.Range{Start: line, End: line}}, &actions)
	if len(actions) != 1 || actions[0].Command.Command != commandScript {
		t.Errorf("offered are %+v", actions)
	}
	if err := e.ask("workspace/executeCommand", call("", "ftpspec.format-disk", uriOf(file)), nil); err == nil {
		t.Error("a command that there is not is carried out")
	}
	shown := 0
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, asked := range e.asked {
		if asked == "window/showDocument" {
			shown++
		}
	}
	if shown != 4 { // all but the quiet one
		t.Errorf("the editor is asked to show %d documents", shown)
	}
}

// TestFormat: a document is written as the formatter writes it, by a change of the lines that differ.
func TestFormat(t *testing.T) {
	t.Parallel()
	e := open(t, Options{Format: format.Format})
	defer e.close()
	file := filepath.Join(t.TempDir(), "tiny.yaml")
	data, err := os.ReadFile("../decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want, err := format.Format(file, data)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	e.edit(file)
	for range 2 {
		var edits []protocol.TextEdit
		e.call("textDocument/formatting", protocol.DocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: uriOf(file)}}, &edits)
		e.apply(protocol.WorkspaceEdit{Changes: map[string][]protocol.TextEdit{uriOf(file): edits}})
		if e.texts[file] != string(want) {
			t.Fatalf("the document is\n%s\nwant\n%s", e.texts[file], want)
		}
	}
	e.clean(file)
}
