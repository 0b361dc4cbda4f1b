package analyzers

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// server is where the packages of handlers in testdata are.
const server = "example.org/server/"

// foundInTestdata is what all analyzers find in all packages of testdata, which are loaded once.
var foundInTestdata = sync.OnceValues(func() ([]Finding, error) {
	return RunAll(analysistest.TestData()+"/src", server+"...", fsmPath, storagePath, storagePath+"/disk")
})

// found is what some checks find in packages of testdata.
func found(t *testing.T, checks []string, packages ...string) []Finding {
	t.Helper()
	gopath(t)
	all, err := foundInTestdata()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(slices.Clone(all), func(f Finding) bool {
		return !slices.Contains(checks, f.Check) || !slices.Contains(packages, path.Dir(f.Pos.Filename))
	})
}

// wanted is a comment about what is found in its line.
type wanted struct {
	line    string // FILE:LINE
	message *regexp.Regexp
}

// wants are the comments of packages of testdata, as those of package analysistest: // want `REGEXP` `REGEXP`.
func wants(t *testing.T, packages ...string) []wanted {
	t.Helper()
	var all []wanted
	for _, name := range packages {
		files, err := filepath.Glob(filepath.Join(analysistest.TestData(), "src", filepath.FromSlash(name), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("package %s has %d files: %v", name, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(string(text), "\n") {
				_, comment, _ := strings.Cut(line, "// want ")
				for _, m := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(comment, -1) {
					all = append(all, wanted{fmt.Sprintf("%s/%s:%d", name, filepath.Base(file), i+1), regexp.MustCompile(m[1])})
				}
			}
		}
	}
	return all
}

// compare holds what is found against what comments want: one finding for each.
func compare(t *testing.T, found []Finding, wants []wanted) {
	t.Helper()
	for _, w := range wants {
		at := slices.IndexFunc(found, func(f Finding) bool {
			return fmt.Sprintf("%s:%d", f.Pos.Filename, f.Pos.Line) == w.line && w.message.MatchString(f.Message)
		})
		if at < 0 {
			t.Errorf("not found: %s: %s", w.line, w.message)
			continue
		}
		found = slices.Delete(found, at, at+1)
	}
	for _, f := range found {
		t.Errorf("found, and not wanted: %s", f)
	}
}

// Each analyzer finds exactly what the comments in its packages say.
func TestBad(t *testing.T) {
	testcost.Some(t)
	for a, packages := range map[*analysis.Analyzer][]string{
		Outcomes:     {server + "outcomes"},
		Declared:     {server + "declared"},
		Orphans:      {server + "orphans"},
		Boundaries:   {server + "network", server + "tool"},
		Capabilities: {server + "commands/files", server + "commands/text", server + "grants"},
		Goroutines:   {server + "goroutines"},
		Contexts:     {server + "contexts"},
		Success:      {server + "success"},
		Sharing:      {server + "sharing"},
		Decisions:    {server + "decisions", server + "conversion"},
	} {
		t.Run(a.Name, func(t *testing.T) {
			compare(t, found(t, []string{ID(a)}, packages...), wants(t, packages...))
		})
	}
}

// TestRooms: a package below the handlers that breaks each rule is found at, rule by rule, as if the handlers did it.
func TestRooms(t *testing.T) {
	testcost.Some(t)
	rooms := []string{server + "commands/rooms", server + "commands/visitor"}
	var ids []string
	for _, a := range All() {
		if a == Declared || a == Orphans {
			continue // are about handlers and generated packages alone
		}
		ids = append(ids, ID(a))
	}
	compare(t, found(t, append(ids, ID(Orphans)), rooms...), wants(t, rooms...))
	for _, id := range ids {
		if len(found(t, []string{id}, rooms...)) == 0 {
			t.Errorf("no package below the handlers breaks %s", id)
		}
	}
}

// TestCalled: wherever a package of the module stands, what handlers call of it has their rules, and what they do not call has
// none.
func TestCalled(t *testing.T) {
	testcost.Some(t)
	packages := []string{server + "caller", server + "called", server + "called/deeper"}
	var ids []string
	for _, a := range All() {
		if a != Declared { // there is one handler only
			ids = append(ids, ID(a))
		}
	}
	compare(t, found(t, ids, packages...), wants(t, packages...))
	alone, err := RunAll(gopath(t), packages[1:]...) // nobody calls them
	if err != nil {
		t.Fatal(err)
	}
	compare(t, alone, nil)
}

// withoutFacts is a test that does not expect facts: TestFacts does.
type withoutFacts struct{ *testing.T }

func (t withoutFacts) Errorf(format string, args ...any) {
	t.Helper()
	if message := fmt.Sprintf(format, args...); !strings.Contains(message, ": unexpected fact: ") {
		t.Error(message)
	}
}

// What generated packages declare, and what others use of it, is told to the packages that import them. Tests, which are
// loaded here, use nothing.
func TestFacts(t *testing.T) {
	testcost.Some(t)
	results := analysistest.Run(withoutFacts{t}, analysistest.TestData(), Declared, server+"overlay", server+"helper", server+"declared")
	var got []string
	for _, r := range results {
		for _, fact := range r.Facts[nil] {
			got = append(got, fmt.Sprintf("%+v", fact))
		}
	}
	const alone = "&{Names:[example.org/server/ftp.DeleUnwritten example.org/server/ftp.RetrDone example.org/server/ftp.RetrError" +
		" example.org/server/ftp.RetrOpening example.org/server/overlay.DeleFromBase]}"
	want := []string{
		"&{Makers:[{Name:DeleUnwritten Type:DeleReply Rows:[rowDeleUnwritten] Ends: Base: Class:false Yes:false}" +
			" {Name:DeleOk Type:DeleReply Rows:[rowDeleOk] Ends: Base: Class:false Yes:false}" +
			" {Name:DeleMissing Type:DeleReply Rows:[rowDeleMissing] Ends: Base: Class:false Yes:false}" +
			" {Name:DeleLocked Type:DeleReply Rows:[rowDeleLocked] Ends: Base: Class:false Yes:false}" +
			" {Name:DeleFromBase Type:DeleReply Rows:[] Ends: Base:example.org/server/ftp Class:false Yes:false}]}",
		"&{Names:[example.org/server/ftp.RetrBadOffset]}",
		alone, alone, // by itself, and with its tests
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// gopath makes the packages in testdata those that commands of Go see.
func gopath(t *testing.T) string {
	t.Helper()
	data := analysistest.TestData()
	t.Setenv("GOPATH", data)
	t.Setenv("GO111MODULE", "off")
	t.Setenv("GOFLAGS", "")
	return data + "/src"
}

// Nothing is found in good handlers, in generated packages, in the runtime and in storage.
func TestGood(t *testing.T) {
	testcost.Some(t)
	var ids []string
	for _, a := range All() {
		ids = append(ids, ID(a))
	}
	compare(t, found(t, ids, server+"commands/good", server+"ftp", server+"overlay", server+"helper", fsmPath, storagePath, storagePath+"/disk"), nil)
}

// Findings are in order, with IDs and places as seen from where the run is.
func TestRunAll(t *testing.T) {
	testcost.Some(t)
	findings, err := RunAll(gopath(t)+"/example.org/server", "./orphans", "./commands/text")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range findings {
		got = append(got, f.Check+" "+f.String())
	}
	want := []string{
		"C05 commands/text/text.go:6:18: C05: os.Open is not for handlers; they work on what their request gives them",
		"C03 orphans/alone.go:5:17: C03: method Alone answers no command; delete this file",
		"C03 orphans/orphans.go:13:17: C03: method Remove answers no command; delete this method",
		"C03 orphans/orphans.go:17:17: C03: method Old answers no command; delete this method",
	}
	got = slices.DeleteFunc(got, func(s string) bool { return s[:3] == "C02" })
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if _, err := RunAll(gopath(t), "example.org/server/nowhere"); err == nil || !strings.HasPrefix(err.Error(), "analyzers: example.org/server/nowhere: ") {
		t.Errorf("a package that is not there: %v", err)
	}
}

// The server's own handlers and runtime are as they should be, and were really looked at.
func TestOurOwn(t *testing.T) {
	testcost.Long(t)
	findings, err := RunAll("../..", "./commands/...", "./fsm")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}

func TestIDs(t *testing.T) {
	var ids []string
	for _, a := range All() {
		ids = append(ids, ID(a)+" "+a.Name)
		if !regexp.MustCompile(`^C(0[1-9]|10) ` + a.Name + `: `).MatchString(a.Doc) {
			t.Errorf("doc of %s: %q", a.Name, a.Doc)
		}
	}
	want := []string{"C01 outcomes", "C02 declared", "C03 orphans", "C04 boundaries", "C05 capabilities",
		"C06 goroutines", "C07 contexts", "C08 success", "C09 sharing", "C10 decisions"}
	if !slices.Equal(ids, want) {
		t.Errorf("%q; want %q", ids, want)
	}
	if err := analysis.Validate(All()); err != nil {
		t.Error(err)
	}
}

// ReplyLike decides what C04 finds in strings.
func TestReplyLike(t *testing.T) {
	for s, want := range map[string]bool{"226 Done": true, "%s\r\n550-x": true, "x 421 y": true, "226": false, "1226 bytes": false, "sha256 of": false, "999 x": false} {
		if got := ReplyLike(s); got != want {
			t.Errorf("%q: %t; want %t", s, got, want)
		}
	}
}
