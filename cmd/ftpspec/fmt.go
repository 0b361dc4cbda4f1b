package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/gen"
	"github.com/portolan-ftp/portolan/spec/format"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// fmtCommand is "ftpspec fmt".
func fmtCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "fmt [FILE...]",
		Short: "Write spec files in their canonical form",
		Long: `Write spec files in their canonical form: entries with their chapters, chapters by themselves, and overlays.
Without a FILE it is the spec of this module.

Keys stand in the order of the language's reference. A row stands on one line where it fits 120 columns, and is a word
where it can be one, such as 350 -> rename.pending. A longer row is broken between its keys, and a text for people between
its words. Sections stand open, with lines for each entry, and so do replies that do not fit on one line together. Nothing is
aligned. Comments stay where they are; one that has no room behind its row moves above it.

The names of the files that are rewritten are printed. A file that is no YAML is left as it is, and told with line and
column. The exit status is 0, or 1 when -d or --check find a file that is not in its canonical form, or 2 when one cannot
be read.`,
		Example: `  ftpspec fmt
  ftpspec fmt -d site.yaml
  ftpspec fmt --check spec/ftp.yaml gen/testdata/overlay/*/site.yaml`,
	}
	show := c.Flags().BoolP("diff", "d", false, "print what would change, and write nothing")
	check := c.Flags().Bool("check", false, "print the names of the files that would change, and write nothing")
	c.RunE = func(c *cobra.Command, files []string) error {
		if len(files) == 0 {
			root, _, err := findModule()
			if err != nil {
				return err
			}
			files = []string{filepath.Join(root, filepath.FromSlash(specFile))}
		}
		f := formatter{out: c.OutOrStdout(), show: *show, keep: *show || *check}
		for _, file := range files {
			f.entry(file)
		}
		return f.result()
	}
	return c
}

// formatter formats files and remembers what was amiss.
type formatter struct {
	out        io.Writer
	show, keep bool // print the differences; write nothing
	differ     bool
	seen       map[string]bool
	errs       []error
}

// entry formats a file, and the chapters that it names.
func (f *formatter) entry(name string) {
	data, ok := f.file(name)
	if !ok {
		return
	}
	for _, chapter := range syntax.Chapters(name, data) {
		f.file(chapter)
	}
}

// file formats one file, once. It returns what was in it, if that could be read.
func (f *formatter) file(name string) ([]byte, bool) {
	if f.seen[filepath.Clean(name)] {
		return nil, false
	}
	if f.seen == nil {
		f.seen = map[string]bool{}
	}
	f.seen[filepath.Clean(name)] = true
	data, err := os.ReadFile(name)
	if err != nil {
		f.errs = append(f.errs, fmt.Errorf("ftpspec fmt: %w", err))
		return nil, false
	}
	out, err := format.Format(filepath.ToSlash(name), data)
	var faults syntax.Errors
	switch {
	case errors.As(err, &faults):
		f.errs = append(f.errs, err)
	case err != nil:
		f.errs = append(f.errs, fmt.Errorf("%s: %w", name, err))
	case !bytes.Equal(data, out):
		f.changed(name, data, out)
	}
	return data, true
}

// changed tells of a file that is not in its canonical form, and writes it unless it is to be left alone.
func (f *formatter) changed(name string, before, after []byte) {
	f.differ = true
	if f.show {
		fmt.Fprintf(f.out, "%s", diff.Diff(name, before, name+" (canonical)", after))
		return
	}
	if !f.keep {
		if err := rewrite(name, after); err != nil {
			f.errs = append(f.errs, fmt.Errorf("ftpspec fmt: %w", err))
			return
		}
	}
	fmt.Fprintln(f.out, name)
}

// rewrite replaces what a file holds as a whole. The file that a link leads to is the one that is replaced.
func rewrite(name string, content []byte) error {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	return gen.WriteFile(target, content, info.Mode().Perm())
}

// result is what is left to say.
func (f *formatter) result() error {
	switch {
	case len(f.errs) > 0:
		return errors.Join(f.errs...)
	case f.keep && f.differ:
		return errFindings
	}
	return nil
}
