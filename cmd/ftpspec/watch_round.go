package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/cmd/ftpspec/watch"
	"github.com/portolan-ftp/portolan/gen"
	"github.com/portolan-ftp/portolan/gen/analyzers"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/chart"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// round is what one round has come to.
type round struct {
	text    [sha256.Size]byte // of the spec's files
	trouble string            // why the spec cannot be read; "" if it can
	model   *check.Model      // of the last spec that could
	report  *report.Report
	found   []check.Finding // by the audit and in the handlers
	built   bool            // the server has the table and the handlers as they are
}

// steps are how long the steps of a round have taken. Some run beside each other.
type steps struct {
	began time.Time
	mu    sync.Mutex
	took  []string
}

// step begins a step; what it returns ends it.
func (s *steps) step(name string) (end func()) {
	began := time.Now()
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.took = append(s.took, fmt.Sprintf("%s %.2f", name, time.Since(began).Seconds()))
	}
}

// String is "1.31 s: check 0.05, explore 0.31, …".
func (s *steps) String() string {
	return fmt.Sprintf("%.2f s: %s", time.Since(s.began).Seconds(), strings.Join(s.took, ", "))
}

// round does what is to be done after a change. Its error is one that ends the watching; what is wrong with the spec or
// the handlers is told.
func (w *watcher) round(ctx context.Context) error {
	s := &steps{began: time.Now()}
	end := s.step("check")
	p, err := w.flags.generate.open()
	if followErr := w.follow(p); followErr != nil {
		return followErr
	}
	if err != nil {
		return w.tellTrouble(err)
	}
	text, err := textOf(p.spec.Files)
	if err != nil {
		return nil // a file is gone that was there: there will be another change
	}
	end()
	now := round{text: text, model: w.last.model, report: w.last.report, built: w.last.built}
	changed := now.model == nil || w.last.trouble != "" || text != w.last.text
	if err := w.done(p, &now, changed, s); err != nil {
		return err
	}
	w.tellChanges(&now, changed, s)
	w.last, w.saved = now, nil
	if changed && w.page != nil {
		if err := w.draw(); err != nil {
			return err
		}
	}
	return w.serve(ctx, p)
}

// done generates and vets, and audits beside that; where the spec has not changed, it only vets.
func (w *watcher) done(p *project, now *round, changed bool, s *steps) error {
	audited := make(chan error, 1)
	if changed {
		w.heading()
		end := s.step("explore")
		now.model = w.explored(p.spec)
		end()
		go func() {
			end := s.step("audit")
			var err error
			now.report, err = auditModel(now.model)
			end()
			audited <- err
		}()
		end = s.step("generate")
		if w.generated(p, now.model) {
			now.built = false
		}
		end()
	} else {
		audited <- nil
	}
	end := s.step("vet")
	code, renewed := w.vetted(p)
	end()
	if err := <-audited; err != nil {
		return err
	}
	now.found = slices.Concat(now.report.Findings, code)
	now.built = now.built && !renewed
	return nil
}

// textOf tells apart what the files of a spec are.
func textOf(files []string) (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	for _, name := range files {
		data, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			return sum, err
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(data), data)
	}
	h.Sum(sum[:0])
	return sum, nil
}

// explored is the model of a spec. A graph is explored again only if it would be another one.
func (w *watcher) explored(s *spec.Spec) *check.Model {
	m := check.NewRowModel(s)
	if w.last.model != nil {
		if g := w.last.model.Graph.Of(m.Machine); g != nil {
			m.Graph = g
			return m
		}
	}
	m.Explore()
	return m
}

// generated makes Go, documents and stubs, and reports whether anything is another one than before. What cannot be made
// is told.
func (w *watcher) generated(p *project, m *check.Model) bool {
	files, err := p.files(m)
	if err != nil {
		fmt.Fprintln(w.out, err)
		return false
	}
	changed, err := p.write(w.out, files)
	if err == nil {
		err = w.stubs(p)
	}
	if err != nil {
		fmt.Fprintln(w.out, err)
	}
	return slices.ContainsFunc(changed, func(name string) bool { return strings.HasSuffix(name, ".go") })
}

// stubs writes the stubs that are missing. That they are stubs is told by C02.
func (w *watcher) stubs(p *project) error {
	commands, found, err := p.handled()
	if err != nil {
		return err
	}
	return w.flags.generate.stubsFor(w.out, p, gen.Missing(commands, found))
}

// notCompiled is what a finding about code that does not compile has for the ID of a check.
const notCompiled = "go"

// vetted is what the analyzers find in the handlers, or what keeps them from compiling, and whether any file was
// another one than the last time.
func (w *watcher) vetted(p *project) (found []check.Finding, renewed bool) {
	if w.vet == nil {
		w.vet = analyzers.Keep(p.root, "./"+filepath.ToSlash(filepath.Join(fromRoot(p.root, p.handlers()), "...")))
	}
	all, err := w.vet.Run()
	var faults analyzers.Faults
	switch {
	case errors.As(err, &faults):
		for _, f := range faults {
			found = append(found, check.Finding{Check: notCompiled, Severity: check.Handler, At: "code", Message: f.Msg, Pos: placeOf(f.Pos)})
		}
	case err != nil:
		found = []check.Finding{{Check: notCompiled, Severity: check.Handler, At: "code", Message: err.Error(), Pos: spec.Pos{File: p.handlers(), Line: 1, Column: 1}}}
	}
	return append(found, codeFindings(all)...), w.vet.Renewed()
}

// draw shows the chart of the spec as it is.
func (w *watcher) draw() error {
	in := chart.Input{Model: w.last.model, Report: w.last.report, Live: watch.Events}
	for _, name := range w.last.model.Spec.Files {
		data, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			return nil // it has just changed: there will be another round
		}
		in.Sources = append(in.Sources, syntax.File{Name: name, Data: data})
	}
	page, err := chart.Page(in)
	if err != nil {
		return err
	}
	w.page.Show(page, w.last.model.Spec.Hash)
	return nil
}

// serve builds the server and has it take the place of the one before. What keeps it from that is told.
func (w *watcher) serve(ctx context.Context, p *project) error {
	if w.server == nil || w.last.built {
		return nil
	}
	began := time.Now()
	w.builds++
	program := filepath.Join(w.work, fmt.Sprintf("portolan-%d", w.builds))
	built := server{project: p, name: "portolan", development: true}
	var err error
	if p.spec.Base != nil {
		err = built.find(w.out)
	}
	if err == nil {
		err = built.build(ctx, w.out, program)
	}
	if err == nil {
		err = w.server.Replace(program)
	}
	if ctx.Err() != nil {
		return nil
	}
	w.last.built = true // or failed: another try would fail as well until something changes
	if err == nil {
		fmt.Fprintf(w.out, "the server runs this table (%.2f s)\n", time.Since(began).Seconds())
	} else if !errors.Is(err, errFindings) {
		fmt.Fprintln(w.out, err)
	}
	_ = os.Remove(filepath.Join(w.work, fmt.Sprintf("portolan-%d", w.builds-1))) // which runs on without its name
	return nil
}
