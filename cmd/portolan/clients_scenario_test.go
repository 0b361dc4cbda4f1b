package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fileSet is names and contents; a name that ends with a slash is a directory.
type fileSet map[string]string

// clientStep is one thing that a client does.
type clientStep struct {
	verb clientVerb
	a, b string
}

type clientVerb int

const (
	doPut       clientVerb = iota // the file a here as b there
	doGet                         // the file a there as b here
	doResumePut                   // the rest of a here to b there, of which there is a part
	doResumeGet                   // the rest of a there to b here, of which there is a part
	doAppendTo                    // a here to the end of b there
	doRename                      // a there to b
	doRemove                      // the file a there
	doMkdir                       // a there
	doRmdir                       // a there
	doNames                       // tell the names in a there, "." being the working directory
	doList                        // tell the names in a there with a slash after directories, and other's sizes before them
)

// verbNames are what testdata/ftplib_client.py calls them.
var verbNames = [...]string{"put", "get", "resume put", "resume get", "append", "rename", "remove", "mkdir", "rmdir", "names", "list"}

func (v clientVerb) String() string { return verbNames[v] }

// scenario is something that every client can do.
type scenario struct {
	name        string
	here, there fileSet // what there is before, on the client's side and on the server's
	steps       []clientStep
	hereEnd     fileSet // what is added or changed on the client's side; nil: nothing
	thereEnd    fileSet // all there is on the server's side afterwards; nil: as before
	told        []string
	cannot      map[string]string // clients that cannot, and why
}

// every is content in which nothing may change: each byte, each pair that a conversion could touch, and more
// than any buffer holds.
var every = func() string {
	var b strings.Builder
	for i := range 256 {
		b.WriteByte(byte(i))
	}
	return strings.Repeat(b.String()+"\r\n\n\r\r\r\n\xff\xf4\xff\xff\x00", 2000)
}()

// odd are names that suffer when anything between here and there thinks about them.
var odd = []string{"two words", "two  blanks", "Grüße aus Köln, 世界 🗺.txt", "e\u0301 decomposed", `a "quoted" name`,
	"100%25 #1;type=a?", "-l", "a'b", "$HOME", "[a]*", "(1)"}

// crowd is a large directory.
var crowd = func() fileSet {
	all := fileSet{}
	for i := range 5000 {
		all[fmt.Sprintf("entry %04d.dat", i)] = ""
	}
	return all
}()

var scenarios = []scenario{
	{name: "put", here: fileSet{"a": every}, steps: []clientStep{{doPut, "a", "b"}}, thereEnd: fileSet{"b": every}},
	{name: "put over a longer file", here: fileSet{"a": "new"}, there: fileSet{"b": every}, steps: []clientStep{{doPut, "a", "b"}}, thereEnd: fileSet{"b": "new"}},
	{name: "get", there: fileSet{"a": every}, steps: []clientStep{{doGet, "a", "b"}}, hereEnd: fileSet{"b": every}},
	{name: "put an empty file", here: fileSet{"a": ""}, steps: []clientStep{{doPut, "a", "b"}}, thereEnd: fileSet{"b": ""}},
	{name: "get an empty file", there: fileSet{"a": ""}, steps: []clientStep{{doGet, "a", "b"}}, hereEnd: fileSet{"b": ""}},
	{name: "resume put", here: fileSet{"a": every}, there: fileSet{"b": every[:100_001]}, steps: []clientStep{{doResumePut, "a", "b"}}, thereEnd: fileSet{"b": every}},
	{name: "resume get", there: fileSet{"a": every}, here: fileSet{"b": every[:100_001]}, steps: []clientStep{{doResumeGet, "a", "b"}}, hereEnd: fileSet{"b": every}},
	{name: "append", here: fileSet{"a": "more\n"}, there: fileSet{"b": "much\n"}, steps: []clientStep{{doAppendTo, "a", "b"}, {doAppendTo, "a", "c"}},
		thereEnd: fileSet{"b": "much\nmore\n", "c": "more\n"}, cannot: map[string]string{"lftp": "lftp has no command to append"}},
	{name: "rename", there: fileSet{"a": "1", "b": "2", "d/": ""}, steps: []clientStep{{doRename, "a", "c"}, {doRename, "b", "d/x y"}, {doRename, "d", "e"}},
		thereEnd: fileSet{"c": "1", "e/": "", "e/x y": "2"}},
	{name: "delete", there: fileSet{"a": "1", "b": "2"}, steps: []clientStep{{doRemove, "a", ""}}, thereEnd: fileSet{"b": "2"}},
	{name: "directories", there: fileSet{"old/": "", "keep/": ""}, steps: []clientStep{{doMkdir, "new", ""}, {doMkdir, "new/two words", ""}, {doMkdir, "new/über", ""}, {doRmdir, "old", ""}},
		thereEnd: fileSet{"keep/": "", "new/": "", "new/two words/": "", "new/über/": ""}},
	{name: "put odd names", here: contents(odd), steps: eachOf(odd, doPut), thereEnd: contents(odd)},
	{name: "get odd names", there: contents(odd), steps: eachOf(odd, doGet), hereEnd: contents(odd)},
	{name: "rename odd names", there: contents(odd[:6]), steps: renames(odd[:6]), thereEnd: renamed(odd[:6])},
	{name: "names", there: fileSet{"a": "1", "two words": "22", "ü": "", "d/": "", "d/in": ""}, steps: []clientStep{{doNames, ".", ""}},
		told: []string{"a", "d", "two words", "ü"}},
	{name: "list", there: fileSet{"a": "1", "two words": "22", "ü": "", "d/": "", "d/in": ""}, steps: []clientStep{{doList, ".", ""}},
		told: []string{"d/", "0 ü", "1 a", "2 two words"}},
	{name: "empty directory", there: fileSet{"d/": ""}, steps: []clientStep{{doNames, "d", ""}, {doList, "d", ""}}},
	{name: "names of 5,000", steps: []clientStep{{doNames, "/crowd", ""}}, told: slices.Collect(maps.Keys(crowd))},
	{name: "list of 5,000", steps: []clientStep{{doList, "/crowd", ""}}, told: prefixed("0 ", slices.Collect(maps.Keys(crowd)))},
}

