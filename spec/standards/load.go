package standards

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed *.yaml requirements/*.yaml
var files embed.FS

// documents are the files of requirements, in the order of the documents' age.
var documents = [...]string{
	"rfc959", "rfc1123", "rfc1639", "rfc2228", "rfc2389", "rfc2428", "rfc2577", "rfc2640", "rfc3659", "rfc4217",
	"rfc5797", "rfc7151", "rfc8996", "draft-mfxx", "draft-deflate", "draft-streamlined", "draft-hash", "draft-range",
}

// Load reads the data, once. The book is shared: it must not be changed.
var Load = sync.OnceValues(func() (*Book, error) { return read(files) })

// read decodes all files; a key that no field takes is an error, and so is a reference that leads nowhere.
func read(from fs.FS) (*Book, error) {
	b := &Book{}
	lists := struct {
		Tokens    *map[string][]string
		Universal *[]Universal
		Commands  *[]Command
	}{&b.Tokens, &b.Universal, &b.Commands}
	codes := struct{ Codes *[]Code }{&b.Codes}
	orders := struct{ Orders *[]Order }{&b.Orders}
	conflicts := struct{ Conflicts *[]Conflict }{&b.Conflicts}
	tests := struct{ Tests *map[string][]string }{&b.Tests}
	for name, into := range map[string]any{
		"commands.yaml": &lists, "codes.yaml": &codes, "orders.yaml": &orders, "conflicts.yaml": &conflicts,
		"tests.yaml": &tests,
	} {
		if err := decode(from, name, into); err != nil {
			return nil, err
		}
	}
	for _, name := range documents {
		var d Document
		if err := decode(from, "requirements/"+name+".yaml", &d); err != nil {
			return nil, err
		}
		b.Documents = append(b.Documents, d)
	}
	return b, b.check()
}

func decode(from fs.FS, name string, into any) error {
	data, err := fs.ReadFile(from, name)
	if err != nil {
		return fmt.Errorf("standards: %w", err)
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithKnownFields(true))
	if err == nil {
		err = loader.Load(into)
	}
	if err != nil {
		return fmt.Errorf("standards: %s: %w", name, err)
	}
	return nil
}

// check reports references that lead nowhere, and identifiers that are there twice.
func (b *Book) check() error {
	known := map[string]bool{}
	claim := func(id string) error {
		if known[id] {
			return fmt.Errorf("standards: %s is there twice", id)
		}
		known[id] = true
		return nil
	}
	for i := range b.Commands {
		if err := claim(b.Commands[i].Name); err != nil {
			return err
		}
	}
	for i := range b.Conflicts {
		if err := claim(b.Conflicts[i].ID); err != nil {
			return err
		}
	}
	for r := range b.Requirements() {
		if err := claim(r.ID); err != nil {
			return err
		}
	}
	for r := range b.Requirements() {
		for _, id := range append([]string{r.Conflict, r.Later}, r.For...) {
			if id != "" && !known[id] {
				return fmt.Errorf("standards: %s: there is no %s", r.ID, id)
			}
		}
	}
	for id := range b.Tests {
		if r := b.Requirement(id); r == nil || r.By != ByTest {
			return fmt.Errorf("standards: tests: %s is no requirement that a test can answer", id)
		}
	}
	return nil
}
