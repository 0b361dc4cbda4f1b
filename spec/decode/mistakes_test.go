package decode

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/syntax"
	"golang.org/x/tools/txtar"
)

// TestMistakes makes each typical wrong edit twice, in the real spec and in an overlay on it, and compares the
// whole message. Lines of the real spec are counted from the edit, @+1 is the one below, so that the spec can grow;
// those that are not near it are left out.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d mistakes, %v", len(files), err)
	}
	plain := syntax.File{Name: "ftp.yaml", Data: file(t, "../ftp.yaml").Data}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			edited, line := edit(t, a, string(plain.Data))
			_, inTree := Text("ftp.yaml", []byte(edited))
			over, _ := section(a, "over")
			_, inOverlay := Overlay(syntax.File{Name: "site.yaml", Data: []byte(over)}, plain)
			if inTree == nil || inOverlay == nil {
				t.Fatalf("in the tree: %v\nin an overlay: %v", inTree, inOverlay)
			}
			for _, part := range []struct {
				name, got string
			}{{"err", near(inTree, line)}, {"over-err", near(inOverlay, -1)}} {
				if *update {
					put(a, part.name, part.got)
				}
				if want, _ := section(a, part.name); part.got != want {
					t.Errorf("%s: got:\n%swant:\n%s", part.name, part.got, want)
				}
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// edit makes the edit of an archive and returns its line.
func edit(t *testing.T, a *txtar.Archive, text string) (string, int) {
	t.Helper()
	old, _ := section(a, "old")
	changed, _ := section(a, "new")
	old, changed = strings.TrimSuffix(old, "\n"), strings.TrimSuffix(changed, "\n")
	before, after, found := strings.Cut(text, old)
	if !found || strings.Contains(after, old) {
		t.Fatalf("the spec does not have %q once", old)
	}
	return before + changed + after, 1 + strings.Count(before, "\n")
}

// farLine is how many lines from an edit a fault may be to be shown by its distance.
const farLine = 12

// near is an error with the lines of the real spec counted from the edit.
func near(err error, line int) string {
	return regexp.MustCompile(`\bftp\.yaml:(\d+)`).ReplaceAllStringFunc(err.Error(), func(place string) string {
		n, _ := strconv.Atoi(strings.TrimPrefix(place, "ftp.yaml:"))
		if d := n - line; line > 0 && -farLine <= d && d <= farLine {
			return "ftp.yaml:@" + strings.Replace("+"+strconv.Itoa(d), "+-", "-", 1)
		}
		return "ftp.yaml:..."
	}) + "\n"
}

// put sets a section of an archive.
func put(a *txtar.Archive, name, content string) {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Data = []byte(content)
		}
	}
}
