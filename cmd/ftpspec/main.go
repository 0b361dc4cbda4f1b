// Command ftpspec works on the spec that the server's protocol is made from.
//
//	$ ftpspec check
//	spec/ftp.yaml:12:31: unknown region or policy "logn"; did you mean "login"?
//	    named: {when: {logn: named}, ...
//	                   ^
//	$ ftpspec generate
//	wrote commands/ftp/table_gen.go
//	commands/size.go:21: method Size is a stub; write it
//
// It is for authors of the protocol. The running server needs neither this program nor the spec.
//
// The exit status is 0 when all is well, 1 when there are findings about the spec or the handlers, and 2 when
// the spec cannot be read or the program was not called as it should be.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/portolan-ftp/portolan/gen/analyzers"
)

// The exit statuses.
const (
	exitOK       = 0
	exitFindings = 1
	exitError    = 2
)

// errFindings says that the findings are printed already, and only the exit status is left to give.
var errFindings = errors.New("there are findings")

// exitStatus is an error that has been printed already, with an exit status of its own.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

func main() {
	if isVetTool(os.Args[1:]) {
		unitchecker.Main(analyzers.All()...)
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run runs the program and returns its exit status.
func run(args []string, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:           "ftpspec",
		Short:         "Work on the spec that the server's protocol is made from",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(subcommands()...)
	root.SetArgs(twoDashes(root, args))
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(context.Background())
	var status exitStatus
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.As(err, &status):
		return int(status)
	}
	fmt.Fprintln(stderr, err)
	return exitError
}

// twoDashes lets flags be written with one dash, as Go's own programs do.
func twoDashes(root *cobra.Command, args []string) []string {
	c, _, err := root.Find(args)
	if err != nil {
		return args
	}
	out := slices.Clone(args)
	for i, arg := range args {
		if arg == "--" {
			break
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		if len(name) > 1 && len(arg) > len(strings.TrimPrefix(arg, "-")) && c.Flags().Lookup(name) != nil {
			out[i] = "-" + arg
		}
	}
	return out
}

// subcommands are what the program can do, each in a file of its own.
func subcommands() []*cobra.Command {
	return []*cobra.Command{
		askCommand(),
		auditCommand(),
		buildCommand(),
		chartCommand(),
		checkCommand(),
		checksHelp(),
		conformCommand(),
		coverCommand(),
		dialogueCommand(),
		diffCommand(),
		explainCommand(),
		fixCommand(),
		fmtCommand(),
		generateCommand(),
		learnCommand(),
		lspCommand(),
		newCommand(),
		promelaCommand(),
		renameCommand(),
		resolveCommand(),
		scaffoldCommand(),
		traceCommand(),
		vetCommand(),
		watchCommand(),
	}
}
