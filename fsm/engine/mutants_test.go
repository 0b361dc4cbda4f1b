package engine_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// withMutants lets TestMutants build and run each mutant, which takes a minute; CI does.
var withMutants = flag.Bool("mutants", false, "run the agreement with each fault of testdata/mutants.txt")

// mutant is a fault of the engine's code.
type mutant struct{ file, name, old, new string }

// TestMutants: with each fault of the engine, one at a time, the agreement does not hold. Without the flag it is only
// asked whether each fault can still be made.
func TestMutants(t *testing.T) {
	all := readMutants(t)
	if len(all) < 20 {
		t.Fatalf("%d mutants", len(all))
	}
	found := 0
	for _, m := range all {
		code, err := os.ReadFile(m.file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(code), m.old); n != 1 {
			t.Errorf("%s: %s: what it changes stands there %d times", m.file, m.name, n)
			continue
		}
		if !*withMutants {
			continue
		}
		if out, survived := m.run(t, strings.Replace(string(code), m.old, m.new, 1)); survived {
			t.Errorf("%s: %s: the agreement holds\n%s", m.file, m.name, out)
			continue
		}
		found++
	}
	if *withMutants {
		t.Logf("%d of %d mutants of the engine are found", found, len(all))
	}
}

// run runs the agreement with a file changed.
func (m *mutant) run(t *testing.T, code string) (out string, survived bool) {
	t.Helper()
	dir := t.TempDir()
	changed, overlay := filepath.Join(dir, m.file), filepath.Join(dir, "overlay.json")
	path, err := filepath.Abs(m.file)
	if err != nil {
		t.Fatal(err)
	}
	files, err := json.Marshal(map[string]map[string]string{"Replace": {path: changed}})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{changed: []byte(code), overlay: files} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	said, err := exec.Command("go", "test", "-vet=off", "-overlay", overlay, "-run", "^TestAgreement$", ".").CombinedOutput()
	if err != nil && !strings.Contains(string(said), "--- FAIL: TestAgreement") && !strings.Contains(string(said), "panic:") {
		t.Errorf("%s: %s: it does not build:\n%s", m.file, m.name, said)
	}
	return string(said), err == nil
}

// readMutants reads blocks: a file and a name, lines that stand there, and lines that would.
func readMutants(t *testing.T) []mutant {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "mutants.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all []mutant
	for block := range strings.SplitSeq(string(data), "\n\n") {
		var m mutant
		var was, is []string
		for text := range strings.SplitSeq(strings.TrimRight(block, "\n"), "\n") {
			switch mark, rest, _ := strings.Cut(text, " "); {
			case mark == "-":
				was = append(was, rest)
			case mark == "+":
				is = append(is, rest)
			case mark != "#":
				m.file, m.name, _ = strings.Cut(text, ": ")
			}
		}
		if m.file == "" {
			continue
		}
		m.old, m.new = strings.Join(was, "\n"), strings.Join(is, "\n")
		all = append(all, m)
	}
	return all
}
