package commands_test

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// calendar has files whose times are kept here, whatever the year.
type calendar struct {
	storage.FS
	times *sync.Map // by path
}

func (c calendar) at(p storage.Path, i storage.Info, err error) (storage.Info, error) {
	if t, ok := c.times.Load(p); ok {
		i.ModTime = t.(time.Time)
	}
	return i, err
}

func (c calendar) Stat(ctx context.Context, p storage.Path) (storage.Info, error) {
	i, err := c.FS.Stat(ctx, p)
	return c.at(p, i, err)
}

func (c calendar) Lstat(ctx context.Context, p storage.Path) (storage.Info, error) {
	i, err := c.FS.Lstat(ctx, p)
	return c.at(p, i, err)
}

func (c calendar) List(ctx context.Context, dir storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		for i, err := range c.FS.List(ctx, dir) {
			if !yield(c.at(dir.Join(i.Name), i, err)) {
				return
			}
		}
	}
}

func (c calendar) Chtimes(_ context.Context, p storage.Path, _, modified time.Time) error {
	c.times.Store(p, modified)
	return nil
}

// TestTimesOfFourDigits sets times of the first year to the last one in every way that there is, and has each told in
// every way.
func TestTimesOfFourDigits(t *testing.T) {
	t.Parallel()
	var times sync.Map
	r := newRig(t, setup{files: func(fs storage.FS) storage.FS { return calendar{fs, &times} }})
	r.write("f", "f")
	c := r.login("alice")
	for _, digits := range []string{"00000101000000", "00010101000000", "16010101000000", "16770921001243", "19691231235959",
		"22620411234717", "24460510223856", "99991231235959"} {
		for _, set := range [][2]string{
			{"MFMT %s f", "213 Modify=%s; /f"}, {"MDTM %s f", "213 %s"}, {"MFF Modify=%s; f", "213 Modify=%s; /f"},
			{"SITE UTIME %s f", "200 Times are set."}, {"SITE UTIME f 20010101000000 %s 20010101000000 UTC", "200 Times are set."},
		} {
			times.Clear()
			c.talk(fmt.Sprintf(set[0], digits))
			if got, want := c.reply(), strings.ReplaceAll(set[1], "%s", digits); got != want {
				t.Errorf("%s: got %q; want %q", fmt.Sprintf(set[0], digits), got, want)
			}
			r.tells(c, digits, digits[:4])
		}
	}
}

// tells sees that every way to learn when f was changed tells these digits, or this year where a line of ls has no more
// room.
func (r *rig) tells(c *client, digits, year string) {
	r.t.Helper()
	fact := "modify=" + digits + ";"
	c.talk("MDTM f", "213 "+digits)
	c.send("MLST f")
	facts := c.reply()
	c.pasv()
	c.talk("MLSD", "150 Opening data connection.")
	facts += c.download()
	c.expect("226 Transfer complete.")
	if got := strings.Count(facts, fact); got != 2 {
		r.t.Errorf("%q has %s %d times", facts, fact, got)
	}
	r.tellsYear(c, year)
}

func (r *rig) tellsYear(c *client, year string) {
	r.t.Helper()
	c.send("STAT f")
	lines := c.reply()
	c.pasv()
	c.talk("LIST f", "150 Opening data connection.")
	lines += "\n" + strings.TrimSuffix(c.download(), "\r\n")
	c.expect("226 Transfer complete.")
	if got := strings.Count(lines, " "+year+" f"); got != 2 {
		r.t.Errorf("%q has the year %s %d times", lines, year, got)
	}
}

// TestTimesThatCannotBeTold has files of years without four digits: what cannot be written is not told.
func TestTimesThatCannotBeTold(t *testing.T) {
	t.Parallel()
	var times sync.Map
	r := newRig(t, setup{files: func(fs storage.FS) storage.FS { return calendar{fs, &times} }})
	r.write("f", "f")
	c := r.login("alice")
	for _, then := range []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 12, 31, 23, 59, 59, 0, time.UTC),
		time.Unix(1<<62, 0), {}} {
		times.Store(storage.Path("/f"), then)
		c.talk("MDTM f", "550 The time cannot be told: it has no year of four digits.")
		c.send("MLST f")
		if reply := c.reply(); strings.Contains(reply, "modify") {
			t.Errorf("%v is told as %q", then, reply)
		}
	}
}

// TestTimesOfNoFile asks for size and time of what is no plain file.
func TestTimesOfNoFile(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	must(t, syscall.Mkfifo(filepath.Join(r.dir, "fifo"), 0o600))
	r.age()
	r.login("alice").talk("SIZE fifo", "550 Not a plain file.", "MDTM fifo", "550 Not a plain file.",
		"MDTM 20020717210715 fifo", "550 Not a plain file.", "MFMT 20020717210715 fifo", "213 Modify=20020717210715; /fifo")
}
