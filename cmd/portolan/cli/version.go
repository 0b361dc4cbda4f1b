package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *Program) newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and the hash of the protocol's table",
		Args:  noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			out := c.OutOrStdout()
			fmt.Fprintf(out, "%s %s %s %s/%s\n", p.Name, version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			_, err := fmt.Fprintf(out, "table %s sha256:%s\n", p.Table.Protocol, p.Table.Hash)
			return err
		},
	}
}

// version is the module's, as the go command stamped it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
