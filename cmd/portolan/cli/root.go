package cli

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// report tells what went wrong, each piece on a line of its own, and gives the
// exit status for it.
func (p *Program) report(w io.Writer, err error) int {
	if err == nil {
		return ExitDone
	}
	var text strings.Builder
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(&text, "%s: %s\n", p.Name, logging.Visible(p.renamed(strings.TrimSuffix(line, "\n"))))
	}
	_ = tell(w, text.String()) // there is nowhere else to tell it
	if _, usage := errors.AsType[daemon.Mistake](err); usage {
		return ExitUsage
	}
	return ExitFailed
}

func (p *Program) newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   p.Name,
		Short: "An FTP server",
		Long: strings.ToUpper(p.Name[:1]) + p.Name[1:] + ` serves a directory by FTP.

The exit status is 2 for a mistake in a flag, a file or a directory,
1 when something failed, and 0 otherwise.`,
		Version:       version(),
		SilenceErrors: true, // report tells them
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(flagMistake)
	root.AddCommand(p.Serve(), p.newUser())
	if len(p.databases()) > 0 {
		root.AddCommand(p.newGroup())
	}
	root.AddCommand(p.newVersion())
	group(root)
	p.rename(root)
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
		return daemon.Mistakef("there is no command %q%s", c.CommandPath()+" "+args[0], didYouMean(c.SuggestionsFor(args[0])))
	}
}

// flagMistake words an error in the flags. The value is not quoted: it may
// hold a password.
func flagMistake(c *cobra.Command, err error) error {
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return daemon.Mistakef("--%s: %w", wrong.GetFlag().Name, settingError(wrong))
	}
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if unknown.GetSpecifiedShortnames() != "" {
			return daemon.Mistakef("unknown flag: -%s", unknown.GetSpecifiedName())
		}
		return daemon.Mistakef("%w%s", err, didYouMean(nearFlags(c.Flags(), unknown.GetSpecifiedName())))
	}
	return daemon.Mistake{Err: err}
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
		return daemon.Mistakef("nothing can follow here: %q", args[0])
	}
	return nil
}

func atMostOneArgument(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return daemon.Mistakef("only one %s is possible: %q is too much", what, args[1])
		}
		return nil
	}
}

func oneArgument(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return daemon.Mistakef("%s is missing: %s", what, c.UseLine())
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