func contents(names []string) fileSet {
	all := fileSet{}
	for _, name := range names {
		all[name] = "content of " + name
	}
	return all
}

func renamed(names []string) fileSet {
	all := fileSet{}
	for _, name := range names {
		all[name+" (renamed)"] = "content of " + name
	}
	return all
}

func eachOf(names []string, v clientVerb) []clientStep {
	var all []clientStep
	for _, name := range names {
		all = append(all, clientStep{v, name, name})
	}
	return all
}

func renames(names []string) []clientStep {
	var all []clientStep
	for _, name := range names {
		all = append(all, clientStep{doRename, name, name + " (renamed)"})
	}
	return all
}

func prefixed(prefix string, names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, prefix+name)
	}
	return all
}

// play plays the scenario in a directory of the server, and compares every byte on both sides.
func (c *scenario) play(v *visitor, perform func(*visitor, []clientStep) []string) {
	t := v.t
	fillDir(t, v.here, c.here)
	fillDir(t, v.remote, c.there)
	fillDir(t, filepath.Join(v.here, ".told"), nil)
	told := perform(v, c.steps)
	want := slices.Sorted(slices.Values(c.told))
	if slices.Sort(told); !slices.Equal(told, want) {
		t.Errorf("told %.1000q\nwant %.1000q", told, want)
	}
	here := maps.Clone(c.here)
	if here == nil {
		here = fileSet{}
	}
	maps.Copy(here, c.hereEnd)
	sameFiles(t, "the client", v.here, here)
	end := c.thereEnd
	if end == nil {
		end = c.there
	}
	sameFiles(t, "the server", v.remote, end)
}

// fillDir makes files in a directory, which is made too.
func fillDir(t *testing.T, dir string, all fileSet) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if !strings.HasSuffix(name, "/") {
			writeFile(t, path, all[name])
		} else if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

// sameFiles compares a directory with what must be in it.
func sameFiles(t *testing.T, whose, dir string, want fileSet) {
	t.Helper()
	got := fileSet{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		switch name = filepath.ToSlash(name); {
		case err != nil, name == ".":
			return err
		case d.IsDir() && strings.HasPrefix(name, "."): // where the client keeps its own things
			return filepath.SkipDir
		case d.IsDir():
			got[name+"/"] = ""
			return nil
		}
		content, err := os.ReadFile(path)
		got[name] = string(content)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if g, w := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(g, w) {
		t.Errorf("%s has %.1000q\nwant %.1000q", whose, g, w)
		return
	}
	for name, content := range want {
		if got[name] != content {
			t.Errorf("%s has %.100q (%d bytes) in %q\nwant %.100q (%d bytes)", whose, got[name], len(got[name]), name, content, len(content))
		}
	}
}

// longLine is what clients parse: mode, links, owner, group, size, time, name, with nothing in other columns.
var longLine = regexp.MustCompile(`^([-dl])(?:[r-][w-][x-]){3} +[1-9][0-9]* +[^ ]+ +[^ ]+ +([0-9]+) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-9][0-9] (?:[0-9]{2}:[0-9]{2}| [0-9]{4}) (.+)$`)

// longLines reads a listing for people as doList tells it.
func longLines(t *testing.T, text string) []string {
	t.Helper()
	var told []string
	for _, line := range outputLines(text) {
		m := longLine.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("%q is no line of a listing", line)
		}
		told = append(told, listEntry(m[1] == "d", m[2], m[3]))
	}
	return told
}

// listEntry is how doList tells one file.
func listEntry(dir bool, size, name string) string {
	if dir {
		return name + "/"
	}
	return size + " " + name
}

// outputLines cuts text at its line ends; a client may have turned CR LF into LF or not.
func outputLines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		all = append(all, strings.TrimRight(line, "\r\n"))
	}
	return all
}
