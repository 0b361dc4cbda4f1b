package audit

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/golden"

	"golang.org/x/tools/txtar"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/audittest"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestKnownFaults makes faults that servers have had in our own spec, one at a time: each file of testdata/faults
// has a change of ftp.yaml and everything that the audit then prints, without positions.
func TestKnownFaults(t *testing.T) {
	testcost.Some(t)
	files, err := filepath.Glob("testdata/faults/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("only %d faults: %v", len(files), err)
	}
	for i, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			if i%deskStep != 0 {
				testcost.Long(t)
			}
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil || len(a.Files) != 2 || a.Files[0].Name != "change.yaml" || a.Files[1].Name != "found.txt" {
				t.Fatalf("%v: want the sections change.yaml and found.txt", err)
			}
			refused := strings.Contains(string(a.Comment), "The decoder refuses it too.")
			s := audittest.Decoded(t, audittest.Overlaid(t, "../ftp.yaml", string(a.Files[0].Data)), refused)
			var b strings.Builder
			for _, f := range Audit(nearModel(s), Checks()).Findings {
				b.WriteString(f.Check + " " + f.At + ": " + f.Message + "\n" + audittest.IndentBlock(f.Evidence()))
			}
			if b.Len() == 0 {
				t.Fatal("the audit finds nothing")
			}
			a.Files[1].Data = []byte(b.String())
			golden.File(t, file, string(txtar.Format(a)))
		})
	}
}

// deskStep is how many of the known faults there are to one that is made where not all tests run: each takes five
// seconds.
const deskStep = 7

// nearModel is a model explored with at most three policies changed from their defaults, which shows
// every row.
func nearModel(s *spec.Spec) *check.Model {
	m := check.NewRowModel(s)
	far := func(v []uint8) bool { return len(v)-strings.Count(string(v), "\x00") > 3 }
	return m.With(m.Machine.Explore(slices.DeleteFunc(m.Machine.Valuations(), far)...))
}

// TestOurSpec: the spec of the server has no findings, and its waivers are all needed.
func TestOurSpec(t *testing.T) {
	for _, f := range Audit(check.NewModel(ourSpec(t)), Checks()).Findings {
		t.Error(f)
	}
}
