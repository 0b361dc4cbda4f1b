package commands_test

import (
	"context"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
)

// work is a command that takes its time, with the row that begins it.
type work struct{ line, row string }

// works are those of the commands that have handlers here.
var works = []work{
	{"HASH big", "HASH hashing"},
	{"XCRC big", "XCRC hashing"},
	{"XMD5 big", "XMD5 hashing"},
	{"XSHA1 big", "XSHA1 hashing"},
	{"XSHA256 big", "XSHA256 hashing"},
	{"XSHA512 big", "XSHA512 hashing"},
	{"MD5 big", "MD5 hashing"},
	{"MMD5 big, big", "MMD5 hashing"},
	{"COMB whole big", "COMB joining"},
	{"COMB new big", "COMB joining"},
	{"SITE COPY big whole", "SITE COPY copying"},
	{"SITE COPY big new", "SITE COPY copying"},
	{"SITE CPTO new", "SITE CPTO copying"},
	{"SITE COPY d copied", "SITE COPY copying"},
	{"RNTO new", "RNTO moving"},
	{"RNTO whole", "RNTO moving"},
	{"RNTO moved/d", "RNTO moving"},
	{"DSIZ d", "DSIZ counting"},
	{"RMDA d", "RMDA removing"},
}

// everyWork are works, and those of all commands that are not among them and are given a path.
func everyWork(t *testing.T) []work {
	t.Helper()
	all := slices.Clone(works)
	for i, row := range ftp.Table().Rows {
		name := ftp.Table().RowName(fsm.Row(i))
		if row.Then != fsm.Work || slices.ContainsFunc(all, func(w work) bool { return w.row == name }) {
			continue
		}
		command := ftp.Table().Commands[row.Command].Name
		if before, isFile := strings.CutSuffix(startOf(t, command).line, " f"); isFile {
			all = append(all, work{before + " big", name})
		} else {
			t.Errorf("%s works: add to works in work_test.go a line with which it takes long", command)
		}
	}
	return all
}

// lengthy has files and directories that no command ever comes to the end of.
type lengthy struct {
	storage.FS
	open *opened
}

// opened counts what is open, and what has ever been.
type opened struct{ now, ever atomic.Int64 }

func (o *opened) add() {
	o.now.Add(1)
	o.ever.Add(1)
}

// Open opens a file that gives some zeros at a time.
func (s lengthy) Open(context.Context, storage.Path) (storage.File, error) {
	s.open.add()
	return trickle{open: s.open}, nil
}

// List lists a name at a time, none of which is there any more when somebody looks.
func (s lengthy) List(ctx context.Context, _ storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		s.open.add()
		defer s.open.now.Add(-1)
		for i := 0; ctx.Err() == nil; i++ {
			if time.Sleep(time.Millisecond); !yield(storage.Info{Name: strconv.Itoa(i)}, nil) {
				return
			}
		}
		yield(storage.Info{}, ctx.Err())
	}
}

// Rename finds another file system everywhere.
func (s lengthy) Rename(_ context.Context, from, _ storage.Path) error {
	return &storage.Error{Op: "rename", Path: from, Class: storage.Unsupported, Err: storage.ErrOtherDevice}
}

type trickle struct {
	zeros
	open *opened
}

func (t trickle) Read(b []byte) (int, error) {
	time.Sleep(time.Millisecond)
	return t.zeros.Read(b[:min(len(b), 100)])
}

func (t trickle) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, struct{ io.Reader }{t}) }

func (t trickle) Close() error {
	t.open.now.Add(-1)
	return nil
}

// newSlowRig has the files big and whole and the directory d, and counts how many are open.
func newSlowRig(t *testing.T, limits fsm.Limits) (*rig, *opened) {
	t.Helper()
	open := &opened{}
	r := newRig(t, setup{Options: fsm.Options{Limits: limits}, files: func(f storage.FS) storage.FS { return lengthy{f, open} }})
	r.write("big", "it is long")
	r.write("whole", "it was there")
	r.write("d/f", "it stays")
	r.mkdir("moved")
	return r, open
}

