package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/spec/conform"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/report"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// conformFlags are the flags of "ftpspec conform".
type conformFlags struct {
	targetFlags
	limited, cover, format, output, expect, writeExpect, play string
	proxy, proxyImplicit, proxyCert, proxyKey                 string
	noTLS                                                     bool
	merge                                                     []string
	options                                                   conform.Options
}

// conformCommand is "ftpspec conform".
func conformCommand() *cobra.Command {
	f := &conformFlags{}
	c := &cobra.Command{
		Use:   "conform [flags] HOST:PORT",
		Short: "Hold any FTP server against the standards and the table, through its socket",
		Long: `Hold any FTP server against the standards and the table, through its socket.

It logs in, makes a directory of its own, works only in it, and removes it in the end. What could lock the account or shut
the address out is left out, unless --dangerous is given; a new session is begun before a limit of the server is reached. The tests are made from the table: it looks for the shortest way
to each row that a client can bring about, uploads, downloads, breaks off, aborts, and begins TLS where it is offered.

  fail      a MUST of a document is broken; the report has the shortest dialogue that shows it, and a command that repeats it
  warn      a SHOULD is, or a MUST on which documents contradict each other
  differs   the table of this project says otherwise: no fault

With --proxy it tests nothing by itself: it stands between real clients and the server, and tells the first step of each
session that is not allowed, when it is seen. An interrupt ends it, with the report.

The exit status is 0, 1 when there are fails that were not expected, and 2 when the server could not be tested.`,
		Example: `  ftpspec conform --user me:secret ftp.example.net:21
  ftpspec conform --user me:secret --cover pairs --format html -o report.html 127.0.0.1:21
  ftpspec conform --user me:secret --write-expect known.yaml 127.0.0.1:21
  ftpspec conform --merge a.json --merge b.json --format html -o both.html
  ftpspec conform --proxy 127.0.0.1:2100 127.0.0.1:21`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, args) },
	}
	f.define(c.Flags())
	return c
}

// define defines the flags.
func (f *conformFlags) define(flags *pflag.FlagSet) {
	o := &f.options
	f.add(flags, "`NAME:PASSWORD[:ACCOUNT]`")
	flags.StringVar(&f.limited, "limited", "", "`NAME:PASSWORD` of an account that lacks permissions")
	flags.StringVar(&o.Implicit, "implicit", "", "`HOST:PORT` for implicit TLS")
	flags.BoolVar(&f.noTLS, "no-tls", false, "do not begin TLS")
	flags.StringVar(&o.Host, "host", "", "a virtual `host` for HOST")
	flags.StringVar(&o.Group, "group", "0", "a `group` that the account may give its files to")
	flags.DurationVar(&o.Patience, "patience", 0, "how long a reply may take (default: by the round trip, and two seconds at least)")
	flags.IntVar(&o.FailedLogins, "failed-logins", conform.DefaultFailedLogins, "a new session is begun behind so `many` failed logins")
	flags.IntVar(&o.UnknownLines, "unknown-lines", conform.DefaultUnknownLines, "a new session is begun behind so `many` lines in a row that the server does not know")
	flags.IntVar(&o.Sessions, "max-sessions", conform.DefaultSessions, "so `many` sessions at a time the server takes from this address; two are needed")
	flags.BoolVar(&o.Dangerous, "dangerous", false, "do what can lock the account, or shut this address out: failed logins, data for another host, very many lines at once")
	flags.StringVar(&f.cover, "cover", "rows", "what is covered: `rows`; pairs: also what must not survive what; transitions: each row wherever it may come, for the night")
	flags.DurationVar(&o.Deadline, "deadline", 0, "end the tests then (default: half an hour, or twelve hours for transitions)")
	flags.IntVar(&o.Random, "random", 0, "so `many` further moves at random")
	flags.Uint64Var(&o.Seed, "seed", 1, "of the moves at random")
	flags.StringVar(&f.format, "format", "text", "text, json, junit, tap, sarif or html")
	flags.StringVarP(&f.output, "output", "o", "", "write the report to a `file`")
	flags.StringVar(&o.Transcripts, "transcripts", "", "write what was said in each session to a `folder`")
	flags.StringVar(&f.expect, "expect", "", "`file` of known deviations, each with its reason")
	flags.StringVar(&f.writeExpect, "write-expect", "", "write what was found as such a `file`")
	flags.StringVar(&f.proxy, "proxy", "", "stand between clients, who connect to `LISTEN`, and the server, and judge what passes by")
	flags.StringVar(&f.proxyImplicit, "proxy-implicit", "", "the same for clients with implicit TLS, who connect to `LISTEN`; takes --implicit and --proxy-cert")
	flags.StringVar(&f.proxyCert, "proxy-cert", "", "`file` with a certificate (and its key) that the clients of the proxy are shown; without, sessions are judged up to AUTH TLS")
	flags.StringVar(&f.proxyKey, "proxy-key", "", "`file` with the key, where it is not beside the certificate")
	flags.StringVar(&f.play, "play", "", "play one `script` alone, as a report has it")
	flags.StringArrayVar(&f.merge, "merge", nil, "instead of testing, read a report in JSON from a `file`; may be repeated")
}

