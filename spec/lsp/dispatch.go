package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// errNoShutdown ends a session whose client has closed the stream without the request shutdown.
var errNoShutdown = errors.New("lsp: the client went away without saying shutdown")

// handle answers a message. They come one at a time.
func (s *server) handle(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) (any, error) {
	s.ready.Wait()
	s.lock.Lock()
	defer s.lock.Unlock()
	do, known := methods[r.Method]
	switch {
	case !known && r.Notif:
		return nil, nil // $/cancelRequest and the like: what is answered at once need not be called off
	case !known:
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: fmt.Sprintf("%s is not known here", r.Method)}
	case s.shutdown && r.Method != "exit":
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "nothing but exit comes after shutdown"}
	}
	var params json.RawMessage
	if r.Params != nil {
		params = *r.Params
	}
	return do(s, params)
}

// methods are the messages that the server knows.
var methods = map[string]func(*server, json.RawMessage) (any, error){
	"initialize":  about((*server).initialize),
	"initialized": ignored,
	"shutdown":    (*server).bye,
	"exit":        (*server).exit,

	"textDocument/didOpen":   told((*server).didOpen),
	"textDocument/didChange": told((*server).didChange),
	"textDocument/didClose":  told((*server).didClose),
	"textDocument/didSave":   told((*server).didSave),

	"textDocument/hover":               about((*server).hover),
	"textDocument/definition":          about((*server).definition),
	"textDocument/implementation":      about((*server).implementation),
	"textDocument/references":          about((*server).references),
	"textDocument/documentHighlight":   about((*server).highlight),
	"textDocument/completion":          about((*server).completion),
	"textDocument/documentSymbol":      about((*server).symbols),
	"workspace/symbol":                 about((*server).workspaceSymbols),
	"textDocument/foldingRange":        about((*server).folding),
	"textDocument/semanticTokens/full": about((*server).tokens),
	"textDocument/prepareRename":       about((*server).prepareRename),
	"textDocument/rename":              about((*server).rename),
	"textDocument/codeLens":            about((*server).lenses),
	"textDocument/codeAction":          about((*server).actions),
	"textDocument/formatting":          about((*server).format),
	"workspace/executeCommand":         about((*server).execute),
}

// about is a message with parameters and an answer.
func about[P, R any](answer func(*server, P) (R, error)) func(*server, json.RawMessage) (any, error) {
	return func(s *server, raw json.RawMessage) (any, error) {
		var params P
		if err := json.Unmarshal(raw, &params); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
		}
		return answer(s, params)
	}
}

// told is a message with parameters and no answer.
func told[P any](take func(*server, P) error) func(*server, json.RawMessage) (any, error) {
	return about(func(s *server, p P) (any, error) { return nil, take(s, p) })
}

func ignored(*server, json.RawMessage) (any, error) { return nil, nil }

// initialize says what the server can do.
func (s *server) initialize(p protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.related = p.Capabilities.TextDocument.PublishDiagnostics.RelatedInformation
	s.refreshes = p.Capabilities.Workspace.CodeLens.RefreshSupport
	c := protocol.ServerCapabilities{
		TextDocumentSync: protocol.TextDocumentSyncOptions{OpenClose: true, Change: protocol.SyncIncremental, Save: true},
		HoverProvider:    true, DefinitionProvider: true, ImplementationProvider: true, ReferencesProvider: true, DocumentHighlightProvider: true,
		DocumentSymbolProvider: true, WorkspaceSymbolProvider: true, FoldingRangeProvider: true, CodeActionProvider: true,
		DocumentFormattingProvider: s.options.Format != nil,
		RenameProvider:             protocol.RenameOptions{PrepareProvider: true},
		CompletionProvider:         protocol.CompletionOptions{TriggerCharacters: []string{" ", "{", "[", ".", ","}},
		SemanticTokensProvider:     protocol.SemanticTokensOptions{Legend: legend(), Full: true},
		ExecuteCommandProvider:     &protocol.ExecuteCommandOptions{Commands: s.commands()},
	}
	return &protocol.InitializeResult{Capabilities: c, ServerInfo: protocol.ServerInfo{Name: "ftpspec"}}, nil
}

// bye is the request shutdown.
func (s *server) bye(json.RawMessage) (any, error) {
	s.shutdown = true
	s.stopAudits()
	return nil, nil
}

// exit ends the connection.
func (s *server) exit(json.RawMessage) (any, error) { return nil, s.client.Close() }

func (s *server) didOpen(p protocol.DidOpenParams) error {
	file := pathOf(p.TextDocument.URI)
	s.workspace.documents[file] = &document{text: p.TextDocument.Text, version: p.TextDocument.Version}
	return s.changed(file)
}

func (s *server) didChange(p protocol.DidChangeParams) error {
	file := pathOf(p.TextDocument.URI)
	d := s.workspace.documents[file]
	if d == nil {
		return fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	for _, c := range p.ContentChanges {
		if err := d.change(c); err != nil {
			return err
		}
	}
	d.version = p.TextDocument.Version
	return s.changed(file)
}

func (s *server) didClose(p protocol.DocumentParams) error {
	file := pathOf(p.TextDocument.URI)
	delete(s.workspace.documents, file)
	return s.changed(file)
}

// didSave looks at the files again: others may have changed on the disk.
func (s *server) didSave(p protocol.DocumentParams) error {
	return s.changed(pathOf(p.TextDocument.URI))
}

// changed decodes what a file belongs to, tells what is wrong, and has it audited when typing rests.
func (s *server) changed(file string) error {
	for _, p := range s.workspace.about(file) {
		p.update()
		if err := s.publish(p); err != nil {
			return err
		}
	}
	s.auditLater()
	return nil
}
