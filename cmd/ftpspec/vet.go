package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/gen/analyzers"
)

// vetCommand is "ftpspec vet".
func vetCommand() *cobra.Command {
	var long strings.Builder
	long.WriteString("Find what the compiler cannot see about handlers.\n\n")
	for _, a := range analyzers.All() {
		fmt.Fprintln(&long, a.Doc)
	}
	long.WriteString("\nWhat C05 to C09 find is allowed by a comment before it, with the reason:\n" +
		"  //ftpspec:allow C08 the copy is whole without its time\n")
	long.WriteString("\nThe same analyzers run as go vet -vettool=$(which ftpspec) ./...")
	return &cobra.Command{
		Use:     "vet [PACKAGE]...",
		Short:   "Find what the compiler cannot see about handlers",
		Long:    long.String(),
		Example: "  ftpspec vet ./commands/...",
		RunE: func(c *cobra.Command, patterns []string) error {
			findings, err := analyzers.RunAll(".", patterns...)
			if err != nil {
				return fmt.Errorf("ftpspec vet: %w", err)
			}
			for _, f := range findings {
				fmt.Fprintln(c.OutOrStdout(), f)
			}
			if len(findings) > 0 {
				return errFindings
			}
			return nil
		},
	}
}

// isVetTool reports whether go vet started the program with these arguments: to ask for its version or its flags,
// or with the description of a package.
func isVetTool(args []string) bool {
	if len(args) == 0 {
		return false
	}
	last := args[len(args)-1]
	return args[0] == "-V=full" || args[0] == "-flags" ||
		strings.HasSuffix(last, ".cfg") && (len(args) == 1 || strings.HasPrefix(args[0], "-"))
}
