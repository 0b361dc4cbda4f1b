package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec/promela"
)

// promelaCommand is "ftpspec promela".
func promelaCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "promela",
		Short: "Write the table as a model for the model checker Spin, or let Spin check it",
		Long: `Write the table as a model for the model checker Spin, or let Spin check it.

With --spin, Spin and our explorer count the states and transitions of the table under every valuation of the
policies and look for broken invariants, independently of each other. Regions that only handlers read are followed
one at a time, and settings together with those that a command or an invariant names beside them, under a few valuations that
show every row; that is counted too. The exit status is 1 when they do not agree or when an invariant is broken. Debian has Spin: apt-get install spin gcc.`,
		Example: `  ftpspec promela > ftp.pml
  ftpspec promela --spin`,
		Args: cobra.NoArgs,
	}
	file := specFlag(c)
	spin := c.Flags().Bool("spin", false, "let Spin check the model, and compare with the explorer")
	c.RunE = func(c *cobra.Command, _ []string) error {
		p, err := openProject(*file)
		if err != nil {
			return err
		}
		if !*spin {
			return promela.Write(c.OutOrStdout(), p.spec)
		}
		dir, err := os.MkdirTemp("", "ftpspec")
		if err != nil {
			return fmt.Errorf("ftpspec promela: %w", err)
		}
		defer os.RemoveAll(dir)
		theirs, err := promela.Check(c.Context(), p.spec, dir)
		if err != nil {
			return err
		}
		ours := promela.Explored(p.spec)
		fmt.Fprintf(c.OutOrStdout(), "spin:     %s\nexplorer: %s\n", theirs, ours)
		if !theirs.Equal(ours) || len(ours.Broken) > 0 {
			return errFindings
		}
		return nil
	}
	return c
}
