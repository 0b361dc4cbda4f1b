package commands_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// A refusal changes nothing: who is told that something was not done may not find it done. So every dialogue of this
// package is watched, whatever else it is about: before each command the tree is looked at, and after each answer of
// 4yz or 5yz, the ends of transfers and work among them, it has to be the same, with names, bytes, modes, times and
// links. TestMain fails when there is a refusal that no test has come to so.

// mayChange are the refusals that come when something is done already, and why it stays so.
var mayChange = map[string]string{
	"STOR opening.broken":       partStays,
	"STOR opening.stalled":      partStays,
	"STOR opening.aborted":      partStays,
	"STOR opening.full":         partStays,
	"STOR opening.local-error":  partStays,
	"STOR opening.too-large":    partStays,
	"STOR opening.unusable":     partStays,
	"STOR opening.page-type":    partStays,
	"STOR opening.beyond":       "a range is written where it goes; what belonged to it is there",
	"STOU opening.broken":       partStays,
	"STOU opening.stalled":      partStays,
	"STOU opening.aborted":      partStays,
	"STOU opening.full":         partStays,
	"STOU opening.local-error":  partStays,
	"STOU opening.too-large":    partStays,
	"STOU opening.unusable":     partStays,
	"STOU opening.page-type":    partStays,
	"APPE opening.broken":       partStays,
	"APPE opening.stalled":      partStays,
	"APPE opening.aborted":      partStays,
	"APPE opening.full":         partStays,
	"APPE opening.local-error":  partStays,
	"APPE opening.too-large":    partStays,
	"APPE opening.unusable":     partStays,
	"APPE opening.page-type":    partStays,
	"COMB joining.parts-left":   "the file is whole, and says so; nobody could join what is left of the parts again",
	"RNTO moving.left":          "all of it has the new name, and says so; what cannot be removed has the old one too",
	"RMDA removing.left":        restGoes,
	"RMDA removing.too-many":    restGoes,
	"RMDA removing.local-error": restGoes,
	"RMDA removing.aborted":     restGoes,
	"RMDA removing.overtime":    restGoes,
}

const (
	partStays = "what came of a broken upload is kept, so that the client can go on from there (RFC 3659 5)"
	restGoes  = "what can be removed is, one entry after the other, until the end of the work or of the client's patience"
)

// watch sees what the commands of a server do to its files.
type watch struct {
	rig *rig

	mu      sync.Mutex
	running map[running]*look
	off     bool // the tree is too large to be looked at for each command
}

// running is a command in progress; during a transfer a session has two.
type running struct {
	session *fsm.Session
	command fsm.Command
}

// look is the tree before a command.
type look struct {
	tree  map[string]string
	mixed bool // something else may have changed it meanwhile
}

// refusals counts how often each row that refuses has been seen to change nothing.
var refusals = struct {
	sync.Mutex
	rows map[fsm.Row]int
}{rows: map[fsm.Row]int{}}

// BeforeStep looks at the tree.
func (w *watch) BeforeStep(s fsm.Step) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.off {
		return
	}
	l := &look{tree: w.rig.look()}
	w.off = len(l.tree) > most
	for other, o := range w.running {
		o.mixed = o.mixed || changes(s.Command)
		l.mixed = l.mixed || changes(other.command)
	}
	w.running[running{s.Session, s.Command}] = l
}

// Step looks again if a command has ended with a refusal.
func (w *watch) Step(s fsm.Step) {
	w.mu.Lock()
	defer w.mu.Unlock()
	row := &ftp.Table().Rows[s.Row]
	if row.Command == fsm.NoCommand && s.After[ftp.RegionSession] == ftp.SessionClosed {
		maps.DeleteFunc(w.running, func(r running, _ *look) bool { return r.session == s.Session })
	}
	key := running{s.Session, row.Command}
	l := w.running[key]
	if l == nil || row.Then == fsm.Send || row.Then == fsm.Receive || row.Then == fsm.Work {
		return
	}
	delete(w.running, key)
	if row.Code >= 400 && !l.mixed {
		w.compare(s.Row, l.tree)
	}
}

