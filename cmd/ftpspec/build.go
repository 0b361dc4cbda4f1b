package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// buildFlags are the flags of "ftpspec build".
type buildFlags struct {
	generate generateFlags
	program  string
}

// buildCommand is "ftpspec build".
func buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "build --overlay FILE -o PROGRAM",
		Short: "Build a server of an overlay, with all flags, users and TLS of portolan",
		Long: `Build a server of an overlay, with all flags, users and TLS of portolan.

The overlay's package and stubs are made as by "ftpspec generate"; what the audit finds stops the build. The program is
portolan with the overlay's table and handlers: switches of the overlay are set by --policy NAME=VALUE. The handlers'
package must not be main. Their type is used as it is, without a constructor; two methods that it may have are called:

    DefineFlags(*flag.FlagSet)            adds flags of its own to "serve"
    UseStandard(*commands.Standard)       is given the handlers of FTP, which can do some of the work

The module's go.mod and go.sum are not changed. What they lack is taken from those of the base.`,
		Example: `  ftpspec build --overlay site.yaml -o server
  ./server serve --users users --tls-self-signed files`,
		Args: cobra.NoArgs,
	}
	f := buildFlags{generate: generateFlags{spec: new(string), stubs: true}}
	f.generate.overlay.add(c.Flags())
	c.Flags().StringVar(&f.generate.out, "out", "", "`directory` of the overlay's package (default beside the overlay, named like it)")
	c.Flags().StringVarP(&f.program, "output", "o", "", "the `program` to write")
	c.RunE = func(c *cobra.Command, _ []string) error { return f.run(c.Context(), c.OutOrStdout()) }
	return c
}

func (f *buildFlags) run(ctx context.Context, out io.Writer) error {
	switch {
	case f.generate.overlay.file == "":
		return errors.New("ftpspec build: which overlay? Say --overlay FILE")
	case f.program == "":
		return errors.New("ftpspec build: which program is to be written? Say -o PROGRAM")
	}
	if err := f.generate.run(out); err != nil {
		return err
	}
	p, err := f.generate.open()
	if err != nil {
		return err
	}
	s := server{project: p, name: strings.TrimSuffix(filepath.Base(f.program), ".exe")}
	if err := s.find(out); err != nil {
		return err
	}
	if err := s.build(ctx, out, f.program); err != nil {
		return err
	}
	fmt.Fprintf(out, "built %s\n", filepath.ToSlash(f.program))
	return nil
}
