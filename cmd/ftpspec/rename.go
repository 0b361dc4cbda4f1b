package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/gen"
	"github.com/portolan-ftp/portolan/spec/revise"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// renameCommand is "ftpspec rename".
func renameCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "rename OLD NEW",
		Short: "Give a state, a need, an outcome or anything else another name, in the spec and in the handlers",
		Long: `Give something another name wherever the spec and the handlers name it: REGION.STATE, "COMMAND OUTCOME", or a region, a
need, a command, a type or a carried value by its name. NEW is the last word alone.

It is refused if the result would have faults or other rows. Generated files are made new.`,
		Example: `  ftpspec rename rename.pending waiting
  ftpspec rename logged-in authenticated
  ftpspec rename "RNFR pending" named`,
		Args: cobra.ExactArgs(2),
	}
	file := specFlag(c)
	dry := c.Flags().Bool("dry-run", false, "print the names of the files that would change, and write nothing")
	c.RunE = func(c *cobra.Command, args []string) error {
		return rename(c.OutOrStdout(), file, args[0], args[1], *dry)
	}
	return c
}

func rename(out io.Writer, file *string, old, name string, dry bool) error {
	p, err := openProject(*file)
	if err != nil {
		return err
	}
	book, err := syntax.Open(p.file)
	if err != nil {
		return err
	}
	of, err := revise.Find(book, old)
	if err != nil {
		return err
	}
	change, err := revise.Rename(book, p.spec, of, name)
	if err != nil {
		return err
	}
	sources, err := gen.Rename(p.spec, change.Spec, p.gen, p.handlers())
	if err != nil {
		return err
	}
	for source, text := range sources {
		change.Files[filepath.ToSlash(source)] = text
	}
	if dry {
		for name := range change.Files {
			fmt.Fprintln(out, name)
		}
		return nil
	}
	for name, text := range change.Files {
		if err := os.WriteFile(filepath.FromSlash(name), text, 0o644); err != nil {
			return fmt.Errorf("ftpspec rename: %w", err)
		}
	}
	fmt.Fprintf(out, "%s is %s in %d files\n", old, name, len(change.Files))
	generate := generateFlags{spec: file}
	return generate.run(out)
}
