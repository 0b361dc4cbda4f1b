package gen

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// probe is a program that knows nothing of the spec and prints what the compiled table answers to MKD.
const probe = `package main

import (
	"fmt"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

func main() {
	t := ftp.Table()
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Command == ftp.CmdMkd && r.Name == "ok" {
			fmt.Println(t.RowName(fsm.Row(i)), r.Code)
		}
	}
}
`

// One reply code that is changed in the spec, and nothing else, changes one row of the table; a program that
// is built against it answers with the new code.
func TestChangedCode(t *testing.T) {
	testcost.Some(t)
	_, before := our(t)
	after := generate(t, decoded(t, specFile, "ok: 257\n      exists:", "ok: 259\n      exists:"), Options{Graph: ourModel(t).Graph})
	var changed []string
	for name, content := range after {
		if strings.HasSuffix(name, ".go") {
			changed = append(changed, changedLines(before[name], content)...)
		}
	}
	slices.Sort(changed)
	want := []string{
		`	rowMkdOk:        {Code: 259, Moves: moves{renameNone, restartNone, rangeNone, copyingNone}, Text: textMkdOk, Command: CmdMkd, Name: "ok"},`,
		`// MkdOk answers 259 "{path:quoted} created.".`,
	}
	if !slices.Equal(changed, want) {
		t.Errorf("changed lines:\n%s\nwant:\n%s", strings.Join(changed, "\n"), strings.Join(want, "\n"))
	}
	if !testcost.All() {
		return // the program is built anew
	}
	after["gen/probe/main.go"] = []byte(probe)
	if got, want := runOverlaid(t, after, "./gen/probe", ""), "MKD ok 259\n"; got != want {
		t.Errorf("the program printed %q, want %q", got, want)
	}
}

// changedLines are the lines of b that a does not have in the same place, without those that bear the hash.
func changedLines(a, b []byte) []string {
	old := strings.Split(string(a), "\n")
	var changed []string
	for i, line := range strings.Split(string(b), "\n") {
		if (i >= len(old) || old[i] != line) && !strings.Contains(line, generatedMark) && !strings.Contains(line, "SpecHash") {
			changed = append(changed, line)
		}
	}
	return changed
}

// runOverlaid builds and runs a program of this module, with files in place of those in the tree or beside
// them, and returns what it prints.
func runOverlaid(t *testing.T, files map[string][]byte, program, input string) string {
	t.Helper()
	dir := t.TempDir()
	abs, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for name, content := range files {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		temp := filepath.Join(dir, strings.ReplaceAll(name, "/", "-"))
		if err := os.WriteFile(temp, content, 0o644); err != nil {
			t.Fatal(err)
		}
		overlay.Replace[filepath.Join(abs, filepath.FromSlash(name))] = temp
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	listFile := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(listFile, list, 0o644); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("go", "run", "-overlay", listFile, program)
	command.Dir = abs
	command.Stdin = strings.NewReader(input)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}
