package spec

import (
	"embed"
	"fmt"
)

//go:embed ftp.yaml chapters/*.yaml texts/*.yaml
var ours embed.FS

// Ours is the spec of this project's server, as the module has it: for programs that are not in its directory.
func Ours() (*Spec, error) {
	const name = "ftp.yaml"
	data, err := ours.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the spec: %w", err)
	}
	book, err := Bind(File{name, data}, ours.ReadFile)
	if err != nil {
		return nil, err
	}
	return book.Decode()
}
