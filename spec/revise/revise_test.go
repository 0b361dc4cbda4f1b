package revise

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// opened is the small spec of the decoder's tests, in an entry and a chapter.
func opened(t *testing.T) (*syntax.Book, *spec.Spec) {
	t.Helper()
	data, err := os.ReadFile("../decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	head, commands, ok := strings.Cut(string(data), "\ncommands:\n")
	if !ok {
		t.Fatal("the spec has no commands")
	}
	commands, tail, ok := strings.Cut(commands, "\nfeatures:\n")
	if !ok {
		t.Fatal("nothing is behind the commands")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"tiny.yaml":     head + "\nchapters: [commands.yaml]\nfeatures:\n" + tail,
		"commands.yaml": "# The commands.\ncommands:\n" + commands + "\n# the end\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	book, err := syntax.Open(filepath.Join(dir, "tiny.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode.Book(book)
	if err != nil {
		t.Fatal(err)
	}
	return book, s
}

// only is the new text of the one file that has changed, which has a name.
func only(t *testing.T, c *Change, name string) string {
	t.Helper()
	for file, text := range c.Files {
		if len(c.Files) == 1 && filepath.Base(file) == name {
			return string(text)
		}
	}
	t.Fatalf("%d files have changed, want %s alone", len(c.Files), name)
	return ""
}

// text is all that has changed.
func (c *Change) text() string {
	all := ""
	for _, text := range c.Files {
		all += string(text)
	}
	return all
}

// TestAdd: a command stands behind the others, in the canonical form, and decodes; one that would not is an error.
func TestAdd(t *testing.T) {
	book, s := opened(t)
	c := Command{
		Name: "SITE COUNT", RFC: "959 4.1.3", Help: "count", Args: [][2]string{{"path", "path"}}, Needs: []string{"logged-in"}, Does: []string{"files.read"},
		Replies: []Reply{{Name: "count", Code: 200, Text: "{number:int64} files."}, {Name: "refused", Code: 550}},
	}
	change, err := Add(book, s, c)
	if err != nil {
		t.Fatal(err)
	}
	want := `
  SITE COUNT:
    rfc: 959 4.1.3
    arg: {path: path}
    needs: [logged-in]
    does: [files.read]
    replies:
      count: {code: 200, text: {en: "{number:int64} files.", zh: "{number:int64} files."}}
      refused: {code: 550, on: [other], text: {en: "Refused.", zh: "Refused."}}
    help: {en: "count", zh: "count"}
# the end
`
	if text := only(t, change, "commands.yaml"); !strings.HasSuffix(text, want) || !strings.HasPrefix(text, "# The commands.\ncommands:\n  USER:\n") {
		t.Errorf("the file is\n%s", text)
	}
	if n := len(change.Spec.Commands); n != len(s.Commands)+1 {
		t.Errorf("there are %d commands", n)
	}
	c = Command{
		Name: "XTAIL", RFC: "959 4.1.3", Help: "send the end", Args: [][2]string{{"path", "path"}}, Needs: []string{"logged-in"}, Does: []string{"files.read"},
		Replies: []Reply{{Name: "opening", Code: 150}, {Name: "missing", Code: 550}}, Why: "logs are long",
	}
	if change, err = Add(book, s, c); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"      opening: {code: 150, then: send, ", "        ends: {done: {code: 226, text: {en: \"Done.\", zh: \"Done.\"}}, failed: failed}}\n",
		"      missing: {code: 550, on: [other], ",
	} {
		if all := change.text(); !strings.Contains(all, text) || !strings.Contains(all, "\nextensions:\n  XTAIL: \"logs are long\"\n") {
			t.Errorf("%q is missing in\n%s", text, all)
		}
	}
	for _, broken := range []func(*Command){
		func(c *Command) { c.Name = "RETR" },
		func(c *Command) { c.Needs = []string{"loged-in"} },
		func(c *Command) { c.Chapter = "nowhere.yaml" },
	} {
		other := c
		broken(&other)
		if _, err := Add(book, s, other); err == nil {
			t.Errorf("%+v is added", other)
		}
	}
}

// TestRename: a name is another one in all files and nothing else is; what is no name, or would be another protocol, is
// an error.
func TestRename(t *testing.T) {
	book, s := opened(t)
	for word, want := range map[string][2]string{
		"rename.pending": {"waiting", "to: {rename: waiting}"},
		"RNFR pending":   {"named", "replies: {named: {code: 350, to: {rename: pending}"},
		"logged-in":      {"inside", "needs: [inside, writable]"},
		"RNFR":           {"RNFM", "\n  RNFM:\n"},
	} {
		of, err := Find(book, word)
		if err != nil {
			t.Fatal(err)
		}
		change, err := Rename(book, s, of, want[0])
		if err != nil {
			t.Errorf("%s: %v", word, err)
			continue
		}
		found := false
		for _, text := range change.Files {
			found = found || strings.Contains(string(text), want[1])
		}
		if !found || len(change.Spec.Rows()) != len(s.Rows()) {
			t.Errorf("%s: there is no %q", word, want[1])
		}
	}
	if _, err := Find(book, "nothing"); err == nil {
		t.Error("something is called nothing")
	}
	if _, err := Find(book, "rename"); err != nil {
		t.Error(err)
	}
	of, err := Find(book, "RNFR")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Rename(book, s, of, "RETR"); err == nil {
		t.Error("two commands can have one name")
	}
}
