package commands_test

import (
	"context"
	"io"
	"iter"
	"sync/atomic"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// breaking is a storage that panics when it is told to, and counts the files that are open.
type breaking struct {
	storage.FS
	close, list bool
	open        *atomic.Int64
}

func (b breaking) Close() error {
	err := b.FS.Close()
	if b.close {
		panic("on purpose: Close")
	}
	return err
}

func (b breaking) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		if yield(storage.Info{Name: "first"}, nil); b.list {
			panic("on purpose: List")
		}
	}
}

func (b breaking) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	f, err := b.FS.Open(ctx, p)
	if err != nil {
		return nil, err
	}
	b.open.Add(1)
	return openFile{f, b.open}, nil
}

type openFile struct {
	storage.File
	open *atomic.Int64
}

func (f openFile) Close() error {
	f.open.Add(-1)
	return f.File.Close()
}

// atRow panics at a row.
type atRow string

func (a atRow) Step(s fsm.Step) {
	if ftp.Table().RowName(s.Row) == string(a) {
		panic("on purpose: " + a)
	}
}

// TestStoragePanics: a storage that panics ends its session or its command, what was open is closed, and others go on.
func TestStoragePanics(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		files    breaking
		observer fsm.Observer
		talk     []string
		ends     bool
	}{
		{name: "the files of a login, at QUIT", files: breaking{close: true}, talk: []string{"QUIT", "221 Goodbye."}, ends: true},
		{name: "the files of a login, at REIN", files: breaking{close: true}, talk: []string{"REIN", "220 Ready for a new user.", "NOOP", "200 Done."}},
		{name: "a listing in a reply", files: breaking{list: true}, talk: []string{"STAT /", "212-<any>", " <any>first"}, ends: true},
		{name: "a file that is not sent", observer: atRow("RETR opening"), talk: []string{"RETR f", "150 <any>"}, ends: true},
		{name: "a file that is not received", observer: atRow("STOR opening"), talk: []string{"STOR g", "150 <any>"}, ends: true},
		{name: "a file that is not digested", observer: atRow("HASH hashing"), talk: []string{"HASH f"}, ends: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.files.open = new(atomic.Int64)
			r := newRig(t, setup{files: func(f storage.FS) storage.FS { c.files.FS = f; return c.files }, Options: fsm.Options{Observer: c.observer}})
			r.write("f", "data")
			client := r.login("alice")
			client.pasv()
			client.talk(c.talk...)
			if c.ends {
				io.ReadAll(client.reader)
			} else {
				client.talk("QUIT", "221 Goodbye.")
			}
			r.waitFor("what was open is closed", func() bool { return c.files.open.Load() == 0 && r.open.Load() == 0 })
			other := r.dial()
			other.talk("220 Service ready.", "QUIT", "221 Goodbye.")
		})
	}
}
