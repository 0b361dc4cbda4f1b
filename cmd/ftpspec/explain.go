package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec/audit/rules"
	"github.com/portolan-ftp/portolan/spec/explain"
)

// explainCommand is "ftpspec explain".
func explainCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "explain COMMAND | EVENT | REGION=STATE... | region REGION | CHECK",
		Short: "Tell what a command needs and answers, what is possible in a state of the session, or what a check proves",
		Long: `Tell what a command needs and answers, what is possible in a state of the session, or what a check proves.

A command or an event is shown with its needs, its answers and what they move, the invariants that mention it, and
the shortest dialogue to each answer. Conditions (REGION=STATE, REGION=STATE,STATE, policy.NAME=VALUE) are shown with
the shortest dialogue that leads there and what every command would answer, while no transfer runs unless they say so.
A region is shown with what ends its states. A check of the audit is shown by its ID, with what it proves, why, what breaks
without it, and its examples; "ftpspec help checks" lists them.

The exit status is 0, 1 when no session ever gets there, and 2 when the question cannot be answered.`,
		Example: `  ftpspec explain RNTO
  ftpspec explain idle-timeout
  ftpspec explain login=in data=none policy.files=read-only
  ftpspec explain region restart
  ftpspec explain P08`,
		Args: cobra.MinimumNArgs(1),
	}
	file := specFlag(c)
	c.RunE = func(c *cobra.Command, words []string) error {
		if known, ok := checkNamed(words[0]); ok && len(words) == 1 {
			_, err := io.WriteString(c.OutOrStdout(), rules.Explain(known))
			return err
		}
		p, err := openProject(*file)
		if err != nil {
			return err
		}
		err = explain.New(p.spec).Explain(c.OutOrStdout(), strings.Join(words, " "))
		var unreachable *explain.Unreachable
		if errors.As(err, &unreachable) {
			fmt.Fprintf(c.OutOrStdout(), "no session gets to %s\n", unreachable.Where)
			return errFindings
		}
		return err
	}
	return c
}
