package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/revise"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// newFlags are the flags of "ftpspec new".
type newFlags struct {
	spec          *string
	command       revise.Command
	args, replies []string
	dry           bool
}

// newCommand is "ftpspec new".
func newCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "new COMMAND --reply NAME:CODE[:TEXT]...",
		Short: "Add a command: the YAML, the stub of its handler, and dialogues for its tests",
		Long: `Add a command to the spec, where others of its kind are, generate, and write the stub of its handler and a dialogue to
each of its rows. What is left to write is the handler, the texts, and in the dialogues what only the handler knows;
go test ./commands says which.

The last reply that says no is where errors end, if the command does something that can fail. A reply of 1yz begins a
transfer: from the client if a capability changes what is in files, else to it. The texts are the same in every language
until they are translated. A command that is none of SITE's and that no document knows needs a reason (--why).`,
		Example: `  ftpspec new XTAIL --arg path:path --needs logged-in,protected,endpoint --does files.read --reply "opening:150:The end follows." --reply missing:550 --why "logs are long"
  ftpspec new "SITE COUNT" --arg path:path --needs logged-in --does files.list --reply "count:200:{number:int64} files." --reply refused:550`,
		Args: cobra.ExactArgs(1),
	}
	f := newFlags{spec: specFlag(c)}
	c.Flags().StringArrayVar(&f.args, "arg", nil, "an argument, `NAME:TYPE`; may be repeated")
	c.Flags().StringSliceVar(&f.command.Needs, "needs", nil, "`needs` of the command")
	c.Flags().StringSliceVar(&f.command.Does, "does", nil, "`capabilities` that it takes")
	c.Flags().StringArrayVar(&f.replies, "reply", nil, "what it may answer, `NAME:CODE[:TEXT]`; may be repeated")
	c.Flags().BoolVar(&f.command.ByTable, "by-table", false, "the table answers it alone, without a handler")
	c.Flags().StringVar(&f.command.RFC, "rfc", "959 4.1.3", "the `document` that defines it, or leaves room for it")
	c.Flags().StringVar(&f.command.Help, "help-line", "do something", "its `line` in HELP")
	c.Flags().StringVar(&f.command.Why, "why", "", "why it is there: the `reason` for a command that no document knows")
	c.Flags().StringVar(&f.command.Chapter, "chapter", "", "the `file` that it goes to (default where others of its kind are)")
	c.Flags().BoolVar(&f.dry, "dry-run", false, "print the changed file, and write nothing")
	c.RunE = func(c *cobra.Command, args []string) error {
		f.command.Name = args[0]
		return f.run(c.OutOrStdout())
	}
	return c
}

// parse reads the arguments and the replies.
func (f *newFlags) parse() error {
	for _, a := range f.args {
		name, typeName, ok := strings.Cut(a, ":")
		if !ok {
			return fmt.Errorf("ftpspec new: %q is not NAME:TYPE", a)
		}
		f.command.Args = append(f.command.Args, [2]string{name, typeName})
	}
	for _, r := range f.replies {
		parts := strings.SplitN(r, ":", 3)
		if len(parts) < 2 {
			return fmt.Errorf("ftpspec new: %q is not NAME:CODE or NAME:CODE:TEXT", r)
		}
		code, err := strconv.Atoi(parts[1])
		if err != nil {
			return fmt.Errorf("ftpspec new: %q has no code: %w", r, err)
		}
		reply := revise.Reply{Name: parts[0], Code: code}
		if len(parts) > 2 {
			reply.Text = parts[2]
		}
		f.command.Replies = append(f.command.Replies, reply)
	}
	return nil
}

func (f *newFlags) run(out io.Writer) error {
	if err := f.parse(); err != nil {
		return err
	}
	p, err := openProject(*f.spec)
	if err != nil {
		return err
	}
	book, err := syntax.Open(p.file)
	if err != nil {
		return err
	}
	change, err := revise.Add(book, p.spec, f.command)
	if err != nil {
		return err
	}
	if f.dry {
		return printed(out, change)
	}
	if err := written(out, change); err != nil {
		return err
	}
	generate := generateFlags{spec: f.spec, stubs: true}
	if err := generate.run(out); err != nil {
		return err
	}
	return f.writeDialogues(out, p, change.Spec)
}

// printed prints the changed files.
func printed(out io.Writer, change *revise.Change) error {
	for _, text := range change.Files {
		if _, err := out.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// written writes the changed files.
func written(out io.Writer, change *revise.Change) error {
	for name, text := range change.Files {
		if err := os.WriteFile(filepath.FromSlash(name), text, 0o644); err != nil {
			return fmt.Errorf("ftpspec: %w", err)
		}
		fmt.Fprintf(out, "wrote %s\n", name)
	}
	return nil
}

// writeDialogues adds the dialogues to each row of the command to the file of its first word.
func (f *newFlags) writeDialogues(out io.Writer, p *project, s *spec.Spec) error {
	text, err := dialogues(s, f.command.Name)
	if err != nil {
		return err
	}
	verb, _, _ := strings.Cut(f.command.Name, " ")
	name := filepath.Join(p.handlers(), "testdata", strings.ToLower(verb)+".txt")
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("ftpspec new: %w", err)
	}
	before, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("ftpspec new: %w", err)
	}
	if len(before) > 0 {
		text = "\n" + text
	}
	if err := os.WriteFile(name, append(before, text...), 0o644); err != nil {
		return fmt.Errorf("ftpspec new: %w", err)
	}
	fmt.Fprintf(out, "wrote dialogues to %s\n", filepath.ToSlash(name))
	return nil
}