// compare sees that the tree is what it was.
func (w *watch) compare(r fsm.Row, before map[string]string) {
	name := ftp.Table().RowName(r)
	if mayChange[name] == "" {
		after := w.rig.look()
		kind := ftp.Table().Rows[r].Kind
		if kind == fsm.KindEnd || kind == fsm.KindTransferEnd || strings.HasPrefix(name, "SITE MKDIR ") {
			undated(before) // something came and went
			undated(after)
		}
		if !maps.Equal(before, after) {
			w.rig.t.Errorf("%s has changed something:\n%s", name, difference(before, after))
		}
	}
	refusals.Lock()
	defer refusals.Unlock()
	refusals.rows[r]++
}

// undated takes the times of directories away.
func undated(tree map[string]string) {
	for name, what := range tree {
		if strings.HasPrefix(what, "d") {
			tree[name] = strings.Fields(what)[0]
		}
	}
}

// change has a test itself change the tree: what runs meanwhile is not blamed for it.
func (w *watch) change(do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range w.running {
		l.mixed = true
	}
	do()
}

// changes says whether a command may change files at all.
func changes(c fsm.Command) bool {
	return slices.ContainsFunc(ftp.Table().Commands[c].Does, func(does string) bool {
		switch does {
		case "files.write", "files.append", "files.delete", "files.rename", "files.mkdir", "files.rmdir", "files.attributes",
			"files.permissions", "files.link", "files.redate":
			return true
		}
		return false
	})
}

const (
	// largest is the size of files whose bytes are compared; of others their size and times tell enough.
	largest = 64 << 10
	// most is the number of entries in a tree that is looked at.
	most = 64
)

// look is all that a client can change in the tree.
func (r *rig) look() map[string]string { return lookAt(r.dir) }

func lookAt(dir string) map[string]string {
	all := map[string]string{}
	filepath.WalkDir(dir, func(p string, _ fs.DirEntry, _ error) error {
		info, err := os.Lstat(p)
		if err != nil {
			return nil // gone, or behind a directory that cannot be read
		}
		what := fmt.Sprint(info.Mode(), info.Size(), info.ModTime().UnixNano(), linksTo(info))
		switch {
		case info.Mode()&fs.ModeSymlink != 0:
			target, _ := os.Readlink(p)
			what += " -> " + target
		case info.Mode().IsRegular() && info.Size() <= largest:
			content, _ := os.ReadFile(p)
			what += " " + string(content)
		}
		all[strings.TrimPrefix(p, dir)] = what
		if len(all) > most {
			return fs.SkipAll
		}
		return nil
	})
	return all
}

// difference is what two looks do not have in common.
func difference(before, after map[string]string) string {
	var b strings.Builder
	for name, was := range before {
		if after[name] != was {
			fmt.Fprintf(&b, "- %q %.200q\n", name, was)
		}
	}
	for name, is := range after {
		if before[name] != is {
			fmt.Fprintf(&b, "+ %q %.200q\n", name, is)
		}
	}
	return b.String()
}

// unseen are the refusals that no test has seen to change nothing.
func unseen() []string {
	var names []string
	for i := range ftp.Table().Rows {
		row := &ftp.Table().Rows[i]
		given := row.Kind == fsm.KindReply || row.Kind == fsm.KindEnd || row.Kind == fsm.KindTransferEnd
		if row.Command == fsm.NoCommand || row.Code < 400 || !given || impossible(fsm.Row(i)) {
			continue
		}
		if ftp.Table().Commands[row.Command].By == fsm.ByHandler && refusals.rows[fsm.Row(i)] == 0 {
			names = append(names, ftp.Table().RowName(fsm.Row(i)))
		}
	}
	return names
}

// TestMayChange sees to it that what may change something is there, and refuses.
func TestMayChange(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for i := range ftp.Table().Rows {
		known[ftp.Table().RowName(fsm.Row(i))] = ftp.Table().Rows[i].Code >= 400
	}
	for name, why := range mayChange {
		if !known[name] || why == "" {
			t.Errorf("%q is no refusal, or has no reason", name)
		}
	}
}

// TestWatch has a command refuse what it has done: the watch sees it.
func TestWatch(t *testing.T) {
	t.Parallel()
	before := map[string]string{"/a": "1", "/b": "2"}
	for _, after := range []map[string]string{{"/a": "1"}, {"/a": "1", "/b": "3"}, {"/a": "1", "/b": "2", "/c": "4"}} {
		if difference(before, after) == "" {
			t.Errorf("no difference between %v and %v", before, after)
		}
	}
	if got := difference(before, before); got != "" {
		t.Errorf("%v and itself differ: %s", before, got)
	}
}
