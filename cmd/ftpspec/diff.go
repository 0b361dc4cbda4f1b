package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/diff"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// exitNarrowed is the exit status when the new revision allows less, and nothing new.
const exitNarrowed exitStatus = 3

// diffCommand is "ftpspec diff".
func diffCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare what two revisions of the spec allow",
		Long: `Compare what two revisions of the spec allow: which dialogues are new, and which are lost.

OLD and NEW are spec files, overlays, or git revisions (HEAD~1, a branch, a tag, REV:path). A revision means its
spec file at the place of this module's. When NEW is an overlay, OLD may be the word base: what it extends.

The verdict is "same" (also "same (text)", when only texts for people differ), "narrowed", "widened" or "both"; or
"altered", when the dialogues are the same and a default, a type, an alias or the answer to a failure is not. It says
"less is proved" when an invariant went, or a waiver came. Each finding has a severity (before login, in the clear,
destructive, other) and the shortest dialogue that shows it. It is "unknown", with the limit, when the specs are too
large to be compared to the end.

A file of allowances lets findings pass that a team has agreed to, each by its fingerprint, with the reason and the last
day on which it counts. --format allow writes the entries to begin with.

The exit status is 0 for same, 3 for narrowed, 2 when a spec cannot be read, and 1 for everything else, and whenever
less is proved. What is allowed does not count.`,
		Example: `  ftpspec diff HEAD~1 spec/ftp.yaml
  ftpspec diff --allow .ci/protocol.yaml --markdown report.md origin/main HEAD
  ftpspec diff --format github origin/main HEAD
  ftpspec diff base site.yaml`,
		Args: cobra.ExactArgs(2),
	}
	f := diffFlags{}
	c.Flags().StringVar(&f.format, "format", "text", "`text`, json, github (annotations), sarif, markdown or allow (entries for a file of allowances)")
	c.Flags().StringVar(&f.allow, "allow", "", "the `file` of what is allowed, with reasons and last days")
	c.Flags().StringVar(&f.markdown, "markdown", "", "write the report for a pull request to this `file`, too")
	c.RunE = func(c *cobra.Command, args []string) error {
		return f.run(c.OutOrStdout(), c.ErrOrStderr(), args[0], args[1])
	}
	return c
}

// diffFlags are the flags of "ftpspec diff".
type diffFlags struct{ format, allow, markdown string }

// diffFormats are the formats of a report.
var diffFormats = map[string]func(*diff.Report, io.Writer) error{
	"text": (*diff.Report).Text, "json": (*diff.Report).JSON, "github": (*diff.Report).GitHub, "sarif": (*diff.Report).SARIF,
	"markdown": (*diff.Report).Markdown, "allow": (*diff.Report).Allowances,
}

// run compares, and writes the report; the error is its exit status.
func (f *diffFlags) run(out, errs io.Writer, before, after string) error {
	write, ok := diffFormats[f.format]
	if !ok {
		return fmt.Errorf("ftpspec diff: there is no format %q; text, json, github, sarif, markdown and allow are", f.format)
	}
	var allowed []diff.Allowance
	if f.allow != "" {
		data, err := os.ReadFile(f.allow)
		if err != nil {
			return fmt.Errorf("ftpspec diff: %w", err)
		}
		if allowed, err = diff.ReadAllowances(f.allow, data); err != nil {
			return err
		}
	}
	old, now, err := openRevisions(before, after)
	if err != nil {
		return err
	}
	r := diff.Compare(old, now)
	for _, note := range r.Allow(allowed, diff.Today(time.Now())) {
		fmt.Fprintln(errs, note)
	}
	if err := write(r, out); err != nil {
		return err
	}
	if f.markdown != "" {
		var b bytes.Buffer
		if err := errors.Join(r.Markdown(&b), os.WriteFile(f.markdown, b.Bytes(), 0o644)); err != nil {
			return fmt.Errorf("ftpspec diff: %w", err)
		}
	}
	return diffStatus(r)
}

// diffStatus is the exit status of a report.
func diffStatus(r *diff.Report) error {
	switch {
	case r.Less:
	case r.Verdict == diff.Same:
		return nil
	case r.Verdict == diff.Narrowed:
		return exitNarrowed
	}
	return errFindings
}

// oldIsBase is the OLD that means what NEW extends.
const oldIsBase = "base"

// openRevisions reads both specs.
func openRevisions(before, after string) (old, now diff.Revision, err error) {
	if before != oldIsBase {
		if old, err = openRevision(before); err != nil {
			return old, now, notCompared(before, err)
		}
	}
	if now, err = openRevision(after); err != nil {
		return old, now, notCompared(after, err)
	}
	if before != oldIsBase {
		return old, now, nil
	}
	if now.Spec.Base == nil {
		return old, now, fmt.Errorf("ftpspec diff: %s extends nothing, so it has no base", after)
	}
	base := now.Spec.Base
	return diff.Revision{Name: base.File, Path: base.File, Spec: base}, now, nil
}

// openRevision reads a spec from a file, or from git.
func openRevision(name string) (diff.Revision, error) {
	r := diff.Revision{Name: name, Path: name}
	if _, err := os.Stat(name); err == nil {
		if root, _, err := findModule(); err == nil {
			r.Path = fromRoot(root, name)
		}
		r.Spec, err = decode.Load(name)
		return r, err
	}
	data, file, show, err := showRevision(name)
	if err != nil {
		return r, err
	}
	r.Path = file
	if syntax.IsOverlay(data) { // its base is the working tree's
		r.Spec, err = decode.Resolve(file, data)
		return r, err
	}
	if !strings.Contains(name, ":") {
		name += ":" + file
	}
	book, err := syntax.Bind(syntax.File{Name: name, Data: data}, show)
	if err != nil {
		return r, err
	}
	r.Spec, err = decode.Book(book)
	return r, err
}

// showRevision asks git for a file of a revision. Paths without a slash in front are the repository's, as in git;
// a revision alone means the module's spec. show shows other files of the revision, by their names behind it.
func showRevision(name string) (data []byte, file string, show func(name string) ([]byte, error), err error) {
	if strings.HasPrefix(name, "-") { // git would take it for an option
		return nil, "", nil, fmt.Errorf("ftpspec diff: %s is neither a file nor a git revision", name)
	}
	dir, inside := ".", ""
	revision, file, named := strings.Cut(name, ":")
	if !named {
		root, _, err := findModule()
		if err != nil {
			return nil, "", nil, fmt.Errorf("ftpspec diff: %s is no file, and %w", name, err)
		}
		dir, file, inside = root, specFile, "./" // from the module root, which need not be the repository's
	}
	show = func(name string) ([]byte, error) {
		git := exec.Command("git", "show", revision+":"+inside+strings.TrimPrefix(name, revision+":"))
		git.Dir = dir
		return git.Output()
	}
	data, err = show(file)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		first, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return nil, "", nil, fmt.Errorf("ftpspec diff: %s is neither a file nor a git revision with a spec: %s", name, first)
	case err != nil:
		return nil, "", nil, fmt.Errorf("ftpspec diff: %s is no file, and git cannot be asked: %w", name, err)
	}
	return data, path.Clean(file), show, nil
}
