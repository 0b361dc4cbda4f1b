package gen

import (
	"testing"

	"github.com/portolan-ftp/portolan/spec"
)

// specFile is the module's own spec, and root the module.
const (
	specFile = "../spec/ftp.yaml"
	root     = ".."
)

// The generated files in the tree are what the spec makes of them.
func TestGeneratedFilesAreFresh(t *testing.T) {
	files := generate(t, decode(t, specFile), Options{Schema: spec.Schema(), Overlays: spec.OverlaySchema(), Language: spec.Reference()})
	for _, name := range Stale(root, files) {
		t.Errorf("%s is not up to date; run go generate ./...", name)
	}
}
