package commands_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// act has a command change the object of a name, and says which objects of the working directory that may touch.
type act struct {
	there string // what has the name before: a file, a directory, or nothing
	quiet bool   // it may change nothing that can be seen
	do    func(t *teller, name string) []string
}

// What has a name before an act.
const (
	aFile = "file"
	aDir  = "directory"
	none  = "nothing"
)

// actOf is the act of one line, which is about the name alone.
func actOf(there, before, after string) act {
	return act{there: there, do: func(t *teller, name string) []string {
		t.must("200", before+name+after)
		return []string{name}
	}}
}

// upload is the act of an upload under the name.
func upload(there, verb string, stored func(name string) string) act {
	return act{there: there, do: func(t *teller, name string) []string {
		t.pasv()
		t.must("150", verb+" "+name)
		t.upload("new")
		t.expect("226 Transfer complete.")
		return []string{stored(name)}
	}}
}

func itself(name string) string { return name }

// two is the act of two lines; other is the name of the other object.
func two(there, first, second, other string) act {
	return act{there: there, do: func(t *teller, name string) []string {
		t.must("350", strings.ReplaceAll(first, "%", name))
		t.must("250", strings.ReplaceAll(second, "%", name))
		return []string{name, other}
	}}
}

// quote is how SITE COPY and COMB take a name with blanks.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// acts are what each command that can change files does under a name.
var acts = map[string][]act{
	"MFMT":         {actOf(aFile, "MFMT 20030102030405 ", "")},
	"MDTM":         {actOf(aFile, "MDTM 20030102030405 ", "")},
	"MFF":          {actOf(aFile, "MFF UNIX.mode=0600; ", "")},
	"SITE UTIME":   {actOf(aFile, "SITE UTIME 20030102030405 ", ""), actOf(aFile, "SITE UTIME ", " 20030102030405 20030102030405 20030102030405 UTC")},
	"SITE CHMOD":   {actOf(aFile, "SITE CHMOD 600 ", "")},
	"SITE CHGRP":   {{there: aFile, quiet: true, do: actOf("", fmt.Sprintf("SITE CHGRP %d ", os.Getgid()), "").do}},
	"DELE":         {actOf(aFile, "DELE ", "")},
	"RMD":          {actOf(aDir, "RMD ", "")},
	"SITE RMDIR":   {actOf(aDir, "SITE RMDIR ", "")},
	"RMDA":         {actOf(aDir, "RMDA ", "")},
	"MKD":          {actOf(none, "MKD ", "")},
	"SITE MKDIR":   {actOf(none, "SITE MKDIR ", "")},
	"SITE SYMLINK": {actOf(none, "SITE SYMLINK other ", "")},
	"RNFR":         {two(aFile, "RNFR %", "RNTO moved", "moved")},
	"RNTO":         {two(none, "RNFR other", "RNTO %", "other")},
	"STOR":         {upload(aFile, "STOR", itself), upload(none, "STOR", itself)},
	"APPE":         {upload(aFile, "APPE", itself), upload(none, "APPE", itself)},
	"STOU":         {upload(aFile, "STOU", func(name string) string { return name + ".1" }), upload(none, "STOU", itself)},
	"SITE CPTO":    {two(none, "SITE CPFR other", "SITE CPTO %", "")},
	"SITE COPY": {{there: none, do: func(t *teller, name string) []string {
		t.must("250", "SITE COPY other "+quote(name))
		return []string{name}
	}}},
	"COMB": {{there: aFile, do: func(t *teller, name string) []string {
		t.must("250", "COMB whole "+quote(name))
		return []string{"whole", name}
	}}},
}

// pathless are the commands that could change files, and are not told which.
var pathless = []string{"ALLO"}

