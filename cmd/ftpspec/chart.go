package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/chart"
)

// chartFormats are what a chart can be, with the file that it is written to by default.
var chartFormats = map[string]string{"html": "chart.html", "svg": "chart.svg"}

// chartCommand is "ftpspec chart".
func chartCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "chart",
		Short: "Draw the spec: a page on which a session can be played",
		Long: `Draw the spec: one HTML file, which needs no network, on which a session can be played command by command.
It shows the regions' diagrams, what is possible next, the lines of the spec that say so, and what the audit
finds. With --format svg only the diagrams are drawn, for a document.`,
		Example: `  ftpspec chart -o chart.html
  ftpspec chart --format svg -o regions.svg`,
		Args: cobra.NoArgs,
	}
	file := specFlag(c)
	format := c.Flags().String("format", "html", "`html` for the page, svg for the diagrams alone")
	out := c.Flags().StringP("out", "o", "", "write to this `file` (default chart.html or chart.svg)")
	c.RunE = func(c *cobra.Command, _ []string) error {
		name, known := chartFormats[*format]
		if !known {
			return fmt.Errorf("ftpspec chart: there is no format %q; there are html and svg", *format)
		}
		if *out != "" {
			name = *out
		}
		p, err := openProject(*file)
		if err != nil {
			return err
		}
		content, err := p.chart(*format)
		if err != nil {
			return err
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return fmt.Errorf("ftpspec chart: %w", err)
		}
		fmt.Fprintf(c.OutOrStdout(), "wrote %s\n", filepath.ToSlash(name))
		return nil
	}
	return c
}

// chart draws the project's spec.
func (p *project) chart(format string) ([]byte, error) {
	model := check.NewModel(p.spec)
	if format == "svg" {
		return chart.Sheet(model)
	}
	in := chart.Input{Model: model, Report: audit.Audit(model, audit.Checks())}
	for _, name := range p.spec.Files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("ftpspec chart: %w", err)
		}
		in.Sources = append(in.Sources, spec.File{Name: name, Data: data})
	}
	return chart.Page(in)
}
