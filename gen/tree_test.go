package gen

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// handlersDir is the package of the module's own handlers.
const handlersDir = "../commands"

// compiled type-checks the handlers against what a spec makes, and returns the errors with their places.
func compiled(t *testing.T, files map[string][]byte) []string {
	t.Helper()
	var found []string
	for _, e := range load(t, files, "commands")[0].errors {
		found = append(found, fmt.Sprintf("%s: %s", fset.Position(e.Pos), e.Msg))
	}
	slices.Sort(found)
	return found
}

// places are where the handlers' sources have an expression, with a message behind each.
func places(t *testing.T, expression, message string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(handlersDir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(data), "\n") {
			for _, at := range regexp.MustCompile(expression).FindAllStringIndex(line, -1) {
				column := at[0] + 1
				if dot := strings.Index(line[at[0]:], "."); dot >= 0 {
					column += dot + 1 // the compiler points behind the package
				}
				found = append(found, fmt.Sprintf("commands/%s:%d:%d: %s", filepath.Base(name), i+1, column, message))
			}
		}
	}
	slices.Sort(found)
	return found
}

// An outcome that gets another name in the spec makes compile errors where handlers answer with it, and nowhere
// else.
func TestRenamedOutcome(t *testing.T) {
	testcost.Some(t)
	s := decoded(t, specFile,
		"      not-a-file: {reply: not-a-file, on: [is-directory, unsupported]}\n      refused: denied\n      bad-offset:",
		"      not-a-file: {reply: not-a-file, on: [is-directory, unsupported]}\n      refused: denied\n      beyond:")
	want := places(t, `ftp\.RetrBadOffset\b`, "undefined: ftp.RetrBadOffset")
	if len(want) == 0 {
		t.Fatal("no handler answers with ftp.RetrBadOffset")
	}
	if got := compiled(t, unexplored(t, s, Options{})); !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A command that is taken out of the spec leaves its handler behind: it alone does not compile, and it is
// reported with what to delete.
func TestRemovedCommand(t *testing.T) {
	testcost.Some(t)
	data := string(realSpec(t).Data)
	var edits []string
	for _, entry := range regexp.MustCompile(`(?m)^ +SITE HELP: \{.*(\n +[a-z].*)*\n`).FindAllString(data, -1) { // the command, and its texts
		edits = append(edits, entry, "")
	}
	if len(edits) != 2*3 {
		t.Fatalf("SITE HELP stands in the spec %d times", len(edits)/2)
	}
	s := decoded(t, specFile, edits...)
	line := 0
	stub, err := os.ReadFile(filepath.Join(handlersDir, "site_help.go"))
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range strings.Split(string(stub), "\n") {
		if strings.HasPrefix(text, "func (h *Standard) SiteHelp(") {
			line = i + 1
		}
	}
	all, err := Handlers(s, Options{}, handlersDir)
	if err != nil {
		t.Fatal(err)
	}
	var orphans []string
	for _, h := range Orphans(handled(t, s, Options{}), all) {
		orphans = append(orphans, h.Orphaned())
	}
	if want := []string{fmt.Sprintf("../commands/site_help.go:%d: method SiteHelp answers no command; delete this file", line)}; !slices.Equal(orphans, want) {
		t.Errorf("got %q, want %q", orphans, want)
	}
	for _, e := range compiled(t, unexplored(t, s, Options{})) {
		if !strings.HasPrefix(e, "commands/site_help.go:") {
			t.Errorf("an error elsewhere: %s", e)
		}
	}
}

// Every handler of the module is a person's file: generating over edited ones, after a change of the spec too,
// leaves every byte and every time as it is, and a second time nothing is left to change.
func TestGeneratingOverEditedHandlers(t *testing.T) {
	testcost.Some(t)
	names, err := filepath.Glob(filepath.Join(handlersDir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files["commands/"+filepath.Base(name)] = string(data) + "\n\n//   edited   by hand\t\r\n"
	}
	dir := tree(t, files)
	_, unchanged := our(t)
	edited := generate(t, decoded(t, specFile, "Now RNTO.", "And now RNTO."), Options{Graph: ourModel(t).Graph})
	for _, generated := range []map[string][]byte{unchanged, edited, unchanged} {
		if _, err := Write(dir, generated); err != nil {
			t.Fatal(err)
		}
		if again, err := Write(dir, generated); err != nil || again != nil {
			t.Errorf("generated twice: wrote %v, %v", again, err)
		}
		for name, content := range files {
			if !untouched(t, filepath.Join(dir, filepath.FromSlash(name)), content) {
				t.Errorf("%s was touched", name)
			}
		}
	}
}
