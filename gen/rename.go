package gen

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// Rename is what has to change in the handlers' package, by file, when a spec becomes another that differs in names
// alone. What is generated from both tells which identifier becomes which, so that the rules for Go names stand in one
// place. In the handlers an identifier of the generated package is renamed, a method that answers a command, and a
// field of a request where it is a parameter's; the tests beside them are among the files.
func Rename(before, after *spec.Spec, o Options, dir string) (map[string][]byte, error) {
	names, err := renamed(before, after, o.withDefaults(before))
	if err != nil || names.none() {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	changed := map[string][]byte{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("gen: rename: %w", err)
		}
		text, err := names.apply(file, source)
		if err != nil {
			return nil, fmt.Errorf("gen: rename: %w", err)
		}
		if text != nil {
			changed[file] = text
		}
	}
	return changed, nil
}

// goNames are identifiers and what they become.
type goNames struct {
	pkg, receiver string                       // the generated package, and the type of handlers
	top           map[string]string            // declared in the package
	fields        map[string]map[string]string // of each struct, by its old name
}

func (n *goNames) none() bool { return len(n.top) == 0 && len(n.fields) == 0 }

// errOtherCode says that two specs differ in more than names.
var errOtherCode = errors.New("what is generated differs in more than names")

// renamed compares what is generated from two specs, identifier by identifier.
func renamed(before, after *spec.Spec, o Options) (*goNames, error) {
	n := &goNames{pkg: o.packageName(), receiver: o.Type, top: map[string]string{}, fields: map[string]map[string]string{}}
	old, err := identifiers(before, o)
	if err != nil {
		return nil, err
	}
	now, err := identifiers(after, o)
	if err != nil {
		return nil, err
	}
	if len(old) != len(now) {
		return nil, fmt.Errorf("gen: rename: %w", errOtherCode)
	}
	for i := range old {
		a, b := old[i], now[i]
		names := n.top
		if a.of != "" {
			if names = n.fields[a.of]; names == nil {
				names = map[string]string{}
			}
		}
		if known, ok := names[a.name]; ok && known != b.name {
			return nil, fmt.Errorf("gen: rename: %w: %s would become %s and %s", errOtherCode, a.name, known, b.name)
		}
		if a.name != b.name {
			names[a.name] = b.name
			if a.of != "" {
				n.fields[a.of] = names
			}
		}
	}
	return n, nil
}

// declared is an exported identifier that the generated package declares; of a field, with its struct.
type declared struct{ of, name string }

// identifiers are those that the generated package declares, in their order.
func identifiers(s *spec.Spec, o Options) ([]declared, error) {
	templates, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	v, err := newView(s, o)
	if err != nil {
		return nil, err
	}
	sources, err := v.sources(templates, o)
	if err != nil {
		return nil, err
	}
	var all []declared
	for _, name := range goFiles {
		file, err := parser.ParseFile(token.NewFileSet(), name, sources[o.Dir+"/"+name+"_gen.go"], parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			all = append(all, declaredIn(d)...)
		}
	}
	return all, nil
}

// declaredIn are the exported identifiers of a declaration.
func declaredIn(d ast.Decl) []declared {
	var all []declared
	add := func(of string, names ...*ast.Ident) {
		for _, id := range names {
			if id.IsExported() {
				all = append(all, declared{of, id.Name})
			}
		}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			add("", d.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.ValueSpec:
				add("", s.Names...)
			case *ast.TypeSpec:
				add("", s.Name)
				switch t := s.Type.(type) {
				case *ast.StructType:
					for _, f := range t.Fields.List {
						add(s.Name.Name, f.Names...)
					}
				case *ast.InterfaceType:
					for _, f := range t.Methods.List {
						add("", f.Names...)
					}
				}
			}
		}
	}
	return all
}

// apply renames the identifiers of a file; nil if it has none of them.
func (n *goNames) apply(name string, source []byte) ([]byte, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	places := map[int]string{} // by offset: what stands there now
	become := map[int]string{}
	put := func(id *ast.Ident, to string, ok bool) {
		if ok {
			places[set.Position(id.Pos()).Offset], become[set.Position(id.Pos()).Offset] = id.Name, to
		}
	}
	for _, d := range file.Decls {
		f, _ := d.(*ast.FuncDecl)
		if f != nil && answersCommand(f, Options{Package: n.pkg, Type: n.receiver}) {
			to, ok := n.top[f.Name.Name]
			put(f.Name, to, ok)
			if ok && f.Doc != nil && strings.HasPrefix(f.Doc.Text(), f.Name.Name) {
				at := set.Position(f.Doc.Pos()).Offset + len("// ")
				places[at], become[at] = f.Name.Name, to
			}
		}
		fields := n.parameters(f)
		ast.Inspect(d, func(x ast.Node) bool {
			sel, ok := x.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == n.pkg {
				to, known := n.top[sel.Sel.Name]
				put(sel.Sel, to, known)
			} else if ok {
				to, known := fields[id.Name][sel.Sel.Name]
				put(sel.Sel, to, known)
			}
			return true
		})
	}
	if len(places) == 0 {
		return nil, nil
	}
	return replaced(source, places, become)
}

// parameters are the parameters of a function that are requests, with the fields that have other names now.
func (n *goNames) parameters(f *ast.FuncDecl) map[string]map[string]string {
	found := map[string]map[string]string{}
	if f == nil {
		return found
	}
	for _, p := range f.Type.Params.List {
		sel, ok := p.Type.(*ast.SelectorExpr)
		if !ok || len(p.Names) == 0 || n.fields[sel.Sel.Name] == nil {
			continue
		}
		if id, ok := sel.X.(*ast.Ident); ok && id.Name == n.pkg {
			found[p.Names[0].Name] = n.fields[sel.Sel.Name]
		}
	}
	return found
}

// replaced is a source with other words at some places.
func replaced(source []byte, places, become map[int]string) ([]byte, error) {
	var offsets []int
	for at := range places {
		offsets = append(offsets, at)
	}
	slices.Sort(offsets)
	var out []byte
	from := 0
	for _, at := range offsets {
		out = append(append(out, source[from:at]...), become[at]...)
		from = at + len(places[at])
	}
	return format.Source(append(out, source[from:]...))
}
