package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/gen"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// fixFlags are the flags of "ftpspec fix".
type fixFlags struct {
	spec   *string
	id     string
	accept bool
	dry    bool
}

// fixCommand is "ftpspec fix".
func fixCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "fix [SPEC]",
		Short: "Mend what the decoder and the audit find, where they can say how",
		Long: `Mend what the decoder and the audit find, where they can say how: a word that was meant, a declaration that nothing uses, a
need that is forgotten, a lifetime that is too long. RULES.md tells which checks can. A patch for a finding is kept only if an
audit of the result no longer has the finding, and has no other as serious that was not there; of several the first such one.

Files keep their comments and their order. An overlay's base is not changed. What only a person can say is left, and told: a
translation is begun with the words of another language, and --accept begins a reason for what is to be accepted.

The exit status is 0 when nothing is left, and 1 when something is.`,
		Example: `  ftpspec fix
  ftpspec fix --id P08 --dry-run
  ftpspec fix site.yaml`,
		Args: cobra.MaximumNArgs(1),
	}
	f := fixFlags{spec: specFlag(c)}
	c.Flags().StringVar(&f.id, "id", "", "mend what this `check` finds, and nothing else")
	c.Flags().BoolVar(&f.accept, "accept", false, "begin the entries by which findings are accepted, for the reasons to be filled in")
	c.Flags().BoolVar(&f.dry, "dry-run", false, "show what would change, and write nothing")
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 1 {
			*f.spec = args[0]
		}
		return f.run(c.OutOrStdout())
	}
	return c
}

func (f *fixFlags) run(out io.Writer) error {
	if f.id != "" {
		c, known := checkNamed(f.id)
		if !known {
			return fmt.Errorf("ftpspec fix: there is no check %q; ftpspec help checks lists them", f.id)
		}
		f.id = c.ID
	}
	file := *f.spec
	if file == "" {
		root, _, err := findModule()
		if err != nil {
			return err
		}
		file = filepath.Join(root, filepath.FromSlash(specFile))
	}
	m, err := openMender(file, f)
	if err != nil {
		return err
	}
	before := m.book.Files
	if err := m.faults(out); err != nil {
		return err
	}
	if err := m.findings(out); err != nil {
		return err
	}
	if err := f.finish(out, before, m.book.Files); err != nil {
		return err
	}
	return m.left(out)
}

// finish writes the files that have changed, or shows what would change.
func (f *fixFlags) finish(out io.Writer, before, after []syntax.File) error {
	for i, was := range before {
		is := after[i]
		switch {
		case bytes.Equal(was.Data, is.Data):
		case f.dry:
			if _, err := out.Write(diff.Diff("a/"+was.Name, was.Data, "b/"+is.Name, is.Data)); err != nil {
				return err
			}
		default:
			info, err := os.Stat(was.Name)
			if err != nil {
				return fmt.Errorf("ftpspec fix: %w", err)
			}
			if err := gen.WriteFile(filepath.FromSlash(is.Name), is.Data, info.Mode().Perm()); err != nil {
				return fmt.Errorf("ftpspec fix: %w", err)
			}
			fmt.Fprintf(out, "wrote %s\n", is.Name)
		}
	}
	return nil
}