// begin sends the line of a work and waits until it reads.
func (r *rig) begin(c *client, line string, open *opened) {
	r.t.Helper()
	if strings.HasPrefix(line, "SITE CPTO") {
		c.talk("SITE CPFR big", "350 Now SITE CPTO.")
	}
	switch {
	case strings.HasPrefix(line, "RNTO moved"):
		c.talk("RNFR d", "350 Now RNTO.")
	case strings.HasPrefix(line, "RNTO"):
		c.talk("RNFR big", "350 Now RNTO.")
	}
	before := open.ever.Load()
	c.send(line)
	until(r.t, "a file has been opened", func() bool { return open.ever.Load() > before })
}

// until waits for something that happens soon.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: it does not come to that", what)
		}
	}
}

// TestEveryEndOfEveryWork stops every command that takes its time, by ABOR and by the clock: each says so, leaves the
// files as they were and nothing open, and the session goes on with its endpoint.
func TestEveryEndOfEveryWork(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	for _, w := range everyWork(t) {
		for _, e := range []struct {
			name    string
			timeout time.Duration
			replies []string
		}{
			{"aborted", 0, []string{"426 Transfer aborted.", "226 Abort done."}},
			{"overtime", 50 * time.Millisecond, []string{"450 It took too long and was stopped."}},
		} {
			t.Run(w.line+" "+e.name, func(t *testing.T) {
				r, open := newSlowRig(t, fsm.Limits{WorkTimeout: e.timeout})
				before := r.tree()
				c := r.login("alice")
				r.begin(c, w.line, open)
				if e.timeout == 0 {
					c.send("ABOR")
				}
				for _, reply := range e.replies {
					c.expect(reply)
				}
				c.talk("NOOP", "200 Done.")
				if after := r.tree(); !maps.Equal(before, after) {
					t.Errorf("there is %q; want %q", after, before)
				}
				if want := w.row + "." + e.name; !slices.Contains(r.rows(), want) {
					t.Errorf("ran the rows %q; want %q among them", r.rows(), want)
				}
				if n := open.now.Load(); n != 0 {
					t.Errorf("%d files are open", n)
				}
			})
		}
	}
}

// TestWorkIsTold asks for the status while a file is hashed: what, and how much of how much; other commands wait.
func TestWorkIsTold(t *testing.T) {
	t.Parallel()
	r, open := newSlowRig(t, fsm.Limits{})
	c := r.login("alice")
	r.begin(c, "HASH big", open)
	c.send("PWD")
	c.send("STAT")
	for _, line := range []string{"211-Status:", " 127.0.0.1:<n> > 127.0.0.1:<n>", " login in, user alice, cwd /", " type image, form non-print, structure file, mode stream", " setup any, data none",
		" HASH /big <n>/1099511627776 bytes, <n> bytes/s", "211 End."} {
		c.expect(line)
	}
	c.send("ABOR")
	for _, reply := range []string{"426 Transfer aborted.", "226 Abort done.", `257 "/" is the working directory.`} {
		c.expect(reply)
	}
}

// TestWorkEndsWithTheSession drops the control connection while each work goes on: it ends, and the files are as they
// were.
func TestWorkEndsWithTheSession(t *testing.T) {
	t.Parallel()
	r, open := newSlowRig(t, fsm.Limits{})
	before := r.tree()
	for _, w := range everyWork(t) {
		c := r.login("alice")
		r.begin(c, w.line, open)
		c.close()
		until(t, w.line+" ends", func() bool { return open.now.Load() == 0 && r.open.Load() == 0 })
		until(t, w.line+" takes back what it did", func() bool { return maps.Equal(before, r.tree()) })
	}
}

// TestQuitWaitsForWork sends QUIT behind commands that take their time: they are answered first.
func TestQuitWaitsForWork(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.write("f", "abc")
	c := r.login("alice")
	c.send("SITE COPY f g\r\nXMD5 g\r\nQUIT\r\nNOOP")
	for _, reply := range []string{"250 Copied.", "250 900150983cd24fb0d6963f7d28e17f72", "221 Goodbye."} {
		c.expect(reply)
	}
	c.expectEnd()
}

// TestWorkKeepsTheEndpoint hashes between PASV and RETR, as clients do that check a file before they fetch it.
func TestWorkKeepsTheEndpoint(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.write("f", "abc")
	c := r.login("alice")
	c.pasv()
	c.talk("XMD5 f", "250 900150983cd24fb0d6963f7d28e17f72", "RETR f", "150 Opening data connection (3 bytes).")
	if got := c.download(); got != "abc" {
		t.Errorf("got %q", got)
	}
	c.expect("226 Transfer complete.")
}
