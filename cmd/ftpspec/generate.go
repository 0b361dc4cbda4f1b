package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/gen"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/field"
)

// generateFlags are the flags of "ftpspec generate".
type generateFlags struct {
	spec    *string
	overlay overlayFlags
	out     string
	stubs   bool
	check   bool
}

// generateCommand is "ftpspec generate".
func generateCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "generate",
		Short: "Make Go and documents of the spec, and stubs for handlers that are missing",
		Long: `Make Go and documents of the spec, and stubs for handlers that are missing.

Files that are up to date are not touched, and a stub is written only where no handler is: no file that
a person has written is ever changed. Handlers that answer no command are findings; stubs that are not
written yet are told.

With --overlay, the package of another module's commands is made: it has what the overlay adds to its base or
changes there. The whole is audited; what the audit finds is told, and what the overlay relaxes, with its reasons.`,
		Example: `  ftpspec generate
  ftpspec generate --overlay site.yaml --out internal/site`,
		Args: cobra.NoArgs,
	}
	f := generateFlags{spec: specFlag(c)}
	f.overlay.add(c.Flags())
	c.Flags().StringVar(&f.out, "out", "", "write below this `directory` (default the module root); with --overlay, the package's own")
	c.Flags().BoolVar(&f.stubs, "stubs", true, "write stubs for missing handlers")
	c.Flags().BoolVar(&f.check, "check", false, "write nothing; files that are not up to date are findings")
	c.RunE = func(c *cobra.Command, _ []string) error { return f.run(c.OutOrStdout()) }
	return c
}

func (f *generateFlags) run(out io.Writer) error {
	p, err := f.open()
	if err != nil {
		return err
	}
	model := check.NewModel(p.spec)
	files, err := p.files(model)
	if err != nil {
		return err
	}
	if f.check {
		return reportStale(out, p, files)
	}
	if _, err := p.write(out, files); err != nil {
		return err
	}
	if p.spec.Base == nil {
		return f.reportHandlers(out, p)
	}
	return errors.Join(f.reportHandlers(out, p), reportAudit(out, model))
}

// files are where the spec or the overlay begins, whether it can be read or not.
func (f *generateFlags) files() []string {
	switch {
	case f.overlay.file != "":
		return []string{f.overlay.file}
	case *f.spec != "":
		return []string{*f.spec}
	}
	root, _, err := findModule()
	if err != nil {
		return nil
	}
	return []string{filepath.Join(root, filepath.FromSlash(specFile))}
}

// files are all that is made of the project's spec.
func (p *project) files(model *check.Model) (map[string][]byte, error) {
	p.gen.Graph = model.Graph
	if p.spec.Base == nil { // an overlay answers for its own commands alone
		var err error
		if p.gen.Standard, err = documents.Account(model); err != nil {
			return nil, err
		}
		if p.gen.Field, err = field.Document(p.spec); err != nil {
			return nil, err
		}
	}
	return gen.Generate(p.spec, p.gen)
}

// write writes the files that are not up to date, and says which they are.
func (p *project) write(out io.Writer, files map[string][]byte) (changed []string, err error) {
	changed, err = gen.Write(p.root, files)
	for _, name := range changed {
		verb := "wrote"
		if files[name] == nil {
			verb = "removed"
		}
		fmt.Fprintf(out, "%s %s\n", verb, filepath.ToSlash(filepath.Join(p.root, name)))
	}
	return changed, err
}

// open reads the spec or the overlay, and says where what is made of it goes.
func (f *generateFlags) open() (*project, error) {
	if f.overlay.file != "" {
		if *f.spec != "" {
			return nil, errors.New("ftpspec generate: of --spec and --overlay there is one")
		}
		return openOverlay(f.overlay, f.out)
	}
	p, err := openProject(*f.spec)
	if err != nil {
		return nil, err
	}
	if p.spec.Base != nil {
		return nil, fmt.Errorf("ftpspec generate: %s is an overlay; --overlay makes its package", p.file)
	}
	if f.out != "" {
		p.root = f.out
	}
	return p, nil
}

// reportStale reports the files that are not what the spec makes of them.
func reportStale(out io.Writer, p *project, files map[string][]byte) error {
	stale := gen.Stale(p.root, files)
	for _, name := range stale {
		fmt.Fprintf(out, "%s is not up to date; run go generate ./...\n", filepath.ToSlash(filepath.Join(p.root, name)))
	}
	if len(stale) > 0 {
		return errFindings
	}
	return nil
}

// reportHandlers writes the stubs that are missing, and reports handlers without a command and stubs.
func (f *generateFlags) reportHandlers(out io.Writer, p *project) error {
	commands, found, err := p.handled()
	if err != nil {
		return err
	}
	if err := f.stubsFor(out, p, gen.Missing(commands, found)); err != nil {
		return err
	}
	for _, h := range found {
		if h.Unwritten {
			fmt.Fprintln(out, h.StillUnwritten())
		}
	}
	orphans := gen.Orphans(commands, found)
	for _, h := range orphans {
		fmt.Fprintln(out, h.Orphaned())
	}
	if len(orphans) > 0 {
		return errFindings
	}
	return nil
}

// handled are the commands that need handlers, and the handlers that there are.
func (p *project) handled() (commands []string, found []gen.Handler, err error) {
	if commands, err = gen.Handled(p.spec, p.gen); err != nil {
		return nil, nil, err
	}
	found, err = gen.Handlers(p.spec, p.gen, p.handlers())
	return commands, found, err
}

// stubsFor writes the stubs of commands that have no handler, or says that there is none.
func (f *generateFlags) stubsFor(out io.Writer, p *project, missing []string) error {
	for _, name := range missing {
		switch {
		case !f.stubs && p.spec.Base != nil:
			fmt.Fprintf(out, "%s has no handler; without --stubs=false a stub is written\n", name)
			continue
		case !f.stubs:
			fmt.Fprintf(out, "%s has no handler; ftpspec scaffold %q writes a stub\n", name, name)
			continue
		}
		file, err := gen.Scaffold(p.spec, p.gen, p.handlers(), name)
		if errors.Is(err, gen.ErrExists) && p.hasHandler(name) {
			continue // "ftpspec watch", which sees the spec change, has written the stub meanwhile
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "wrote stub %s\n", filepath.ToSlash(file))
	}
	return nil
}

// hasHandler reports whether a command has a handler now.
func (p *project) hasHandler(command string) bool {
	_, found, err := p.handled()
	return err == nil && len(gen.Missing([]string{command}, found)) == 0
}
