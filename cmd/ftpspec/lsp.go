package main

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/gen"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/format"
	"github.com/portolan-ftp/portolan/spec/lsp"
	"github.com/portolan-ftp/portolan/spec/mention"
)

// lspCommand is "ftpspec lsp".
func lspCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Serve an editor: the Language Server Protocol on standard input and output",
		Long: `Serve an editor: the Language Server Protocol 3.17 on standard input and output.

What the decoder finds is shown at every change, what the audit finds when typing rests, with the dialogue that shows
it. The server explains every name, leads to where it is declared and used, and to the handler of a command; it completes,
renames, formats, and offers to mend what it knows the cure of. spec/lsp/README.md says how an editor starts it.`,
		Args: cobra.NoArgs,
	}
	verbose := c.Flags().BoolP("verbose", "v", false, "log to standard error")
	c.RunE = func(c *cobra.Command, _ []string) error {
		o := lsp.Options{Audit: auditSpec, Format: format.Format, Chart: drawn, Stub: stubFor, Handlers: handlersOf{}}
		if *verbose {
			o.Log = slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
		}
		return lsp.Serve(c.Context(), pipes{c.InOrStdin(), c.OutOrStdout()}, o)
	}
	return c
}

// pipes are the program's standard input and output as one stream.
type pipes struct {
	io.Reader
	io.Writer
}

// Close closes what can be closed, so that nobody goes on reading.
func (p pipes) Close() error {
	var errs []error
	for _, end := range []any{p.Reader, p.Writer} {
		if c, ok := end.(io.Closer); ok {
			errs = append(errs, c.Close())
		}
	}
	return errors.Join(errs...)
}

// projectOf is the module around a spec that an editor has open. An overlay's package is beside it, as generate makes
// it where nothing else is said.
func projectOf(entry string, s *spec.Spec) (*project, error) {
	root, module, err := findModuleAbove(filepath.Dir(entry))
	if err != nil {
		return nil, err
	}
	p := &project{root: root, file: entry, spec: s, gen: gen.Options{SpecPath: fromRoot(root, entry), Module: module, Dir: packageDir}}
	if s.Base != nil {
		p.handlersDir = filepath.Dir(entry)
		p.gen.Type = overlayType
		p.gen.Dir = fromRoot(root, entry[:len(entry)-len(filepath.Ext(entry))])
		if _, base, err := findModuleAbove(filepath.Dir(s.Base.File)); err == nil {
			p.gen.Base = path.Join(base, packageDir)
		}
	}
	return p, nil
}

// drawn draws a spec to a page of its own.
func drawn(entry string, s *spec.Spec) (string, error) {
	p, err := projectOf(entry, s)
	if err != nil {
		return "", err
	}
	content, err := p.chart(&chartFlags{format: "html"}, nil)
	if err != nil {
		return "", err
	}
	file := filepath.Join(os.TempDir(), "ftpspec-chart.html")
	return file, os.WriteFile(file, content, 0o644)
}

// stubFor writes the stub of a command's handler.
func stubFor(entry string, s *spec.Spec, command string) (string, error) {
	p, err := projectOf(entry, s)
	if err != nil {
		return "", err
	}
	return gen.Scaffold(p.spec, p.gen, p.handlers(), command)
}

// handlersOf knows the Go code beside a spec.
type handlersOf struct{}

// Handler is where the handler of a command is.
func (handlersOf) Handler(entry string, s *spec.Spec, command string) (file string, line int) {
	p, err := projectOf(entry, s)
	if err != nil {
		return "", 0
	}
	found, err := gen.Handlers(p.spec, p.gen, p.handlers())
	if err != nil {
		return "", 0
	}
	if h := gen.HandlerOf(command, found); h != nil {
		return h.File, h.Line
	}
	return "", 0
}

// Names are the identifiers that the spec has made.
func (handlersOf) Names(entry string, s *spec.Spec) map[string]mention.Mention {
	p, err := projectOf(entry, s)
	if err != nil {
		return nil
	}
	symbols, err := gen.Symbols(p.spec, p.gen)
	if err != nil {
		return nil
	}
	return symbols
}

// Rename is what changes in the handlers when one spec becomes another.
func (handlersOf) Rename(entry string, before, after *spec.Spec) (map[string][]byte, error) {
	p, err := projectOf(entry, before)
	if err != nil {
		return nil, err
	}
	return gen.Rename(before, after, p.gen, p.handlers())
}
