package storagetest

import (
	"bytes"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// Suite checks that a driver keeps the contract of package storage. The function
// open gives each test an empty FS of its own, which the test closes.
func Suite(t *testing.T, open func(t *testing.T) storage.FS) {
	for _, r := range readings {
		t.Run(r.name, func(t *testing.T) {
			with(t, open(t), func(c *check) {
				c.plant(r.tree)
				r.run(c)
			})
		})
	}
	for _, w := range changes {
		t.Run(w.name, func(t *testing.T) { with(t, open(t), w.run) })
	}
}

// SuiteReadOnly checks a driver that cannot change anything. The function open gives
// each test an FS with the files of a tree and the directories that hold them, which
// the test closes.
func SuiteReadOnly(t *testing.T, open func(t *testing.T, tree Tree) storage.FS) {
	for _, r := range readings {
		t.Run(r.name, func(t *testing.T) {
			with(t, open(t, r.tree), func(c *check) {
				c.readOnly = true
				r.run(c)
			})
		})
	}
	t.Run("changes are refused", func(t *testing.T) {
		with(t, open(t, Tree{"/d/f": "kept"}), refused)
	})
}

// with runs a test on an FS that it closes.
func with(t *testing.T, fs storage.FS, run func(*check)) {
	defer func() {
		if err := fs.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}()
	run(&check{T: t, fs: fs})
}

// Tree is the content of an FS: what its files hold.
type Tree map[storage.Path]string

// readings are the tests that change nothing.
var readings = []struct {
	name string
	tree Tree
	run  func(*check)
}{
	{"home", Tree{}, home},
	{"missing", Tree{}, missing},
	{"unclean paths", Tree{"/file": "kept"}, uncleanPaths},
	{"below a file", Tree{"/file": "kept"}, belowFile},
	{"cancelled", Tree{"/file": "kept"}, cancelled},
	{"read", Tree{"/f": readContent}, read},
	{"write to", Tree{"/f": longContent}, writeTo},
	{"list an empty home", Tree{}, listEmpty},
	{"list", manyFiles(), list},
	{"list stops", tenFiles(), listStops},
}

// changes are the tests that need to.
var changes = []struct {
	name string
	run  func(*check)
}{
	{"home stays", homeStays},
	{"names are bytes", namesAreBytes},
	{"directories", directories},
	{"remove", remove},
	{"rename files", renameFiles},
	{"rename directories", renameDirectories},
	{"rename and replace nothing", renameNew},
	{"space", space},
	{"times", times},
	{"modes", modes},
	{"groups", groups},
	{"umask", umask},
	{"links", links},
	{"replace", replace},
	{"replace keeps until the first byte", replaceKeeps},
	{"abort", abort},
	{"never a mixture", unmixed},
	{"append", appends},
	{"resume", resume},
	{"resume beyond the end", resumeBeyond},
	{"patch", patch},
	{"whole or nothing", whole},
	{"unique", unique},
	{"read from", readFrom},
	{"ends once", endsOnce},
	{"create refuses", createRefuses},
}

// check is a test with the FS that it checks.
type check struct {
	*testing.T
	fs       storage.FS
	readOnly bool
}

// plant makes the files of a tree, and the directories that hold them.
func (c *check) plant(tree Tree) {
	c.Helper()
	for _, p := range slices.Sorted(maps.Keys(tree)) {
		c.plantDir(p.Dir())
		c.put(p, tree[p])
	}
}

func (c *check) plantDir(p storage.Path) {
	if _, err := c.fs.Stat(c.Context(), p); err == nil {
		return
	}
	c.plantDir(p.Dir())
	c.mkdir(p)
}

// class requires err to be an *Error of one of the classes.
func (c *check) class(what string, err error, classes ...storage.Class) {
	c.Helper()
	if err == nil {
		c.Errorf("%s: no error, want class %v", what, classes)
		return
	}
	e, ok := err.(*storage.Error)
	if !ok {
		c.Errorf("%s: %T (%v), want a *storage.Error", what, err, err)
		return
	}
	if !slices.Contains(classes, e.Class) {
		c.Errorf("%s: class %v (%v), want %v", what, e.Class, err, classes)
	}
}

// ok stops the test on an error.
func (c *check) ok(what string, err error) {
	c.Helper()
	if err != nil {
		c.Fatalf("%s: %v", what, err)
	}
}

// create begins an upload.
func (c *check) create(p storage.Path, o storage.CreateOptions) storage.Upload {
	c.Helper()
	u, err := c.fs.Create(c.Context(), p, o)
	c.ok("Create "+string(p), err)
	return u
}

// write adds s to an upload.
func (c *check) write(u storage.Upload, s string) {
	c.Helper()
	n, err := u.Write([]byte(s))
	c.ok("Write", err)
	if n != len(s) {
		c.Fatalf("Write: %d bytes, want %d", n, len(s))
	}
}

// put makes the file p of content.
func (c *check) put(p storage.Path, content string) {
	c.Helper()
	u := c.create(p, storage.CreateOptions{Mode: storage.Replace})
	c.write(u, content)
	c.ok("Commit", u.Commit())
}

// mkdir makes the directory p.
func (c *check) mkdir(p storage.Path) {
	c.Helper()
	c.ok("Mkdir "+string(p), c.fs.Mkdir(c.Context(), p, storage.DirOptions{}))
}

// get reads the file p.
func (c *check) get(p storage.Path) string {
	c.Helper()
	f, err := c.fs.Open(c.Context(), p)
	c.ok("Open "+string(p), err)
	defer f.Close()
	var b bytes.Buffer
	_, err = io.Copy(&b, plainReader{f})
	c.ok("Read "+string(p), err)
	return b.String()
}

// content requires the file p to hold want.
func (c *check) content(p storage.Path, want string) {
	c.Helper()
	if got := c.get(p); got != want {
		c.Errorf("%s holds %q, want %q", p, got, want)
	}
	i, err := c.fs.Stat(c.Context(), p)
	c.ok("Stat "+string(p), err)
	if i.Size != int64(len(want)) {
		c.Errorf("%s has size %d, want %d", p, i.Size, len(want))
	}
}

// names lists the directory p, sorted.
func (c *check) names(p storage.Path) []string {
	c.Helper()
	var names []string
	for i, err := range c.fs.List(c.Context(), p) {
		c.ok("List "+string(p), err)
		names = append(names, i.Name)
	}
	slices.Sort(names)
	return names
}

// holds requires the directory p to hold exactly the sorted names, given with blanks between.
func (c *check) holds(p storage.Path, want string) {
	c.Helper()
	if got := c.names(p); !slices.Equal(got, strings.Fields(want)) {
		c.Errorf("%s holds %q, want %q", p, got, strings.Fields(want))
	}
}
