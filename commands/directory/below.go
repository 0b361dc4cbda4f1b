package directory

import (
	"context"
	"io"
	"io/fs"
	"strings"

	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/commands/walk"
	"github.com/portolan-ftp/portolan/storage"
)

// maxListLevels is how many levels of directories below the one that is named LIST -R shows: more than clients ask for
// who mean to fetch what they see, and few enough that no line becomes long. Package walk bounds the entries.
const maxListLevels = 64

// SendBelow writes a directory and then each one below it, with an empty line and its name before it, as ls -R and
// other servers do:
//
//	drwxr-xr-x   2 ftp      ftp          4096 Nov 22 17:44 sub
//
//	./sub:
//	-rw-r--r--   1 ftp      ftp             3 Nov 22 17:44 a.txt
//
// It does not enter directories whose names are not shown, and does not follow links.
func (f Found) SendBelow(ctx context.Context, files storage.Lister, w io.Writer, missed func(error)) error {
	f.Entries.stop()
	d := deep{Found: f, line: f.LongLine(), missed: missed, lines: lineWriter{w: w, limit: firstChunk}}
	buf := listBuffers.Get().(*[]byte)
	defer listBuffers.Put(buf)
	d.lines.pending = (*buf)[:0]
	if d.prefix = f.Prefix(); d.prefix == "" {
		d.prefix = selfName + "/"
	}
	err := storage.Walk(ctx, files, f.Path, storage.Visitor[storage.Place]{
		Enter: d.enter, Open: d.open, Fault: func(_ storage.Place, err error) error { missed(err); return ctx.Err() },
	})
	if err != nil {
		return err
	}
	return d.lines.flush()
}

// deep is a LIST -R under way.
type deep struct {
	Found
	prefix string
	line   func([]byte, storage.Info) []byte
	missed func(error)
	lines  lineWriter
	level  int // of the directory that is listed, below the one that is named
	seen   walk.Count
}

// open writes the head of a directory.
func (d *deep) open(at storage.Place) error {
	below := strings.TrimPrefix(strings.TrimPrefix(string(at.Path()), string(d.Path)), "/")
	d.level = 1 + strings.Count(below, "/")
	b := append(d.lines.pending, "\r\n"...)
	b = append(b, d.prefix...)
	b = append(b, below...)
	return d.lines.take(append(b, ":\r\n"...))
}

// enter writes the line of an entry.
func (d *deep) enter(_ storage.Place, i storage.Info) error {
	if err := d.seen.Add(); err != nil {
		return err
	}
	if i.Fault != nil {
		d.missed(i.Fault)
	}
	if err := d.lines.take(d.line(d.lines.pending, i)); err != nil {
		return err
	}
	if i.IsDir() && (d.level == maxListLevels || !d.Shows(i.Name) || !listing.Listable(i.Name)) {
		return fs.SkipDir
	}
	return nil
}
