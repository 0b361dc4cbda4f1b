package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// standardInput is the name of a file that means what is piped in.
const standardInput = "-"

// traceCommand is "ftpspec trace".
func traceCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "trace FILE...",
		Short: "Replay recorded sessions against the table, and point at the first step that it does not allow",
		Long: `Replay recorded sessions against the table, and point at the first step that it does not allow.

A file is one of these, told by its beginning; "-" is the standard input:

  text     lines "> NOOP" of the client and "< 200 Done." of the server, or "C: " and "S: "
  log      what portolan writes with --log-level debug and --log-format json or text; each session is replayed
  capture  pcap or pcapng; each control connection is replayed, up to the beginning of TLS

What a recording does not tell may be anything that explains it. So may the policies of the server, unless they are
given, or the file states them: the log does, and a text may, with a line "# policies: tls=required". The address family
is treated likewise (family=ipv6); captures and logs show it. The report says which ones explain a recording.

With --follow the file is a log that grows, and each session is judged while it goes on: its first step that is not allowed is
told when it is logged. Another file that gets the name is gone on with, and so is one that is emptied. An interrupt ends it.

The exit status is 1 when a step is not allowed, and 2 when a file cannot be read.`,
		Example: `  ftpspec trace session.txt
  ftpspec trace --policies tls=required,ccc=allowed session.txt
  tcpdump -w - port 21 | ftpspec trace -
  ftpspec trace --follow /var/log/portolan.log`,
		Args: cobra.MinimumNArgs(1),
	}
	f := traceFlags{}
	f.spec = specFlag(c)
	f.policies = c.Flags().String("policies", "", "what is known of the server's policies and of the connection's family: `NAME=VALUE`,...")
	f.follow = c.Flags().Bool("follow", false, "go on with a log that grows, until an interrupt")
	c.RunE = f.run
	return c
}

// traceFlags are the flags of "ftpspec trace".
type traceFlags struct {
	spec, policies *string
	follow         *bool
}

func (f *traceFlags) run(c *cobra.Command, names []string) error {
	policies, err := trace.ParsePolicies(*f.policies)
	if err != nil {
		return fmt.Errorf("ftpspec trace: --policies: %w", err)
	}
	p, err := openProject(*f.spec)
	if err != nil {
		return err
	}
	machine := explore.NewMachine(p.spec)
	if !*f.follow {
		return replayFiles(c, machine, policies, names)
	}
	if len(names) != 1 || names[0] == standardInput {
		return errors.New("ftpspec trace: --follow takes one file")
	}
	ctx, stop := signal.NotifyContext(commandContext(c), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return followLog(ctx, c.OutOrStdout(), trace.NewGrowing(machine, names[0], policies), trace.NewTail(names[0]))
}

// replayFiles replays the sessions of each file. The error is errFindings where the table does not allow a step of some
// session.
func replayFiles(c *cobra.Command, machine *explore.Machine, policies map[string]string, names []string) error {
	found := false
	for _, name := range names {
		recordings, err := readRecordings(c.InOrStdin(), name)
		if err != nil {
			return err
		}
		if len(recordings) == 0 {
			fmt.Fprintf(c.OutOrStdout(), "%s: no session in it\n", name)
		}
		for _, r := range recordings {
			result, err := trace.Replay(machine, r.With(policies))
			if err != nil {
				return err
			}
			found = found || result.Failure != nil
			if err := result.Text(c.OutOrStdout()); err != nil {
				return err
			}
		}
	}
	if found {
		return errFindings
	}
	return nil
}

// pollPause is how long a log that grows is left alone when nothing new was in it.
const pollPause = 200 * time.Millisecond

// followLog judges the sessions of a log that grows, until the context ends.
func followLog(ctx context.Context, out io.Writer, g *trace.Growing, tail *trace.Tail) error {
	defer tail.Close()
	for ended := false; ; {
		lines, again, err := tail.Poll()
		if err != nil {
			return err
		}
		if again {
			g.Again()
		}
		for _, line := range lines {
			result, err := g.Line(line)
			if err != nil {
				return err
			}
			if result != nil {
				if err := result.Text(out); err != nil {
					return err
				}
			}
		}
		switch {
		case len(lines) > 0:
			continue
		case ended:
			fmt.Fprintf(out, "%d sessions, %d steps allowed; %d sessions with a step that is not\n", g.Sessions, g.Steps, g.Faults)
			if g.Faults > 0 {
				return errFindings
			}
			return nil
		}
		select {
		case <-ctx.Done():
			ended = true // what was written before is read
		case <-time.After(pollPause):
		}
	}
}

func readRecordings(stdin io.Reader, name string) ([]*trace.Recording, error) {
	if name == standardInput {
		return trace.Read(stdin, name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("ftpspec trace: %w", err)
	}
	defer f.Close()
	return trace.Read(f, name)
}
