package analyzers

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// server is where the packages of handlers in testdata are.
const server = "example.org/server/"

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
			analysistest.Run(withoutFacts{t}, analysistest.TestData(), a, packages...)
		})
	}
}

// TestRooms: a package below the handlers that breaks each rule is found at, rule by rule, as if the handlers did it.
func TestRooms(t *testing.T) {
	testcost.Some(t)
	const here = server + "commands/"
	broken := wanted(t, here+"rooms", here+"visitor")
	for _, a := range All() {
		if a == Declared || a == Orphans {
			continue // are about handlers and generated packages alone
		}
		if !slices.ContainsFunc(broken, func(line string) bool { return strings.Contains(line, ID(a)) }) {
			t.Errorf("no package below the handlers breaks %s", ID(a))
		}
	}
	checkFound(t, broken, here+"rooms", here+"visitor")
}

// TestCalled: wherever a package of the module stands, what handlers call of it has their rules, and what they do not call has
// none.
func TestCalled(t *testing.T) {
	testcost.Some(t)
	packages := []string{server + "caller", server + "called", server + "called/deeper"}
	checkFound(t, wanted(t, packages...), packages...)
	for _, alone := range packages[1:] { // nobody calls it
		checkFound(t, nil, alone)
	}
}

// wantedAt is how a comment wants a finding.
var wantedAt = regexp.MustCompile("`(C[0-9][0-9]): ")

// wanted are the findings that the comments of packages want: "rooms.go:29: `C01: ".
func wanted(t *testing.T, packages ...string) []string {
	t.Helper()
	var all []string
	for _, path := range packages {
		name := filepath.Base(path) + ".go"
		text, err := os.ReadFile(filepath.Join(analysistest.TestData(), "src", path, name))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, m := range wantedAt.FindAllString(line, -1) {
				all = append(all, fmt.Sprintf("%s:%d: %s", name, i+1, m))
			}
		}
	}
	return all
}

// checkFound compares what is found in packages with what is wanted.
func checkFound(t *testing.T, want []string, packages ...string) {
	t.Helper()
	findings, err := RunAll(gopath(t), packages...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range findings {
		if f.Check == ID(Declared) {
			continue // there is one handler only
		}
		got = append(got, fmt.Sprintf("%s:%d: `%s: ", filepath.Base(f.Pos.Filename), f.Pos.Line, f.Check))
	}
	for _, line := range want {
		if at := slices.Index(got, line); at >= 0 {
			got = slices.Delete(got, at, at+1)
		} else {
			t.Errorf("not found: %s", line)
		}
	}
	if len(got) > 0 {
		t.Errorf("found, and not wanted: %q", got)
	}
}

// withoutFacts is a test that does not expect facts: TestFacts does.
type withoutFacts struct{ *testing.T }

func (t withoutFacts) Errorf(format string, args ...any) {
	t.Helper()
	if message := fmt.Sprintf(format, args...); !strings.Contains(message, ": unexpected fact: ") {
		t.Error(message)
	}
}

// What generated packages declare, and what others use of it, is told to the packages that import them.
func TestFacts(t *testing.T) {
	testcost.Some(t)
	results := analysistest.Run(withoutFacts{t}, analysistest.TestData(), Declared, "example.org/server/overlay", "example.org/server/helper")
	var got []string
	for _, r := range results {
		for _, fact := range r.Facts[nil] {
			got = append(got, fmt.Sprintf("%+v", fact))
		}
	}
	want := []string{
		"&{Makers:[{Name:DeleUnwritten Type:DeleReply Rows:[rowDeleUnwritten] Ends: Base: Class:false Yes:false}" +
			" {Name:DeleOk Type:DeleReply Rows:[rowDeleOk] Ends: Base: Class:false Yes:false}" +
			" {Name:DeleMissing Type:DeleReply Rows:[rowDeleMissing] Ends: Base: Class:false Yes:false}" +
			" {Name:DeleLocked Type:DeleReply Rows:[rowDeleLocked] Ends: Base: Class:false Yes:false}" +
			" {Name:DeleFromBase Type:DeleReply Rows:[] Ends: Base:example.org/server/ftp Class:false Yes:false}]}",
		"&{Names:[example.org/server/ftp.RetrBadOffset]}",
	}
	slices.Sort(got)
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
	findings, err := RunAll(gopath(t), "example.org/server/commands/good", "example.org/server/ftp", "example.org/server/overlay",
		"example.org/server/helper", fsmPath, storagePath, storagePath+"/disk")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
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
