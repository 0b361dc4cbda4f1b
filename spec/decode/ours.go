package decode

import (
	"fmt"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Ours is the spec of this project's server, as the module has it: for programs that are not in its directory.
func Ours() (*spec.Spec, error) {
	const name = "ftp.yaml"
	data, err := spec.Ours.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the spec: %w", err)
	}
	book, err := syntax.Bind(syntax.File{Name: name, Data: data}, spec.Ours.ReadFile)
	if err != nil {
		return nil, err
	}
	return Book(book)
}
