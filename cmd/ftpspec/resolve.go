package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec/decode"
)

// resolveCommand is "ftpspec resolve".
func resolveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "resolve FILE",
		Short: "Print an overlay with its base merged into it",
		Long: `Print an overlay with its base merged into it: one whole spec, in which the end of each line says which file
and line it comes from. A spec that extends nothing is printed without its anchors and aliases. Comments at the end say
which regions each row resets because lifetimes end with it.`,
		Example: `  ftpspec resolve site.yaml`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("reading the spec: %w", err)
			}
			whole, err := decode.Print(args[0], data)
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(whole)
			return err
		},
	}
}
