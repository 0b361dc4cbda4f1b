package analyzers

import (
	"errors"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// Finding is one diagnostic.
type Finding struct {
	Check   string         // ID of the analyzer: "C01"
	Pos     token.Position // Filename is relative to the directory of the run if it lies in it
	Message string         // begins with Check
}

// String is the finding as vet prints it.
func (f Finding) String() string { return f.Pos.String() + ": " + f.Message }

// Text is the message without the ID.
func (f Finding) Text() string { return strings.TrimPrefix(f.Message, f.Check+": ") }

// RunAll runs all analyzers over the packages that the patterns mean in dir, by default "./...", in order of place.
// It is an error when a package cannot be loaded or does not compile.
func RunAll(dir string, patterns ...string) ([]Finding, error) { return RunWith(nil, dir, patterns...) }

// ErrCompile is the kind of error of RunWith when a package does not compile.
var ErrCompile = errors.New("does not compile")

// RunWith is RunAll with other content of some files, by their absolute names: what would be found if they had it.
func RunWith(content map[string][]byte, dir string, patterns ...string) ([]Finding, error) {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: dir, Overlay: content}, patterns...)
	if err != nil {
		return nil, fmt.Errorf("analyzers: %w", err)
	}
	for _, p := range loaded {
		switch {
		case len(p.Errors) > 0 && p.Errors[0].Kind == packages.TypeError:
			return nil, fmt.Errorf("analyzers: %s %w: %w", p.PkgPath, ErrCompile, p.Errors[0])
		case len(p.Errors) > 0:
			return nil, fmt.Errorf("analyzers: %s: %w", p.PkgPath, p.Errors[0])
		case p.IllTyped:
			return nil, fmt.Errorf("analyzers: %s: something that it imports %w%s", p.PkgPath, ErrCompile, cause(p))
		}
	}
	return analyze(dir, loaded)
}

// analyze runs all analyzers over packages that compile.
func analyze(dir string, loaded []*packages.Package) ([]Finding, error) {
	defer findCalled(loaded)()
	graph, err := checker.Analyze(All(), loaded, nil)
	if err != nil {
		return nil, fmt.Errorf("analyzers: %w", err)
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("analyzers: %w", err)
	}
	var findings []Finding
	for _, action := range graph.Roots {
		if action.Err != nil {
			return nil, fmt.Errorf("analyzers: %s of %s: %w", action.Analyzer.Name, action.Package.PkgPath, action.Err)
		}
		for _, d := range action.Diagnostics {
			findings = append(findings, Finding{Check: d.Category, Pos: within(root, action.Package.Fset.Position(d.Pos)), Message: d.Message})
		}
	}
	slices.SortFunc(findings, func(x, y Finding) int {
		if c := strings.Compare(x.Pos.Filename, y.Pos.Filename); c != 0 {
			return c
		}
		if x.Pos.Offset != y.Pos.Offset {
			return x.Pos.Offset - y.Pos.Offset
		}
		return strings.Compare(x.Message, y.Message)
	})
	return slices.Compact(findings), nil
}

// cause is why a package is ill-typed that has no errors of its own: the first error below it, in a line.
func cause(p *packages.Package) string {
	told := ""
	packages.Visit([]*packages.Package{p}, nil, func(below *packages.Package) { // what is imported comes first
		if told == "" && len(below.Errors) > 0 {
			told, _, _ = strings.Cut(": "+below.PkgPath+": "+below.Errors[0].Error(), "\n")
		}
	})
	if strings.Contains(told, "missing go.sum entry") {
		told = strings.TrimSuffix(told, "; to add:") + "; go mod tidy adds what is missing"
	}
	return told
}

// within is a place as seen from root.
func within(root string, p token.Position) token.Position {
	if relative, err := filepath.Rel(root, p.Filename); err == nil && filepath.IsLocal(relative) {
		p.Filename = filepath.ToSlash(relative)
	}
	return p
}
