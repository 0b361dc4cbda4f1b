package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/gen"
)

// scaffoldCommand is "ftpspec scaffold".
func scaffoldCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "scaffold NAME...",
		Short: "Write the stub of a command's handler, where there is none",
		Example: `  ftpspec scaffold SIZE
  ftpspec scaffold "SITE HELP"`,
		Args: cobra.MinimumNArgs(1),
	}
	file := specFlag(c)
	c.RunE = func(c *cobra.Command, names []string) error {
		p, err := openProject(*file)
		if err != nil {
			return err
		}
		for _, name := range names {
			written, err := gen.Scaffold(p.spec, p.gen, p.handlers(), name)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "wrote stub %s\n", filepath.ToSlash(written))
		}
		return nil
	}
	return c
}
