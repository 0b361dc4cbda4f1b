package decode

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/syntax"
)

// write puts files below a new directory, and works there.
func write(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

// TestFindBase finds bases by relative paths, and in modules: this one, one that it replaces, and one of a
// workspace. The files hold their own names.
func TestFindBase(t *testing.T) {
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOWORK", "")
	write(t, map[string]string{
		"base/go.mod":              "module example.org/protocols/base\n\ngo 1.26\n",
		"base/spec/ftp.yaml":       "base",
		"site/go.mod":              "module example.org/site\n\ngo 1.26\n\nrequire example.org/protocols/base v1.2.3\n\nreplace example.org/protocols/base => ../base\n",
		"site/own.yaml":            "own",
		"site/overlays/site.yaml":  "site",
		"site/overlays/plain.yaml": "plain",
		"lone/go.mod":              "module example.org/lone\n\ngo 1.26\n",
		"work/go.work":             "go 1.26\n\nuse ./lone\nuse ../base\n",
		"work/lone/go.mod":         "module example.org/worker\n\ngo 1.26\n",
	})
	const nowhere = "no module that this one requires has the base; `go get` it, or `go mod download` it"
	for _, c := range []struct{ overlay, extends, file, content, fault string }{
		{overlay: "site/overlays/site.yaml", extends: "./plain.yaml", file: "site/overlays/plain.yaml", content: "plain"},
		{overlay: "site/overlays/site.yaml", extends: "../own.yaml", file: "site/own.yaml", content: "own"},
		{overlay: "site/overlays/site.yaml", extends: "example.org/site/own.yaml", file: "site/own.yaml", content: "own"},
		{overlay: "site/overlays/site.yaml", extends: "example.org/protocols/base/spec/ftp.yaml", file: "base/spec/ftp.yaml", content: "base"},
		{overlay: "work/lone/site.yaml", extends: "example.org/protocols/base/spec/ftp.yaml", file: "base/spec/ftp.yaml", content: "base"},
		{overlay: "lone/site.yaml", extends: "example.org/protocols/base/spec/ftp.yaml", fault: nowhere},
		{overlay: "site/overlays/site.yaml", extends: "example.org/site/none.yaml", fault: "the base cannot be read: open "},
		{overlay: "none/site.yaml", extends: "example.org/site/own.yaml", fault: "the go command does not find the base's module: chdir none: no such file or directory"},
	} {
		f, err := syntax.FindBase(filepath.FromSlash(c.overlay), c.extends)
		switch {
		case c.fault != "":
			if err == nil || !strings.HasPrefix(err.Error(), c.fault) {
				t.Errorf("%s extends %s: %v, want %s", c.overlay, c.extends, err, c.fault)
			}
		case err != nil || filepath.ToSlash(f.Name) != c.file || string(f.Text) != c.content:
			t.Errorf("%s extends %s: %s with %q, %v", c.overlay, c.extends, f.Name, f.Text, err)
		}
	}
}

// TestLoadOverlay: Load and Resolve read an overlay with its base, and an overlay of an overlay is refused.
func TestLoadOverlay(t *testing.T) {
	plain := base(t)
	write(t, map[string]string{
		"base.yaml":  plain,
		"site.yaml":  "extends: ./base.yaml\nchange:\n  commands: {QUIT: {help: {en: \"leave\"}}}\n",
		"twice.yaml": "extends: ./site.yaml\n",
	})
	s, err := Load("site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Commands[len(s.Commands)-1].Help[0]; got != "leave" || s.Base.File != "base.yaml" {
		t.Errorf("help %q, base %s", got, s.Base.File)
	}
	_, err = Load("twice.yaml")
	want := "twice.yaml:1:10: site.yaml is an overlay; an overlay extends a whole spec\n    extends: ./site.yaml\n             ^"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if s, err := Resolve("plain.yaml", []byte(plain)); err != nil || s.Base != nil {
		t.Errorf("a whole spec: base %v, %v", s.Base, err)
	}
}
