package audittest

import (
	"os"
	"testing"
)

// TestOverlay shows what changes of a spec mean.
func TestOverlay(t *testing.T) {
	file := t.TempDir() + "/base.yaml"
	if err := os.WriteFile(file, []byte("a: &x {b: 1, c: [2, 3]}\nd: *x\ne: 4\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := string(Overlaid(t, file, "{d: {b: null, c: [5]}, e: null, f: {g: 6}}", "{f: {h: 7}}"))
	want := "a: &x {b: 1, c: [2, 3]}\nd: {c: [5]}\nf: {g: 6, h: 7}\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