// TestCommandsActOnWhatTheyName has each command that can change files do so under each of many names, beside objects
// that could be taken for the one that is named: those and everything else stay as they were.
func TestCommandsActOnWhatTheyName(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	r := newRig(t, setup{})
	c := &teller{client: r.login("alice"), second: r.login("alice"), r: r}
	defer c.in(t)
	for i := range ftp.Table().Commands {
		info := &ftp.Table().Commands[i]
		if info.By != fsm.ByHandler || !changes(fsm.Command(i)) || slices.Contains(pathless, info.Name) {
			continue
		}
		known := acts[info.Name]
		if known == nil {
			known = usualAct(t, fsm.Command(i))
		}
		if len(known) == 0 {
			t.Errorf("%s can change files: add to acts in acts_test.go how it does so, or to pathless if it is not told which", info.Name)
		}
		for n, a := range known {
			t.Run(fmt.Sprintf("%s/%d", info.Name, n), func(t *testing.T) {
				for i, name := range namesToTell() {
					c.in(t).act(a, fmt.Sprintf("%s-%d-%d", info.Name, n, i), name)
				}
			})
		}
	}
}

// usualAct is the act of a command that acts stands nothing of: it is given the name behind its other arguments, of an
// upload or of what is there already; none where its last argument is no path, or where something has to come before
// it.
func usualAct(t *testing.T, c fsm.Command) []act {
	s := startOf(t, ftp.Table().Commands[c].Name)
	before, isPath := strings.CutSuffix(s.line, " f")
	if !isPath {
		return nil
	}
	for r := ftp.Table().Commands[c].First; r < ftp.Table().Commands[c].Last; r++ {
		if ftp.Table().Rows[r].Then == fsm.Receive {
			return []act{upload(none, before, itself)}
		}
	}
	if len(s.before) > len(startOf(t, "DELE").before) {
		return nil
	}
	there := map[string]string{"files.mkdir": none, "files.link": none, "files.rmdir": aDir}
	for _, does := range ftp.Table().Commands[c].Does {
		if what := there[does]; what != "" {
			return []act{actOf(what, before+" ", "")}
		}
	}
	return []act{actOf(aFile, before+" ", "")}
}

// act does it in a directory of its own.
func (t *teller) act(a act, place, name string) {
	t.t.Helper()
	dir := filepath.Join(t.r.dir, place)
	must(t.t, os.Mkdir(dir, 0o755))
	for _, decoy := range append(decoys(name), "other") {
		must(t.t, os.WriteFile(filepath.Join(dir, decoy), []byte("old"), 0o644))
	}
	switch a.there {
	case aFile:
		must(t.t, os.WriteFile(filepath.Join(dir, name), []byte("old"), 0o644))
	case aDir:
		must(t.t, os.Mkdir(filepath.Join(dir, name), 0o755))
	}
	t.must("250", "CWD /"+place)
	before := lookAt(dir)
	touched := a.do(t, name)
	after := lookAt(dir)
	for _, may := range append(touched, "") { // "" is the directory itself
		if before[slash(may)] != after[slash(may)] && may == name {
			a.quiet = true
		}
		before[slash(may)], after[slash(may)] = "", ""
	}
	if d := difference(before, after); d != "" {
		t.t.Errorf("%q: other objects are changed:\n%s", name, d)
	}
	if !a.quiet && touched[0] == name {
		t.t.Errorf("%q: nothing is changed", name)
	}
	must(t.t, os.RemoveAll(dir))
}

func slash(name string) string {
	if name == "" {
		return ""
	}
	return "/" + name
}

// decoys are the names that could be taken for the one that is named.
func decoys(name string) []string {
	first, rest, _ := strings.Cut(strings.TrimLeft(name, " "), " ")
	visible := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, latin(name))
	all := []string{strings.Trim(name, " "), strings.Trim(name, `"`), first, rest, name[strings.LastIndexByte(name, ' ')+1:],
		strings.ReplaceAll(name, "\xff", ""), strings.ReplaceAll(name, `""`, `"`), unlatin(visible), "f", "x"}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(d string) bool {
		return d == "" || d == name || d == "." || d == ".." || d == "other"
	})
}
