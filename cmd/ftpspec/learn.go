package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/learn"
)

// learnFlags are the flags of "ftpspec learn".
type learnFlags struct {
	targetFlags
	alphabet, machine, format, output, target string
	policies                                  map[string]string
	options                                   learn.Options
}

// learnCommand is "ftpspec learn".
func learnCommand() *cobra.Command {
	f := &learnFlags{}
	c := &cobra.Command{
		Use:   "learn [flags] HOST:PORT",
		Short: "Learn the machine that a server is, and compare it with the table",
		Long: `Learn the machine that a server is, and compare it with the table.

A server is asked an alphabet of steps: each is a command with its replies, and with its data connection. Our own table is
tried first, so that a server that is like it is learned with a few sessions for each transition. The learned machine is a
spec, which check, chart, audit and diff take. The report says what the server answers otherwise, which states it has
that the table has not, and the other way round, and which of our invariants it violates, each with the shortest dialogue.

The tester works in a directory of its own, and removes it. An answer that does not come each time is asked again; what
most of the answers say is learned, and the report has the rate.

Alphabets:
` + listAlphabets() + `
A file has another one; those in spec/learn/alphabets show how.

The exit status is 0, 1 when an invariant is violated or an answer did not come each time, and 2 when the server could not
be learned.`,
		Example: `  ftpspec learn --user me:secret --alphabet rename 127.0.0.1:21
  ftpspec learn --user me:secret --alphabet mine.yaml --machine theirs.yaml 127.0.0.1:21
  ftpspec chart theirs.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	flags, o := c.Flags(), &f.options
	f.add(flags, "`NAME:PASSWORD`")
	flags.StringVar(&f.alphabet, "alphabet", "login", "`name` of an alphabet, or a file that ends in .yaml")
	flags.StringToStringVar(&f.policies, "policy", nil, "`NAME=VALUE`: a policy of the table that the server is compared with")
	flags.StringVar(&f.target, "target", "", "a `name` for the server in what is written (default its address)")
	flags.StringVar(&f.machine, "machine", "", "write the learned machine to a `file`, as a spec")
	flags.StringVar(&f.format, "format", "text", "text or json")
	flags.StringVarP(&f.output, "output", "o", "", "write the report to a `file`")
	flags.DurationVar(&o.Patience, "patience", learn.DefaultPatience, "how long a reply may take")
	flags.IntVar(&o.Sessions, "sessions", learn.DefaultSessions, "so `many` at the same time; one more looks after the files")
	flags.IntVar(&o.FailedLogins, "failed-logins", learn.DefaultFailedLogins, "so `many` in one session at most")
	flags.IntVar(&o.Queries, "queries", learn.DefaultQueries, "so `many` sessions in all at most")
	flags.IntVar(&o.Depth, "depth", learn.DefaultDepth, "so `many` inputs behind each transition every combination is tried; -1 for none")
	flags.IntVar(&o.Tests, "tests", learn.DefaultTests, "words at random behind which the machine is believed")
	flags.Uint64Var(&o.Seed, "seed", 1, "of the words at random")
	return c
}

func listAlphabets() string {
	text := ""
	for _, a := range learn.Alphabets() {
		text += fmt.Sprintf("  %-10s %s\n", a.Name, a.About)
	}
	return text
}

func (f *learnFlags) run(c *cobra.Command, address string) error {
	if f.format != "text" && f.format != "json" {
		return fmt.Errorf("ftpspec learn: there is no format %q", f.format)
	}
	if err := f.prepare(address); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if isTerminal(c.ErrOrStderr()) {
		f.options.Progress = learnProgress(c.ErrOrStderr())
	}
	l, err := learn.Run(ctx, f.options)
	if isTerminal(c.ErrOrStderr()) {
		fmt.Fprint(c.ErrOrStderr(), eraseLine)
	}
	if err != nil {
		return err
	}
	compared := l.Compare()
	report := l.Report(cmp.Or(f.target, address), compared)
	if f.machine != "" {
		about := fmt.Sprintf("The machine of %s, as ftpspec learn has seen it through the alphabet %s.", report.Target, report.Alphabet)
		text, err := l.Spec(compared, about)
		if err != nil {
			return err
		}
		if err := os.WriteFile(f.machine, text, 0o644); err != nil {
			return fmt.Errorf("ftpspec learn: %w", err)
		}
	}
	if err := f.write(c.OutOrStdout(), report); err != nil {
		return err
	}
	if len(report.Violations)+len(report.Unsure) > 0 {
		return errFindings
	}
	return nil
}

// prepare makes the options of a run.
func (f *learnFlags) prepare(address string) error {
	table, err := f.table()
	if err != nil {
		return err
	}
	o := &f.options
	if o.Alphabet, err = learn.Load(f.alphabet); err != nil {
		return err
	}
	user, password, ok := strings.Cut(f.user, ":")
	if !ok {
		return fmt.Errorf("ftpspec learn: --user %q is not NAME:PASSWORD", f.user)
	}
	o.Machine, o.Address, o.User, o.Password, o.Policies = explore.NewMachine(table), address, user, password, f.policies
	o.TLS, err = f.tls(address)
	return err
}

func (f *learnFlags) write(out io.Writer, r *learn.Report) error {
	write := r.Text
	if f.format == "json" {
		write = r.JSON
	}
	return toFile(f.output, out, write)
}

// learnProgress tells how far learning is, in one line that is written again and again.
func learnProgress(out io.Writer) func(learn.Progress) {
	due := paced()
	return func(p learn.Progress) {
		if due() {
			fmt.Fprintf(out, "%s%d sessions, %d steps", eraseLine, p.Queries, p.Steps)
		}
	}
}
