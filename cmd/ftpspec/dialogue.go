package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/script"
)

// dialogueCommand is "ftpspec dialogue".
func dialogueCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "dialogue COMMAND [ROW]",
		Short: "Write dialogues to rows of the table, for the tests of handlers",
		Long: `Write the shortest dialogue to a row of the table, or to each row of a command, in the language of the dialogues in
commands/testdata (its README.md). What only the handler knows stays in braces, and what a dialogue cannot bring about
by itself stands in a comment.`,
		Example: `  ftpspec dialogue RNTO pending
  ftpspec dialogue SITE COUNT >>commands/testdata/site.txt`,
		Args: cobra.MinimumNArgs(1),
	}
	file := specFlag(c)
	c.RunE = func(c *cobra.Command, words []string) error {
		p, err := openProject(*file)
		if err != nil {
			return err
		}
		text, err := dialogues(p.spec, strings.Join(words, " "))
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(c.OutOrStdout(), text)
		return err
	}
	return c
}

// dialogues are the dialogues to the row, or to all rows of the command, that some words name.
func dialogues(s *spec.Spec, words string) (string, error) {
	w := script.New(s)
	is := func(name string) bool {
		return slices.ContainsFunc(s.Commands, func(c spec.Command) bool { return c.Name == name })
	}
	command, rows := words, []string(nil)
	if is(words) {
		rows = w.Rows(words)
	} else if i := strings.LastIndexByte(words, ' '); i > 0 && is(words[:i]) {
		command, rows = words[:i], []string{words[i+1:]}
	} else {
		return "", fmt.Errorf("ftpspec dialogue: there is no command, and no row of one, that is called %q", words)
	}
	var all []string
	for _, row := range rows {
		text, err := w.Row(command, row)
		if err != nil && len(rows) == 1 {
			return "", err
		}
		if err == nil {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n"), nil
}
