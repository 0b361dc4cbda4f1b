package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"

	"github.com/portolan-ftp/portolan/gen"
	"github.com/portolan-ftp/portolan/gen/analyzers"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/diff"
	"github.com/portolan-ftp/portolan/spec/mutate"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// ownModule is the module whose spec the contributor's faults are about.
const ownModule = "github.com/portolan-ftp/portolan"

// tryMutants prints how many faults the audit finds.
func tryMutants(out io.Writer, p *project, sample mutate.Sample, wait *progress) error {
	score := mutate.RunSome(p.spec, audit.Checks(), documents.Checks, sample, func(done, of int) {
		wait.say(fmt.Sprintf("%d of %d mutants", done, of))
	})
	wait.clear()
	if _, err := io.WriteString(out, "\n"+score.Text()); err != nil {
		return fmt.Errorf("ftpspec audit: %w", err)
	}
	clean := score.Clean()
	if p.gen.Module == ownModule && p.gen.SpecPath == specFile {
		faults, err := tryFaults(p, wait)
		wait.clear()
		if err == nil {
			_, err = io.WriteString(out, "\n"+faults.Text())
		}
		if err != nil {
			return fmt.Errorf("ftpspec audit: %w", err)
		}
		clean = clean && faults.Rate() >= mutate.LeastRate
	}
	if !clean {
		return errFindings
	}
	return nil
}

// tryFaults makes the contributor's faults.
func tryFaults(p *project, wait *progress) (*mutate.FaultScore, error) {
	book, err := syntax.Open(p.file)
	if err != nil {
		return nil, err
	}
	faults, err := mutate.Faults()
	if err != nil {
		return nil, err
	}
	return mutate.TryFaults(p.spec, book.Text, faults, audit.Checks(), documents.Checks, mutate.Judges{
		Code: p.misfit,
		Diff: verdict,
		Told: func(done, of int) { wait.say(fmt.Sprintf("%d of %d faults of contributors", done, of)) },
	})
}

// verdict is what the comparison of two specs tells a reviewer, in a few words.
func verdict(old, now *spec.Spec) string {
	r := diff.Compare(diff.Revision{Name: "old", Spec: old}, diff.Revision{Name: "new", Spec: now})
	words := string(r.Verdict)
	if r.Texts {
		words += ", other texts"
	}
	if r.Less {
		words += ", less is proved"
	}
	return words
}

// misfit says what is wrong with the handlers for another spec than theirs: the generated code does not compile with
// them, or the analyzers have findings. It writes nothing.
func (p *project) misfit(s *spec.Spec) (string, error) {
	files, err := gen.Generate(s, p.gen)
	if err != nil {
		return err.Error(), nil
	}
	maps.DeleteFunc(files, func(name string, _ []byte) bool { return path.Ext(name) != ".go" })
	content := map[string][]byte{}
	for name, text := range files {
		absolute, err := filepath.Abs(filepath.Join(p.root, filepath.FromSlash(name)))
		if err != nil {
			return "", err
		}
		content[absolute] = text
	}
	findings, err := analyzers.RunWith(content, p.root, "./"+path.Dir(p.gen.Dir)+"/...")
	switch {
	case errors.Is(err, analyzers.ErrCompile):
		return err.Error(), nil
	case err != nil || len(findings) == 0:
		return "", err
	}
	return findings[0].String(), nil
}