func (f *conformFlags) run(c *cobra.Command, args []string) error {
	write, known := report.Formats[f.format]
	if !known {
		return fmt.Errorf("ftpspec conform: there is no format %q", f.format)
	}
	var all []*report.Report
	switch {
	case len(f.merge) > 0:
		var err error
		if all, err = readReports(f.merge); err != nil {
			return err
		}
	case len(args) == 0:
		return errors.New("ftpspec conform: HOST:PORT is missing")
	default:
		if err := f.prepare(args[0]); err != nil {
			return err
		}
		if f.play != "" {
			return f.replay(c.OutOrStdout())
		}
		test := f.test
		if f.proxy != "" || f.proxyImplicit != "" {
			test = f.between
		}
		r, err := test(c)
		if err != nil {
			return err
		}
		all = []*report.Report{r}
	}
	if err := f.write(c, write, all); err != nil {
		return err
	}
	for _, r := range all {
		if r.Failed() {
			return errFindings
		}
	}
	return nil
}

// prepare makes the options of a run.
func (f *conformFlags) prepare(address string) error {
	table, err := f.table()
	if err != nil {
		return err
	}
	o := &f.options
	if o.Book, err = standards.Load(); err != nil {
		return err
	}
	o.Machine, o.Address = explore.NewMachine(table), address
	parts := strings.SplitN(f.user, ":", 3)
	if len(parts) < 2 {
		return fmt.Errorf("ftpspec conform: --user %q is not NAME:PASSWORD", f.user)
	}
	o.User, o.Password = parts[0], parts[1]
	if len(parts) == 3 {
		o.Account = parts[2]
	}
	o.Limited.User, o.Limited.Password, _ = strings.Cut(f.limited, ":")
	switch f.cover {
	case "rows":
	case "pairs":
		o.Pairs = true
	case "transitions":
		o.Pairs, o.Transitions = true, true
	default:
		return fmt.Errorf("ftpspec conform: --cover is rows, pairs or transitions, not %q", f.cover)
	}
	if f.noTLS {
		return nil
	}
	o.TLS, err = f.tls(address)
	return err
}

// expected are the known deviations.
func (f *conformFlags) expected() ([]report.Expectation, error) {
	if f.expect == "" {
		return nil, nil
	}
	in, err := os.Open(f.expect)
	if err != nil {
		return nil, fmt.Errorf("ftpspec conform: %w", err)
	}
	defer in.Close()
	return report.ReadExpectations(in)
}

// test runs the tests, and marks what was expected.
func (f *conformFlags) test(c *cobra.Command) (*report.Report, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	expected, err := f.expected()
	if err != nil {
		return nil, err
	}
	if isTerminal(c.ErrOrStderr()) {
		f.options.Progress = progressLine(c.ErrOrStderr())
		f.options.Profile = func(facts []report.Fact) {
			for _, x := range facts {
				fmt.Fprintf(c.ErrOrStderr(), "\r%-12s %s\x1b[K\n", x.Name, x.Value)
			}
		}
	}
	r, err := conform.Run(ctx, f.options)
	if err != nil {
		return nil, err
	}
	r.Expect(expected)
	if f.writeExpect != "" {
		out, err := os.Create(f.writeExpect)
		if err != nil {
			return nil, fmt.Errorf("ftpspec conform: %w", err)
		}
		if err := errors.Join(report.WriteExpectations(out, r), out.Close()); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// replay plays one script.
func (f *conformFlags) replay(out io.Writer) error {
	script, err := player.ParseScript(f.play)
	if err != nil {
		return err
	}
	dialogue, found, err := conform.Play(f.options, script)
	if err != nil {
		return err
	}
	for _, line := range dialogue {
		fmt.Fprintln(out, line)
	}
	for _, x := range found {
		fmt.Fprintf(out, "%s  %s  %s: %s; allowed here: %s\n", x.Verdict, x.ID, x.Text, x.Got, x.Allowed)
	}
	if len(found) > 0 {
		return errFindings
	}
	return nil
}

func (f *conformFlags) write(c *cobra.Command, write report.Writer, all []*report.Report) error {
	if f.output == "" && f.format == "text" && isTerminal(c.OutOrStdout()) {
		write = report.Coloured
	}
	return toFile(f.output, c.OutOrStdout(), func(out io.Writer) error { return write(out, all) })
}

func readReports(names []string) ([]*report.Report, error) {
	var all []*report.Report
	for _, name := range names {
		in, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("ftpspec conform: %w", err)
		}
		some, err := report.Read(in)
		if err = errors.Join(err, in.Close()); err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// progressLine tells how far a run is, in one line that is written again and again.
func progressLine(out io.Writer) func(conform.Progress) {
	due := paced()
	return func(p conform.Progress) {
		if due() {
			each := ""
			if p.Transitions > 0 {
				each = fmt.Sprintf(", %d transitions", p.Transitions)
			}
			fmt.Fprintf(out, "\r%d commands, %d of %d rows seen%s, %d findings \x1b[K", p.Commands, p.Seen, p.Rows, each, p.Findings)
		}
	}
}
