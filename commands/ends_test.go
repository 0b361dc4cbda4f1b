package commands_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
)

// opening is a command that moves data, with the row that begins it.
type opening struct {
	line, row string
	text      bool
	upload    bool
	prepared  bool // what has to come before it, the explorer says
}

// openings are those of the commands that have handlers here.
var openings = []opening{
	{line: "RETR big", row: "RETR opening"},
	{line: "RETR big", row: "RETR opening-converted", text: true},
	{line: "STOR new", row: "STOR opening", upload: true},
	{line: "STOU new", row: "STOU opening", upload: true},
	{line: "APPE new", row: "APPE opening", upload: true},
	{line: "LIST", row: "LIST opening"},
	{line: "NLST", row: "NLST opening"},
	{line: "MLSD", row: "MLSD opening"},
}

// everyOpening are openings, and those of all commands that are not among them.
func everyOpening(t *testing.T) []opening {
	t.Helper()
	all := slices.Clone(openings)
	for i, row := range ftp.Table().Rows {
		name := ftp.Table().RowName(fsm.Row(i))
		if row.Then != fsm.Send && row.Then != fsm.Receive || slices.ContainsFunc(all, func(o opening) bool { return o.row == name }) {
			continue
		}
		s := startOf(t, ftp.Table().Commands[row.Command].Name)
		line := s.line
		if argument, isFile := strings.CutSuffix(line, " f"); isFile && row.Then == fsm.Receive {
			line = argument + " new"
		}
		all = append(all, opening{line: line, row: name, upload: row.Then == fsm.Receive, prepared: true})
	}
	return all
}

// begin logs in, over TLS or not, says where data are to go, and sends the command.
func (o *opening) begin(r *rig, secure, listens bool) *client {
	r.t.Helper()
	c := r.dial()
	c.expect("220 Service ready.")
	if secure {
		c.talk("AUTH TLS-P", "234 Begin TLS; data will be protected too.")
		c.startTLS("")
	}
	if o.prepared {
		c.play(startOf(r.t, o.row[:strings.LastIndexByte(o.row, ' ')]).before[1:], "alice")
	} else {
		c.talk("USER alice", "331 Password, please.", "PASS pw", "230 Logged in.", "TYPE I", "200 Type is image.")
		if o.text {
			c.talk("TYPE A", "200 Type is ASCII.")
		}
		c.talk("PORT 127,0,0,1,<p1,p2>", "200 <any>")
	}
	if !listens {
		c.closeActive()
	}
	c.send(o.line)
	if reply := c.reply(); !strings.HasPrefix(reply, "150") {
		r.t.Fatalf("%s: got %q", o.line, reply)
	}
	return c
}

// transferEnds are the ways in which a transfer ends that is not the handler's doing.
var transferEnds = []struct {
	row, reply string
	end        func(*rig, *client, bool)
}{
	{"no-data", "425 The data connection could not be opened.", func(_ *rig, c *client, _ bool) { c.closeActive() }},
	{"broken", "426 The data connection broke; transfer stopped.", func(r *rig, c *client, upload bool) {
		if upload {
			c.sendData("some")
			r.wait("new", "some")
		} else {
			c.readSome()
		}
		c.resetData()
	}},
	{"stalled", "426 The data connection stood still; transfer stopped.", func(_ *rig, c *client, _ bool) { c.openData() }},
	{"aborted", "426 Transfer aborted.", func(_ *rig, c *client, _ bool) {
		c.openData()
		c.send("ABOR")
	}},
}

// TestEveryEndOfEveryTransfer breaks every transfer in every way: the reply is the one of the row, the session
// goes on, the endpoint is used up, and no upload that broke off passes for a whole one.
func TestEveryEndOfEveryTransfer(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	for _, o := range everyOpening(t) {
		for _, e := range transferEnds {
			t.Run(o.row+"."+e.row, func(t *testing.T) {
				limits := fsm.Limits{}
				if e.row == "stalled" {
					limits.StallTimeout = 100 * time.Millisecond
				}
				// Synced data are where they can be waited for.
				r := newRig(t, setup{local: storage.LocalOptions{Sync: storage.SyncData}, Options: fsm.Options{Limits: limits}, files: func(f storage.FS) storage.FS { return endless{f} }})
				c := o.begin(r, false, e.row != "no-data")
				e.end(r, c, o.upload)
				c.expect(e.reply)
				if e.row == "aborted" {
					c.expect("226 Abort done.")
				}
				c.talk("NOOP", "200 Done.", "LIST", "425 Use PASV, EPSV, PORT or EPRT first.")
				if want := o.row + "." + e.row; !slices.Contains(r.rows(), want) {
					t.Errorf("ran the rows %q; want %q among them", r.rows(), want)
				}
				if e.row != "broken" && len(r.tree()) != 0 {
					t.Errorf("an upload without a byte left %q", r.tree())
				}
			})
		}
	}
}

// sendData sends without ending.
func (c *client) sendData(data string) {
	c.t.Helper()
	_, err := c.openData().Write([]byte(data))
	must(c.t, err)
}

// readSome takes a little of a download, so that it has begun.
func (c *client) readSome() {
	c.t.Helper()
	_, err := c.openData().Read(make([]byte, 100))
	must(c.t, err)
}

// endless has a file and directories that no client ever comes to the end of.
type endless struct{ storage.FS }

// Open opens a file of zeros.
func (endless) Open(context.Context, storage.Path) (storage.File, error) { return zeros{}, nil }

// List lists names without end.
func (endless) List(context.Context, storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		for i := 0; yield(storage.Info{Name: fmt.Sprintf("%0200d", i), Mode: fs.ModePerm, ModTime: longAgo}, nil); i++ {
		}
	}
}

// zeros is a file of zeros; it ends nowhere and says that it ends at 2^40.
type zeros struct{ storage.File }

func (zeros) Info() storage.Info                 { return storage.Info{Size: 1 << 40} }
func (zeros) Seek(n int64, _ int) (int64, error) { return n, nil }
func (zeros) Read(b []byte) (int, error)         { clear(b); return len(b), nil }
func (zeros) Close() error                       { return nil }

func (z zeros) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, struct{ io.Reader }{z}) }
