package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/mutate"
)

// auditFlags are the flags of "ftpspec audit".
type auditFlags struct {
	spec    *string
	format  string
	colour  string
	mutants bool
	sample  mutate.Sample
	code    bool
	verbose bool
}

// auditCommand is "ftpspec audit".
func auditCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "audit [SPEC]",
		Short: "Prove things about the spec, and show the shortest dialogue to whatever is wrong",
		Long: `Prove things about the spec, and show the shortest dialogue to whatever is wrong.

Every configuration that a session can reach is explored, under every valuation of the policies: a valuation is one
combination of a value for each policy, which are the operator's switches. The checks
prove that the table is whole (T), that nothing is possible that must not be (P), that the spec's own invariants
hold (I), and that the standards are kept (R). What has one cause is one finding, at the row that is to blame, with
the shortest dialogue, the number of configurations and the other places; the serious ones come first. A finding that
is accepted stands in the spec, under waivers, with the reason, and is counted; -v shows it. A waiver that nothing
needs is a finding.

With --mutants the audit itself is tried: thousands of small faults are made in the spec, one at a time, and each
has to be found. So have those that a contributor could make, who is tired or means ill: they stand in
spec/mutate/contributor.yaml, and are made in this module's own spec. All of it takes some minutes; --sample takes
some of the systematic faults, which --seed chooses.

The exit status is 0 without findings, 1 with findings, and 2 when the spec cannot be read.`,
		Example: `  ftpspec audit
  ftpspec audit --format html site.yaml >audit.html
  ftpspec audit --mutants
  ftpspec audit --mutants --sample 500 --seed 7`,
		Args: cobra.MaximumNArgs(1),
	}
	f := auditFlags{spec: specFlag(c)}
	c.Flags().StringVar(&f.format, "format", "text", "`text`, json, sarif or html")
	c.Flags().StringVar(&f.colour, "color", "auto", "`auto`, always or never: colours in the text")
	c.Flags().BoolVar(&f.mutants, "mutants", false, "make faults in the spec, and see whether each is found")
	c.Flags().IntVar(&f.sample.Size, "sample", 0, "with --mutants: make `so many` of the systematic faults, chosen at random; 0 for all")
	c.Flags().Uint64Var(&f.sample.Seed, "seed", 1, "with --sample: the same seed chooses the same faults")
	c.Flags().BoolVar(&f.code, "code", false, "run the analyzers of handlers (C) over the module too, as ftpspec vet does")
	c.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "show every place of each finding, and what is waived")
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 1 {
			*f.spec = args[0]
		}
		return f.run(c.OutOrStdout(), c.ErrOrStderr())
	}
	return c
}

func (f *auditFlags) run(out, errs io.Writer) error {
	style, err := f.style(out)
	if err != nil {
		return err
	}
	write, ok := map[string]func(*report.Report, io.Writer) error{
		"text": func(r *report.Report, out io.Writer) error { return r.Text(out, style, f.verbose) },
		"json": (*report.Report).JSON, "sarif": (*report.Report).SARIF, "html": (*report.Report).HTML,
	}[f.format]
	if !ok {
		return fmt.Errorf("ftpspec audit: there is no format %q; there are text, json, sarif and html", f.format)
	}
	p, err := openProject(*f.spec)
	if err != nil {
		return err
	}
	wait := startProgress(errs, progressAfter)
	defer wait.stop()
	wait.say("auditing " + p.file)
	report, err := auditSpec(p.spec)
	if err != nil {
		return err
	}
	if f.code {
		wait.say("reading the handlers")
		if err := auditCode(report, p.root); err != nil {
			return err
		}
	}
	wait.clear()
	if err := write(report, out); err != nil {
		return fmt.Errorf("ftpspec audit: %w", err)
	}
	if len(report.Findings) > 0 {
		return errFindings
	}
	if f.mutants {
		return tryMutants(out, p, f.sample, wait)
	}
	return nil
}

// auditPart is a kind of checks, and the numbers that belong to it. Further kinds are added to auditParts.
type auditPart struct {
	checks []check.Check
	counts func(*check.Model) ([]check.Count, error) // nil for none
}

// auditParts are everything that "ftpspec audit" asks.
func auditParts() []auditPart {
	standards, requirements := documents.CountedChecks()
	return []auditPart{
		{checks: audit.Checks()},
		{checks: standards, counts: requirements},
	}
}

// auditSpec explores a spec and runs all parts.
func auditSpec(s *spec.Spec) (*report.Report, error) {
	begun := time.Now()
	report, err := auditModel(check.NewModel(s))
	if err != nil {
		return nil, err
	}
	report.Took = time.Since(begun)
	return report, nil
}

// auditModel runs all parts over an explored spec.
func auditModel(m *check.Model) (*report.Report, error) {
	parts := auditParts()
	var checks []check.Check
	for _, part := range parts {
		checks = append(checks, part.checks...)
	}
	report := audit.Audit(m, checks)
	for _, part := range parts {
		if part.counts == nil {
			continue
		}
		some, err := part.counts(m)
		if err != nil {
			return nil, fmt.Errorf("ftpspec audit: %w", err)
		}
		report.Counts = append(report.Counts, some...)
	}
	return report, nil
}

// style is the style of the text: with colours on a terminal, unless NO_COLOR is set.
func (f *auditFlags) style(out io.Writer) (report.Style, error) {
	switch f.colour {
	case "always":
		return report.Colours(), nil
	case "never":
		return report.Plain(), nil
	case "auto":
		if isTerminal(out) && os.Getenv("NO_COLOR") == "" {
			return report.Colours(), nil
		}
		return report.Plain(), nil
	}
	return report.Style{}, errors.New("ftpspec audit: --color is auto, always or never")
}

// isTerminal reports whether a writer is a terminal.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
