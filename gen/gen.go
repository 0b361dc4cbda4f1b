// Package gen turns a decoded spec into Go: the transition table, the typed requests and the sealed replies
// that handlers are written against, and the documents that people read.
//
//	RETR:                                        RetrRequest{Session, Path, Offset, Type, Files}
//	  replies:                                   RetrOpening(size, send) RetrReply
//	    opening: {code: 150, then: send,   →       send returns RetrDone() or RetrLocalError()
//	      ends: {done: ..., local-error: ...}}   RetrMissing() RetrReply
//	    missing: {code: 550, on: [not-exist]}    RetrError(err) RetrReply
//
// What a spec does not declare has no constructor, so a handler that answers it does not compile; nor does one
// that answers with a completion instead of the preliminary reply, or with another command's reply.
//
// The package of an overlay has only what is new or changed, and uses the package of its base: the base's handlers
// answer on the overlay's table. It no longer compiles when the base has changed.
//
// Generation is in memory and depends only on the spec: the same spec gives the same bytes. The templates see only
// sorted slices of strings. The package reports a Go name that two parts of a spec claim, with both positions. It does
// not type-check what it generates.
package gen

import (
	"bytes"
	"embed"
	"fmt"
	"go/format"
	"path"
	"text/template"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Options say where the generated package lives. The zero value is this module's own layout.
type Options struct {
	SpecPath string            // of the spec file, from the module root, for headers; "spec/ftp.yaml"
	Module   string            // path of the module that the generated package is in; "github.com/portolan-ftp/portolan"
	Dir      string            // of the generated package, from the module root; "commands/ftp"
	Package  string            // its name; the last element of Dir
	Docs     string            // of TABLE.md and diagrams, from the module root; "spec", and for an overlay none
	Base     string            // of an overlay: import path of the package made from its base; "github.com/portolan-ftp/portolan/commands/ftp"
	Type     string            // in the handlers' package, whose methods answer commands; "Standard"
	Schemas  map[string][]byte // the language's JSON Schemas, by the names of their files
	Language []byte            // the language's reference, for README.md; nil writes none
	Standard []byte            // the account to the standards, for STANDARDS.md; nil writes none
	Field    []byte            // the commands beside those of other servers, for COMMANDS.md; nil writes none

	Graph *explore.Graph // of the spec under all valuations, if it has been explored already
}

// withDefaults fills in this module's own layout.
func (o Options) withDefaults(s *spec.Spec) Options {
	set := func(option *string, value string) {
		if *option == "" {
			*option = value
		}
	}
	set(&o.SpecPath, "spec/ftp.yaml")
	set(&o.Module, "github.com/portolan-ftp/portolan")
	set(&o.Dir, "commands/ftp")
	set(&o.Base, "github.com/portolan-ftp/portolan/commands/ftp")
	set(&o.Type, "Standard")
	if s.Base == nil {
		set(&o.Docs, "spec")
	}
	return o
}

// packageName is the name of the generated package.
func (o Options) packageName() string {
	if o.Package != "" {
		return o.Package
	}
	return path.Base(o.Dir)
}

//go:embed templates/*.tmpl
var templateFiles embed.FS

// goFiles are the files of the generated package, each made by the template of the same name.
var goFiles = [...]string{"names", "table", "commands", "grants", "replies", "dispatch"}

// Generate makes every generated file of s, by its slash-separated path from the module root.
// The error says which parts of the spec claim the same Go name.
func Generate(s *spec.Spec, o Options) (map[string][]byte, error) {
	o = o.withDefaults(s)
	templates, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	v, err := newView(s, o)
	if err != nil {
		return nil, err
	}
	if o.Graph == nil {
		o.Graph = explore.NewMachine(s).ExploreAll()
	}
	v.addArcs(s, o.Graph)
	files, err := v.sources(templates, o)
	if err != nil || o.Docs == "" {
		return files, err
	}
	if err := addDocs(files, templates, s, o, v.Header); err != nil {
		return nil, err
	}
	return files, nil
}

func parseTemplates() (*template.Template, error) {
	templates, err := template.ParseFS(templateFiles, "templates/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("gen: templates: %w", err)
	}
	return templates, nil
}

// sources are the files of the generated package.
func (v *view) sources(templates *template.Template, o Options) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, name := range goFiles {
		source, err := render(templates, name+".go.tmpl", v)
		if err != nil {
			return nil, err
		}
		if files[path.Join(o.Dir, name+"_gen.go")], err = finish(name, source, v.Paths); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// render runs one template.
func render(templates *template.Template, name string, data any) ([]byte, error) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return nil, fmt.Errorf("gen: %w", err)
	}
	return out.Bytes(), nil
}

// finish adds the imports that a Go file uses and formats it.
func finish(name string, source []byte, paths map[string]string) ([]byte, error) {
	source, err := addImports(source, paths)
	if err != nil {
		return nil, fmt.Errorf("gen: %s: %w", name, err)
	}
	formatted, err := format.Source(source)
	if err != nil {
		return nil, fmt.Errorf("gen: %s: %w", name, err)
	}
	return formatted, nil
}
