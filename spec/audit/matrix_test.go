package audit

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/flaws"
)

// TestMatrix: every flaw has a test or a reason in every situation. The tests exist, an attack that is said to be sent
// is among those that are, and a reason that points to what is said above finds something there.
func TestMatrix(t *testing.T) {
	attacks, err := os.ReadFile("../../commands/attacks_test.go")
	if err != nil {
		t.Fatal(err)
	}
	sent := map[string]bool{}
	for _, m := range regexp.MustCompile(`flaws: "([^"]+)"`).FindAllStringSubmatch(string(attacks), -1) {
		for flaw := range strings.FieldsSeq(m[1]) {
			sent[flaw] = true
		}
	}
	for _, situation := range flaws.Situations {
		if !strings.Contains(string(attacks), `"`+situation+`"`) {
			t.Errorf("the attacks are not made in the situation %q", situation)
		}
	}
	tests, used := evidence(t), map[rune]bool{}
	for _, f := range flaws.Flaws() {
		cells := flaws.Matrix[f.ID]
		if len(cells) != len(flaws.Situations) {
			t.Errorf("%s has %d cells %q, want %d", f.ID, len(cells), cells, len(flaws.Situations))
		}
		for _, letter := range cells {
			used[letter] = true
			if c := flaws.Legend[letter]; len(c.Tests) == 0 == (c.Reason == "") {
				t.Errorf("%s: %c is no test and no reason, or both", f.ID, letter)
			}
		}
		if strings.Contains(cells, "a") != sent[f.ID] {
			t.Errorf("%s has cells %q, and is sent: %t", f.ID, cells, sent[f.ID])
		}
		if strings.Contains(cells, "p") && len(f.Checks) == 0 {
			t.Errorf("%s is not proved", f.ID)
		}
		if strings.ContainsAny(cells, "rd") && tests[f.ID] == "" && f.Else == "" {
			t.Errorf("%s is not tested", f.ID)
		}
	}
	for letter, c := range flaws.Legend {
		if !used[letter] {
			t.Errorf("%c stands for nothing", letter)
		}
		for _, name := range c.Tests {
			if !exists(t, name) {
				t.Errorf("%c: there is no test %s", letter, name)
			}
		}
	}
	if len(flaws.Matrix) != len(flaws.Flaws()) {
		t.Errorf("the matrix has %d flaws, and there are %d", len(flaws.Matrix), len(flaws.Flaws()))
	}
}

// exists says whether a test, as package.TestName, is there.
func exists(t *testing.T, name string) bool {
	t.Helper()
	dir, function, _ := strings.Cut(name, ".")
	files, err := filepath.Glob("../../" + dir + "/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(text), "\nfunc "+function+"(")
	})
}

// matrixText is the matrix for people, a line for each flaw, with what its letters stand for.
func matrixText() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## In every situation\n\n%s\n| | %s |\n|---%s|\n", matrixHead, strings.Join(flaws.Situations[:], " | "), strings.Repeat("|:-:", len(flaws.Situations)))
	for _, f := range flaws.Flaws() {
		fmt.Fprintf(&b, "| %s | %s |\n", f.ID, strings.Join(strings.Split(flaws.Matrix[f.ID], ""), " | "))
	}
	b.WriteString("\n| | stands for |\n|---|---|\n")
	var letters []rune
	for letter := range flaws.Legend {
		letters = append(letters, letter)
	}
	slices.SortFunc(letters, func(x, y rune) int {
		tested := func(r rune) string { return fmt.Sprint(len(flaws.Legend[r].Tests) == 0, string(r)) }
		return strings.Compare(tested(x), tested(y))
	})
	for _, letter := range letters {
		c := flaws.Legend[letter]
		fmt.Fprintf(&b, "| %c | %s%s |\n", letter, strings.Join(c.Tests, ", "), c.Reason)
	}
	return b.String()
}

const matrixHead = `What an idle session withstands may find a way in where a session does something else: in a transfer, at work without a
data connection, in lines that wait for the end of either, behind QUIT while that waits, and over TLS. Strangers have no
transfers; theirs is another's session, which REIN made theirs.
`
