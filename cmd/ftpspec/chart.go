package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/chart"
	"github.com/portolan-ftp/portolan/spec/chart/layers"
	"github.com/portolan-ftp/portolan/spec/chart/playground/build"
	"github.com/portolan-ftp/portolan/spec/cover"
	"github.com/portolan-ftp/portolan/spec/diff"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// chartFormats are what a chart can be, with the file that it is written to by default.
var chartFormats = map[string]string{"html": "chart.html", "svg": "chart.svg"}

// chartFlags are the flags of "ftpspec chart".
type chartFlags struct {
	spec, out, format, diff string
	edit                    bool
	cover, trace            []string
}

// chartCommand is "ftpspec chart".
func chartCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "chart",
		Short: "Draw the spec: a page on which a session can be played, or the spec be changed",
		Long: `Draw the spec: one HTML file, which needs no network, on which a session can be played command by command.
It shows the regions' diagrams, what is possible next, the lines of the spec that say so, and what the audit
finds. With --format svg only the diagrams are drawn, for a document.

What else is known can be laid over the page, and is switched there: with --cover the rows that the tests never ran, by
the counts that ftpspec cover reads; with --diff what has changed since another revision, as ftpspec diff tells it. With
--trace recorded sessions can be stepped through, forwards and back, of all kinds that ftpspec trace reads.

With --edit the spec can be changed on the page, by somebody who has no Go: the decoder, the explorer and the audit are
compiled to WebAssembly and stand in the file, which then has some megabytes. The go command is needed to make such a
page, and not to use it.`,
		Example: `  ftpspec chart -o chart.html
  ftpspec chart --cover rows.jsonl --diff origin/main --trace session.pcap
  ftpspec chart --edit -o playground.html
  ftpspec chart --format svg -o regions.svg`,
		Args: cobra.NoArgs,
	}
	var f chartFlags
	file := specFlag(c)
	c.Flags().StringVar(&f.format, "format", "html", "`html` for the page, svg for the diagrams alone")
	c.Flags().StringVarP(&f.out, "out", "o", "", "write to this `file` (default chart.html or chart.svg)")
	c.Flags().BoolVar(&f.edit, "edit", false, "let the spec be changed on the page, and audited there")
	c.Flags().StringArrayVar(&f.cover, "cover", nil, "show which rows have not run, by the counts in this `file`; may be repeated")
	c.Flags().StringVar(&f.diff, "diff", "", "show what has changed since this `revision`: a file, or a revision of git")
	c.Flags().StringArrayVar(&f.trace, "trace", nil, "let the sessions recorded in this `file` be stepped through; may be repeated")
	c.RunE = func(c *cobra.Command, _ []string) error {
		f.spec = *file
		name, err := f.run(c.InOrStdin())
		if err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "wrote %s\n", filepath.ToSlash(name))
		return nil
	}
	return c
}

// run writes the chart, and returns the name of the file.
func (f *chartFlags) run(stdin io.Reader) (string, error) {
	name, known := chartFormats[f.format]
	if !known {
		return "", fmt.Errorf("ftpspec chart: there is no format %q; there are html and svg", f.format)
	}
	if f.format != "html" && (f.edit || f.diff != "" || len(f.cover)+len(f.trace) > 0) {
		return "", errors.New("ftpspec chart: --edit, --cover, --diff and --trace are for the page, and not for the diagrams")
	}
	if f.out != "" {
		name = f.out
	}
	p, err := openProject(f.spec)
	if err != nil {
		return "", err
	}
	content, err := p.chart(f, stdin)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		return "", fmt.Errorf("ftpspec chart: %w", err)
	}
	return name, nil
}

// chart draws the project's spec.
func (p *project) chart(f *chartFlags, stdin io.Reader) ([]byte, error) {
	model := check.NewModel(p.spec)
	if f.format == "svg" {
		return chart.Sheet(model)
	}
	in := chart.Input{Model: model, Report: audit.Audit(model, audit.Checks())}
	for _, name := range p.spec.Files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("ftpspec chart: %w", err)
		}
		in.Sources = append(in.Sources, syntax.File{Name: name, Data: data})
	}
	if err := f.lay(&in, stdin); err != nil {
		return nil, err
	}
	if f.edit {
		wasm, support, err := build.Playground()
		if err != nil {
			return nil, fmt.Errorf("ftpspec chart: %w", err)
		}
		in.Program = &chart.Program{Wasm: wasm, Support: support}
	}
	return chart.Page(in)
}

// lay adds what is to be laid over the page.
func (f *chartFlags) lay(in *chart.Input, stdin io.Reader) error {
	if len(f.cover) > 0 {
		counts := cover.Counts{}
		for _, name := range f.cover {
			if err := readCounts(counts, name, in.Model.Spec.Hash); err != nil {
				return err
			}
		}
		l, err := layers.Tests(in.Model, counts)
		if err != nil {
			return err
		}
		in.Layers = append(in.Layers, l)
	}
	if f.diff != "" {
		old, now, err := openRevisions(f.diff, in.Model.Spec.File)
		if err != nil {
			return err
		}
		in.Layers = append(in.Layers, layers.Changes(in.Model, diff.Compare(old, now)))
	}
	for _, name := range f.trace {
		read, err := readRecordings(stdin, name)
		if err != nil {
			return err
		}
		sessions, err := layers.Recordings(in.Model.Machine, read)
		if err != nil {
			return err
		}
		in.Recordings = append(in.Recordings, sessions...)
	}
	return nil
}
