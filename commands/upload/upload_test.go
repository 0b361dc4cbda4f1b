package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/mode"
	"github.com/portolan-ftp/portolan/commands/pages"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/data"
	"github.com/portolan-ftp/portolan/fsm/table"
	"github.com/portolan-ftp/portolan/storage"
)

// patience is far longer than anything that works takes.
const patience = 30 * time.Second

// control notes the markers that a client is told, and may be lost.
type control struct {
	told []string
	lost bool
}

func (c *control) Mark(client, server string) error {
	c.told = append(c.told, client+"="+server)
	return nil
}

func (c *control) Lost() bool { return c.lost }

// receiving is the data connection of an upload on which a client sends these bytes, and no more.
func receiving(t *testing.T, bytes string, c data.Control) (*fsm.DataReader, *data.Connection) {
	t.Helper()
	client, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	go func() {
		conn, err := client.Accept()
		if err != nil {
			return
		}
		io.WriteString(conn, bytes)
		conn.Close()
	}()
	progress := new(data.Progress)
	progress.Begin(t.Context())
	connection := data.New(data.Settings{
		Endpoint: data.Dial(netip.Addr{}, netip.MustParseAddrPort(client.Addr().String())), Upload: true, OpenTimeout: patience, StallTimeout: patience,
	}, progress)
	if err := connection.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(connection.Abort)
	return connection.Reader(c), connection
}

// stored is what is in a directory.
func stored(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		content, failed := os.ReadFile(filepath.Join(dir, e.Name()))
		all[e.Name()], err = string(content), errors.Join(err, failed)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestReceive: an upload is on the disk as the form says, as a whole, or the old file is as it was.
func TestReceive(t *testing.T) {
	image, text := wire.Form{Type: ftp.TypeImage}, wire.Form{Type: ftp.TypeAscii}
	blocks := wire.Form{Type: ftp.TypeImage, Mode: ftp.ModeBlock}
	paged := wire.Form{Type: ftp.TypeImage, Structure: ftp.StructurePage}
	for name, c := range map[string]struct {
		form   wire.Form
		begin  int64
		sent   string
		want   string // the new content, if it becomes the file
		is     error
		class  storage.Class
		broken bool // as a data connection that broke
		told   []string
	}{
		"octets":            {image, 0, "a\r\nb", "a\r\nb", nil, 0, false, nil},
		"nothing":           {image, 0, "", "", nil, 0, false, nil},
		"text":              {text, 0, "a\r\nb\rc\r\n", "a\nb\rc\n", nil, 0, false, nil},
		"blocks":            {blocks, 0, "\x00\x00\x02ab\x40\x00\x01c", "abc", nil, 0, false, nil},
		"blocks, marked":    {blocks, 7, "\x00\x00\x02ab\x10\x00\x01m\x40\x00\x01c", "abc", nil, 0, false, []string{"m=9"}},
		"blocks, cut short": {blocks, 0, "\x00\x00\x02ab", "", mode.ErrCut, storage.Other, true, nil},
		"no blocks":         {blocks, 0, "\x03\x00\x02ab", "", mode.ErrMalformed, storage.Unsupported, false, nil},
		"an unknown page":   {paged, 0, "\x04\x00\x00\x04", "", pages.ErrType, storage.Other, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			before := map[string]string{"f": "old"}
			if err := os.WriteFile(filepath.Join(dir, "f"), []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			files, err := storage.OpenLocal(dir, storage.LocalOptions{})
			if err != nil {
				t.Fatal(err)
			}
			defer files.Close()
			up, err := files.Create(t.Context(), "/f", storage.CreateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			from := &control{}
			reader, connection := receiving(t, c.sent, from)
			err = Receive(reader, up, c.form, c.begin)
			if !errors.Is(err, c.is) || err != nil && storage.ClassOf(err) != c.class {
				t.Errorf("%v, of class %v", err, storage.ClassOf(err))
			}
			want := before
			if c.is == nil {
				want = map[string]string{"f": c.want}
			}
			if got := stored(t, dir); !maps.Equal(got, want) {
				t.Errorf("stored %q, want %q", got, want)
			}
			if end, broken := connection.Failure(); broken != c.broken || broken && end != table.EndBroken {
				t.Errorf("the data connection failed: %v, %v", broken, end)
			}
			if !slices.Equal(from.told, c.told) {
				t.Errorf("the client is told %q, want %q", from.told, c.told)
			}
		})
	}
}

// full is an upload onto a disk that is full.
type full struct {
	storage.Upload
	ended *[]string
}

var errFull = &storage.Error{Op: "write", Path: "/f", Class: storage.NoSpace, Err: errors.New("full")}

func (full) Path() storage.Path                  { return "/f" }
func (full) Write([]byte) (int, error)           { return 0, errFull }
func (full) ReadFrom(r io.Reader) (int64, error) { return 0, errFull }
func (f full) Abort() error                      { *f.ended = append(*f.ended, "aborted"); return errors.New("and more") }
func (f full) Commit() error                     { *f.ended = append(*f.ended, "committed"); return nil }

// TestDiskIsFull: the first error tells the cause, and the upload is given up once.
func TestDiskIsFull(t *testing.T) {
	for _, form := range []wire.Form{{Type: ftp.TypeImage}, {Type: ftp.TypeAscii}, {Type: ftp.TypeEbcdic}} {
		var ended []string
		reader, _ := receiving(t, "content", &control{})
		if err := Receive(reader, full{ended: &ended}, form, 0); !errors.Is(err, errFull) || strings.Contains(err.Error(), "and more") {
			t.Errorf("type %v: %v", form.Type, err)
		}
		if !slices.Equal(ended, []string{"aborted"}) {
			t.Errorf("type %v: %q", form.Type, ended)
		}
	}
}

// TestSender: before the data connection is there, and while the client is, it can be told; then not.
func TestSender(t *testing.T) {
	var s Sender
	if err := s.Told(); err != nil {
		t.Errorf("before the transfer: %v", err)
	}
	from := &control{}
	s.Data, _ = receiving(t, "", from)
	if err := s.Told(); err != nil {
		t.Errorf("while the client is there: %v", err)
	}
	from.lost = true
	if err := s.Told(); err == nil {
		t.Error("a client that is gone can be told")
	}
}

// TestEnd: nil is done, an unknown page type is its own end, and all else is the spec's.
func TestEnd(t *testing.T) {
	fixed := func(text string) func() string { return func() string { return text } }
	for want, err := range map[string]error{
		"done": nil, "page type": fmt.Errorf("at 7: %w", pages.ErrType), "failed: " + context.Canceled.Error(): context.Canceled,
	} {
		if got := End(err, fixed("done"), fixed("page type"), func(err error) string { return "failed: " + err.Error() }); got != want {
			t.Errorf("%v: %s, want %s", err, got, want)
		}
	}
}
