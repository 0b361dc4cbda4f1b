// Package lsp is a language server for specs and overlays: an editor that speaks the Language Server Protocol shows
// what the decoder and the audit find while one types, and knows what every name in the files means.
//
//	client                                        server
//	didOpen  spec/chapters/site.yaml         →
//	                                         ←    publishDiagnostics: unknown need "loged-in"; did you mean "logged-in"?
//	didChange                                →
//	                                         ←    publishDiagnostics: none
//	                                         ←    publishDiagnostics: P08 SITE COUNT does files.list before login,
//	                                              with the dialogue that shows it
//
// A spec is one document of several files: the server finds the entry whose chapter a file is, and of an overlay the
// base. A file that is open counts as the editor has it, any other as it is on the disk. Every change is decoded at
// once; the audit runs when typing rests, one audit at a time, and what it finds is shown if the text is still the
// same.
//
// A faulty text has the names of the last one without a fault in its syntax, so that completion works in a line that is
// half typed. Requests are answered in their order; none takes long.
//
// It does not serve Go: beside the editor's own server for Go it only leads from a handler to its lines in the spec.
package lsp

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/report"
)

// Options are what the server is given, beside the files.
type Options struct {
	Audit    func(*spec.Spec) (*report.Report, error)                         // finds what is wrong with a spec that decodes
	Format   func(file string, data []byte) ([]byte, error)                   // writes a file as it should be written; nil: formatting is not offered
	Chart    func(entry string, s *spec.Spec) (file string, err error)        // draws a spec and returns the page; nil: not offered
	Stub     func(entry string, s *spec.Spec, command string) (string, error) // writes a handler's stub and returns its file; nil: not offered
	Handlers Handlers                                                         // nil: nothing is known of Go
	Rest     time.Duration                                                    // how long nothing is typed before the audit begins; DefaultRest for 0
	Log      *slog.Logger                                                     // nil for none
}

// DefaultRest is how long nothing is typed before the audit begins: shorter than it takes to look up, longer than it
// takes to press the next key.
const DefaultRest = 300 * time.Millisecond

// Serve serves one client until it says exit or its side of the stream ends. The error is nil if it has said shutdown
// before.
func Serve(ctx context.Context, stream io.ReadWriteCloser, o Options) error {
	if o.Rest == 0 {
		o.Rest = DefaultRest
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &server{options: o, ctx: ctx, workspace: newWorkspace(o)}
	s.ready.Add(1)
	queue := newQueue(jsonrpc2.HandlerWithError(s.handle).SuppressErrClosed())
	conn := jsonrpc2.NewConn(ctx, jsonrpc2.NewBufferedStream(stream, jsonrpc2.VSCodeObjectCodec{}), queue)
	s.client = conn
	s.ready.Done()
	go queue.run()
	<-conn.DisconnectNotify()
	queue.stop()
	s.lock.Lock()
	defer s.lock.Unlock()
	s.stopAudits()
	if !s.shutdown {
		return errNoShutdown
	}
	return nil
}

// server is the state of one client's session.
type server struct {
	options   Options
	ctx       context.Context
	ready     sync.WaitGroup // until client is set
	client    *jsonrpc2.Conn
	lock      sync.Mutex // held while a message is handled, and while an audit's result is taken
	workspace *workspace
	shutdown  bool
	related   bool // the client shows related information
	refreshes bool // the client asks for code lenses again when it is told that they have changed
	audits    auditor
}
