package main

import (
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/gen"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/decode"
)

// overlayFlags are the flags about overlays: what is made of one, and where.
type overlayFlags struct {
	file     string // the overlay; "" when a whole spec is generated
	name     string
	docs     string
	handlers string
	receiver string
}

// overlayType is the type whose methods answer the commands of an overlay, unless a flag says otherwise. The
// standard handlers have a name of their own, so that both can be in one program.
const overlayType = "Handlers"

func (f *overlayFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.file, "overlay", "", "make the package of this overlay `file`, which --out names")
	flags.StringVar(&f.name, "package", "", "with --overlay: the package's `name` (default the last element of --out)")
	flags.StringVar(&f.docs, "docs", "", "with --overlay: write TABLE.md and diagrams to this `directory`")
	flags.StringVar(&f.handlers, "handlers", "", "with --overlay: `directory` of the handlers (default the parent of --out)")
	flags.StringVar(&f.receiver, "type", overlayType, "with --overlay: `type` whose methods are the handlers")
}

// openOverlay decodes the overlay and its base, and finds the module that the overlay is in. The package goes to
// out, by default a directory beside the overlay that is named like it.
func openOverlay(f overlayFlags, out string) (*project, error) {
	dir := filepath.Dir(f.file)
	root, module, err := findModuleAbove(dir)
	if err != nil {
		return nil, err
	}
	s, err := decode.Load(f.file)
	if err != nil {
		return nil, err
	}
	if s.Base == nil {
		return nil, fmt.Errorf("ftpspec: %s extends nothing; a whole spec is generated without --overlay", f.file)
	}
	_, baseModule, err := findModuleAbove(filepath.Dir(s.Base.File))
	if err != nil {
		return nil, fmt.Errorf("%w of the base", err)
	}
	if out == "" {
		out = strings.TrimSuffix(f.file, filepath.Ext(f.file))
	}
	p := &project{root: root, file: f.file, spec: s, handlersDir: f.handlers, gen: gen.Options{
		SpecPath: fromRoot(root, f.file), Module: module, Dir: fromRoot(root, out), Package: f.name,
		Base: path.Join(baseModule, packageDir), Type: f.receiver,
	}}
	if f.docs != "" {
		p.gen.Docs = fromRoot(root, f.docs)
	}
	for _, place := range []string{p.gen.Dir, p.gen.Docs} {
		if place == "." || place == ".." || strings.HasPrefix(place, "../") {
			return nil, fmt.Errorf("ftpspec: %s is no directory of its own in the module of %s", place, f.file)
		}
	}
	return p, nil
}

// reportAudit audits the whole that an overlay makes, and prints what is found with the dialogues that show it.
func reportAudit(out io.Writer, m *check.Model) error {
	r, err := auditModel(m)
	if err != nil {
		return err
	}
	for _, g := range r.Groups() {
		fmt.Fprintln(out, g.Finding)
		for _, note := range g.Notes(false) {
			fmt.Fprintf(out, "    %s\n", note)
		}
	}
	for _, w := range m.Spec.Relaxations {
		fmt.Fprintf(out, "%s: relaxes: %s: %s\n", w.Pos, w.What, w.Why)
	}
	if len(r.Findings) > 0 {
		return errFindings
	}
	return nil
}
