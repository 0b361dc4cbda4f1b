package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// checkCommand is "ftpspec check".
func checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check",
		Short: "Decode the spec and report everything that is wrong with it",
		Args:  cobra.NoArgs,
	}
	file := specFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		p, err := openProject(*file)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "%s: %d commands, %d rows\n", p.file, len(p.spec.Commands), len(p.spec.Rows()))
		return nil
	}
	return c
}
