package readme

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

const document = "# Title\n" +
	"<!-- test: walk run -->\n```console\n$ echo one &\n$ echo two; echo three\ntwo\n\nthr<some>\n```\n" +
	"```console\n$ never\n```\n" +
	"<!-- test: other -->\n```go\npackage p\n```\n" +
	"<!-- test: walk write a.txt -->\n```\ntext\n```\n" +
	"<!-- made: table -->\nold\n<!-- end -->\nrest\n<!-- made: open -->\n"

func TestBlocks(t *testing.T) {
	got := Blocks(document, "walk")
	want := []Block{
		{Test: []string{"walk", "run"}, Lang: "console", Text: "$ echo one &\n$ echo two; echo three\ntwo\n\nthr<some>\n", Line: 3},
		{Test: []string{"walk", "write", "a.txt"}, Text: "text\n", Line: 18},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	commands := []Command{
		{Line: "echo one", Background: true, At: 4},
		{Line: "echo two; echo three", Output: []string{"two", "thr<some>"}, At: 5},
	}
	if got := got[0].Commands(); !reflect.DeepEqual(got, commands) {
		t.Errorf("got  %+v\nwant %+v", got, commands)
	}
	if got := Blocks(document, "none"); got != nil {
		t.Errorf("there are blocks for nobody: %+v", got)
	}
}

func TestMissing(t *testing.T) {
	c := Command{Output: []string{"first (1+1)", "last <n> of <m>"}}
	for output, want := range map[string]string{
		"first (1+1)\nlast 2 of 3\n":           "",
		"x\nfirst (1+1) \r\ny\nlast 2 of 3\nz": "",
		"last 2 of 3\nfirst (1+1)\n":           "last <n> of <m>",
		"first 11\nlast 2 of 3\n":              "first (1+1)",
		"first (1+1)\nlast 2 of ":              "last <n> of <m>",
		"":                                     "first (1+1)",
	} {
		if got := c.Missing(output); got != want {
			t.Errorf("%q: %q is missing, want %q", output, got, want)
		}
	}
}

func TestReplace(t *testing.T) {
	got, err := Replace(document, "table", "new\n")
	want := strings.Replace(document, "\nold\n", "\nnew\n", 1)
	if got != want || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for name, want := range map[string]string{
		"none": "readme: there is no <!-- made: none -->",
		"open": "readme: the part open has no <!-- end -->",
	} {
		if _, err := Replace(document, name, ""); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

func TestShell(t *testing.T) {
	const begun = 5 * time.Second
	s := &Shell{Dir: t.TempDir(), Env: []string{"GREETING=hello"}, Instead: strings.NewReplacer("2121", "4242"), Patience: begun}
	before := time.Now()
	s.Run(t, Block{Text: "$ echo \"$GREETING\" > file; sleep 60 &\n$ sleep 0.1; cat file; echo 2121\nhello\n4242\n$ (echo ready; sleep 60) &\nready\n"})
	if took := time.Since(before); took > begun {
		t.Errorf("a command in the background was waited for: %v", took)
	}
}
