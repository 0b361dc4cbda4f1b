package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/fix"
	"github.com/portolan-ftp/portolan/spec/format"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// mender mends the text of a spec, in memory.
type mender struct {
	flags  *fixFlags
	book   *syntax.Book
	spec   *spec.Spec // nil while the text has faults from which nothing can be read
	broken error      // why the text does not decode
	report *report.Report
}

// openMender reads a spec or an overlay, whatever is wrong with it.
func openMender(file string, flags *fixFlags) (*mender, error) {
	book, err := syntax.Open(filepath.ToSlash(file))
	if err != nil {
		return nil, err
	}
	m := &mender{flags: flags, book: book}
	m.spec, m.broken = decode.Book(book)
	return m, nil
}

// with is the same spec with patches applied. Files that were in the canonical form are so again.
func (m *mender) with(patches ...fix.Patch) (*mender, error) {
	var edits []fix.Edit
	for _, p := range patches {
		edits = append(edits, p.Edits...)
	}
	files, err := fix.Apply(m.book.Files, edits)
	if err != nil {
		return nil, err
	}
	for i, was := range m.book.Files {
		canonical, err := format.Format(was.Name, was.Data)
		if err != nil || !bytes.Equal(canonical, was.Data) || bytes.Equal(files[i].Data, was.Data) {
			continue
		}
		if formatted, err := format.Format(files[i].Name, files[i].Data); err == nil {
			files[i].Data = formatted
		}
	}
	return m.of(files)
}

// of is the same spec with other texts of its files.
func (m *mender) of(files []syntax.File) (*mender, error) {
	read := func(name string) ([]byte, error) {
		i := slices.IndexFunc(files, func(f syntax.File) bool { return f.Name == name })
		if i < 0 {
			return os.ReadFile(filepath.FromSlash(name))
		}
		return files[i].Data, nil
	}
	book, err := syntax.Bind(files[0], read)
	if err != nil {
		return nil, err
	}
	next := &mender{flags: m.flags, book: book}
	next.spec, next.broken = decode.Book(book)
	return next, nil
}

// faults mends what the decoder finds, until it finds nothing more that it can say how to mend. A patch that leaves its
// fault mends nothing, and is taken back.
func (m *mender) faults(out io.Writer) error {
	var tried []string
	for m.flags.id == "" {
		var faults syntax.Errors
		if m.broken == nil || !errors.As(m.broken, &faults) {
			return nil
		}
		text := fix.Of(m.book, m.spec)
		var next *mender
		for i := range faults {
			e := &faults[i]
			if slices.Contains(tried, e.Error()) {
				continue
			}
			tried = append(tried, e.Error())
			if next = m.fault(e, text, faults); next != nil {
				fmt.Fprintf(out, "%s: %s\n", e.Pos, e.Msg)
				break
			}
		}
		if next == nil {
			return nil
		}
		*m = *next
	}
	return nil
}

// fault is the spec without a fault; nil if nobody can say how.
func (m *mender) fault(e *syntax.Error, text *fix.Text, faults syntax.Errors) *mender {
	for _, p := range text.Fault(e) {
		next, err := m.with(p)
		if err != nil {
			continue
		}
		var left syntax.Errors
		if errors.As(next.broken, &left); saying(left, e.Msg) < saying(faults, e.Msg) {
			return next
		}
	}
	return nil
}

// saying is how many faults say the same. Without one, others may come to light that it hid.
func saying(faults syntax.Errors, message string) int {
	n := 0
	for _, e := range faults {
		if e.Msg == message {
			n++
		}
	}
	return n
}

// findings mends what the audit finds, one finding after the other.
func (m *mender) findings(out io.Writer) error {
	if m.broken != nil {
		return nil
	}
	if err := m.audit(); err != nil {
		return err
	}
	tried := map[string]bool{}
	for {
		g := m.next(tried)
		if g == nil {
			return m.accept(out)
		}
		tried[identity(&g.Finding)] = true
		next, p, err := m.finding(g)
		if err != nil {
			return err
		}
		if next != nil {
			fmt.Fprintf(out, "%s: %s %s: %s\n    %s\n", g.Pos, g.Check, g.At, g.Message, p.Title)
			*m = *next
		}
	}
}

// accept begins waivers for what is left. Each still needs a reason, without which the spec does not decode.
func (m *mender) accept(out io.Writer) error {
	if !m.flags.accept {
		return nil
	}
	groups := m.report.Groups()
	for i := range groups {
		g := &groups[i]
		for _, p := range fix.Of(m.book, m.spec).Finding(g) {
			if p.Asks != fix.Reason || m.flags.id != "" && g.Check != m.flags.id {
				continue
			}
			next, err := m.with(p)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s: %s %s: %s\n    %s\n", g.Pos, g.Check, g.At, g.Message, p.Title)
			next.spec, next.report = m.spec, m.report
			*m = *next
		}
	}
	return nil
}

// next is a group of findings that is to be mended, and that was not tried.
func (m *mender) next(tried map[string]bool) *report.Group {
	groups := m.report.Groups()
	for i := range groups {
		if g := &groups[i]; (m.flags.id == "" || g.Check == m.flags.id) && !tried[identity(&g.Finding)] {
			return g
		}
	}
	return nil
}

// finding is the spec without a finding, and the patch; nil if no patch mends it.
func (m *mender) finding(g *report.Group) (*mender, fix.Patch, error) {
	for _, p := range fix.Of(m.book, m.spec).Finding(g) {
		next, err := m.with(p)
		if err != nil {
			continue
		}
		if p.Asks == fix.Reason || next.broken != nil {
			continue
		}
		if err := next.audit(); err != nil {
			return nil, p, err
		}
		if fewer(next.report, m.report, g) {
			return next, p, nil
		}
	}
	return nil, fix.Patch{}, nil
}

// fewer reports whether a finding is gone, and nothing as serious has become wrong. What was wrong before may be said
// in other words now: a need that is added is a row more.
func fewer(now, before *report.Report, g *report.Group) bool {
	known := map[string]bool{}
	for _, f := range before.Findings {
		known[f.Check+" "+f.At] = true
	}
	return !slices.ContainsFunc(now.Findings, func(f check.Finding) bool {
		return identity(&f) == identity(&g.Finding) || f.Severity <= g.Severity && !known[f.Check+" "+f.At]
	})
}

// audit asks what the audit finds.
func (m *mender) audit() (err error) {
	m.report, err = auditSpec(m.spec)
	return err
}

// left tells what is not mended.
func (m *mender) left(out io.Writer) error {
	if m.broken != nil {
		fmt.Fprintln(out, strings.TrimSuffix(m.broken.Error(), "\n"))
		return errFindings
	}
	n := 0
	for _, g := range m.report.Groups() {
		if m.flags.id == "" || g.Check == m.flags.id {
			fmt.Fprintf(out, "left: %s: %s %s: %s\n", g.Pos, g.Check, g.At, g.Message)
			n++
		}
	}
	if n > 0 {
		return errFindings
	}
	return nil
}
