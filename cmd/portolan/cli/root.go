package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The exit statuses of the program, as its help tells them.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// usageError is a mistake in what the operator wrote, as opposed to something
// that failed.
type usageError struct{ error }

// Unwrap returns the cause.
func (e usageError) Unwrap() error { return e.error }

// usagef makes a usageError of a text.
func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// run is the whole program; it returns the exit status.
func run(args []string) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(os.Stdout)
	root.SetErr(os.Stderr)
	return report(os.Stderr, root.Execute())
}

// report tells what went wrong, each piece on a line of its own, and gives the
// exit status for it.
func report(w io.Writer, err error) int {
	if err == nil {
		return exitDone
	}
	var text strings.Builder
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(&text, "portolan: %s\n", visible(strings.TrimSuffix(line, "\n")))
	}
	_ = tell(w, text.String()) // there is nowhere else to tell it
	if _, usage := errors.AsType[usageError](err); usage {
		return exitUsage
	}
	return exitFailed
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "portolan",
		Short: "An FTP server",
		Long: `Portolan serves a directory by FTP.

The exit status is 2 for a mistake in a flag, a file or a directory,
1 when something failed, and 0 otherwise.`,
		Version:       version(),
		SilenceErrors: true, // report tells them
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(flagMistake)
	root.AddCommand(newServe(), newUser(), newVersion())
	group(root)
	return root
}

// group makes a command that only holds others: alone it shows its help, and
// a wrong word after it is told, with the nearest right one.
func group(c *cobra.Command) {
	c.Args, c.SuggestionsMinimumDistance = cobra.ArbitraryArgs, maxSlips
	c.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return c.Help()
		}
		return usagef("there is no command %q%s", c.CommandPath()+" "+args[0], didYouMean(c.SuggestionsFor(args[0])))
	}
}

// flagMistake words an error in the flags. The value is not quoted: it may
// hold a password.
func flagMistake(c *cobra.Command, err error) error {
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return usagef("--%s: %w", wrong.GetFlag().Name, settingError(wrong))
	}
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if unknown.GetSpecifiedShortnames() != "" {
			return usagef("unknown flag: -%s", unknown.GetSpecifiedName())
		}
		return usagef("%w%s", err, didYouMean(nearFlags(c.Flags(), unknown.GetSpecifiedName())))
	}
	return usageError{err}
}

// settingError is why a flag did not take a value.
func settingError(err error) error {
	if number, ok := errors.AsType[*strconv.NumError](err); ok && number.Func == "ParseBool" {
		return fmt.Errorf("%q is neither true nor false", number.Num)
	}
	return errors.Unwrap(err)
}

// noArguments and oneArgument check what follows a command's name; cobra's own
// checks say it in more words and without the right exit status.
func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("nothing can follow here: %q", args[0])
	}
	return nil
}

func atMostOneArgument(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return usagef("only one %s is possible: %q is too much", what, args[1])
		}
		return nil
	}
}

func oneArgument(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("%s is missing: %s", what, c.UseLine())
		}
		return atMostOneArgument(what)(c, args)
	}
}

// nearFlags are the flags whose names resemble name, found as cobra finds the
// commands that resemble a wrong one.
func nearFlags(flags *pflag.FlagSet, name string) []string {
	names := &cobra.Command{SuggestionsMinimumDistance: maxSlips}
	flags.VisitAll(func(f *pflag.Flag) {
		names.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
	})
	return names.SuggestionsFor(name)
}

// maxSlips is how many letters may be wrong in a name that is still recognised.
const maxSlips = 2

// didYouMean ends a message with the first suggestion, if there is one.
func didYouMean(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", near[0])
}
