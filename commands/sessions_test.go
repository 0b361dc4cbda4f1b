package commands_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
)

// TestControlConnectionLost drops the control connection during an upload: what came is kept, as with ABOR,
// nothing is committed, and the files are closed.
func TestControlConnectionLost(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	r := newRig(t, setup{local: storage.LocalOptions{Uploads: storage.InPlace}})
	r.write("f", "a longer content")
	c := r.login("alice")
	c.pasv()
	c.talk("STOR f", "150 Opening data connection.")
	c.sendData("some")
	r.wait("f", "some")
	c.conn.Close()
	r.waitFor("the files of the login are closed", func() bool { return r.open.Load() == 0 })
	if rows := r.rows(); !slices.Equal(rows[len(rows)-1:], []string{"dropped"}) {
		t.Errorf("ran %q; want that the connection is dropped", rows)
	}
}

// TestFilesAreClosedWithTheLogin ends logins in every way.
func TestFilesAreClosedWithTheLogin(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{"REIN": "220 Ready for a new user.", "USER bob": "331 Password, please.", "QUIT": "221 Goodbye."} {
		r := newRig(t, setup{})
		c := r.login("alice")
		if got := r.open.Load(); got != 1 {
			t.Errorf("%d logins have their files open; want 1", got)
		}
		c.talk(line, want)
		r.waitFor("the files of the login are closed", func() bool { return r.open.Load() == 0 })
	}
}

// slow is a directory whose listing stands still until it is told to go on.
type slow struct {
	storage.FS
	goOn chan struct{}
}

// List implements storage.Lister.
func (s slow) List(context.Context, storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		for range 6 {
			if !yield(storage.Info{Name: strings.Repeat("x", 200)}, nil) {
				return
			}
		}
		<-s.goOn
		yield(storage.Info{Name: "last"}, nil)
	}
}

// TestFirstLinesComeAtOnce gets the beginning of a listing before its end is known.
func TestFirstLinesComeAtOnce(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	r := newRig(t, setup{files: func(f storage.FS) storage.FS { return slow{f, goOn} }})
	c := r.login("alice")
	c.pasv()
	c.talk("NLST", "150 Opening data connection.")
	c.readSome()
	close(goOn)
	if rest := c.download(); !strings.HasSuffix(rest, "x\r\nlast\r\n") {
		t.Errorf("the listing ends in %q", rest[max(0, len(rest)-20):])
	}
	c.talk("226 Transfer complete.")
}

// shrinking has files that are shorter than they say.
type shrinking struct{ storage.FS }

// Open implements storage.Reader.
func (s shrinking) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	f, err := s.FS.Open(ctx, p)
	return shrunk{f}, err
}

type shrunk struct{ storage.File }

func (f shrunk) Info() storage.Info {
	i := f.File.Info()
	i.Size++
	return i
}

// TestFileShrinks sends a file that loses a byte after its size was told: that is no complete transfer.
func TestFileShrinks(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{files: func(f storage.FS) storage.FS { return shrinking{f} }})
	r.write("f", "data")
	c := r.login("alice")
	c.pasv()
	c.talk("RETR f", "150 Opening data connection (5 bytes).")
	if got := c.download(); got != "data" {
		t.Errorf("got %q", got)
	}
	c.talk("451 Stopped: local error.")
	if cause := r.cause("451"); cause == nil || cause.Error() != "commands: the file became shorter while it was sent" {
		t.Errorf("the log is told %v", cause)
	}
}

// TestPermFactOfEveryPermission takes one permission after the other from an account and looks what the perm
// facts of a file and of a directory no longer promise.
func TestPermFactOfEveryPermission(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.write("f", "f")
	r.mkdir("d")
	for _, c := range []struct {
		without   accounts.Permission
		file, dir string
	}{
		{accounts.Read, "adfw", "cdeflmp"},
		{accounts.Write, "adfr", "deflmp"},
		{accounts.Append, "dfrw", "cdeflmp"},
		{accounts.Delete, "afrw", "cdeflmp"},
		{accounts.Rename, "adrw", "cdelmp"},
		{accounts.MakeDir, "adfrw", "cdeflp"},
		{accounts.RemoveDir, "adfrw", "ceflmp"},
		{accounts.Delete | accounts.RemoveDir, "afrw", "ceflm"},
		{accounts.Attributes, "adfrw", "cdeflmp"},
	} {
		client := r.login("without " + c.without.String())
		client.talk("OPTS MLST perm;", "200 MLST OPTS perm;",
			"MLST f", "250-Facts:")
		client.expect(" perm=" + c.file + "; /f")
		client.talk("250 End.", "MLST d", "250-Facts:")
		client.expect(" perm=" + c.dir + "; /d")
		client.talk("250 End.", "MLST /", "250-Facts:") // the home itself is neither removed nor renamed
		client.expect(" perm=" + strings.NewReplacer("d", "", "f", "").Replace(c.dir) + "; /")
		client.talk("250 End.")
		client.close()
	}
}
