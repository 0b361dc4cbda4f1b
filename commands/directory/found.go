// Package directory lists directories. It finds what the argument of LIST, NLST, STAT or MLSD means among the files
// that exist, reads the entries with the memory of one buffer, however many there are, and writes the lines that show
// them. Package listing has the arguments and the form of the lines, and touches no files.
//
// A listing begins before its reply does: an error that prevents it is answered before a data connection is opened.
//
//	f, err := directory.Locate(ctx, files, target)
//	...
//	err = directory.Send(data, mode, level, func(w io.Writer) error { return f.Entries.Send(ctx, w, nil, f.LongLine()) })
package directory

import (
	"context"
	"time"

	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/storage"
)

// selfName is the name of the listed directory among its own entries: valid wherever the client stands.
const selfName = "."

// Target is what a client wants to have listed.
type Target struct {
	listing.Target
	Cwd          storage.Path // what no argument means
	ShowDotFiles bool         // also without an option that asks for them
}

// Found is the meaning of the argument of LIST, NLST or STAT, given the files that exist.
type Found struct {
	listing.Reading
	Dir     bool // the entries of Path are listed, not Path itself
	Entries *Entries
}

// Locate chooses among the readings of an argument the first that exists, and begins to list it. No argument is
// the working directory.
func Locate(ctx context.Context, files storage.Lister, t Target) (Found, error) {
	f, err := choose(ctx, files, t)
	if err == nil && f.Dir {
		f.Entries, err = Open(ctx, files, f.Path)
	}
	return f, err
}

// LocateNames is Locate for names, which need no look at each entry unless long lines are asked for.
func LocateNames(ctx context.Context, files storage.Lister, t Target) (Found, error) {
	f, err := choose(ctx, files, t)
	switch {
	case err != nil || !f.Dir:
	case f.Long:
		f.Entries, err = Open(ctx, files, f.Path)
	default:
		f.Entries, err = OpenNames(ctx, files, f.Path)
	}
	return f, err
}

// choose finds the meaning of an argument. An object that is no directory is a listing of one entry.
func choose(ctx context.Context, files storage.Lister, t Target) (Found, error) {
	readings := t.Readings
	if len(readings) == 0 {
		readings = []listing.Reading{{Path: t.Cwd}}
	}
	var info storage.Info
	var err error
	var f Found
	for _, f.Reading = range readings {
		if info, err = look(ctx, files, f.Path); !storage.Absent(err) {
			break
		}
	}
	if err != nil {
		return f, err
	}
	if t.ShowDotFiles {
		f.Reading = f.Showing()
	}
	if f.Dir = info.IsDir() && !f.Self || f.Matching; !f.Dir {
		f.Entries = f.itself(info)
	}
	return f, nil
}

// itself is the listing of one object, under the name that the client gave it. Without a name it is the working
// directory.
func (f *Found) itself(info storage.Info) *Entries {
	if f.Given == "" {
		f.Given, info.Name = selfName, selfName
	}
	return one(info)
}

// look describes p as a listing shows it. A symbolic link to a directory is shown as the directory, any other link as a
// link.
func look(ctx context.Context, files storage.Statter, p storage.Path) (storage.Info, error) {
	info, err := files.Lstat(ctx, p)
	if err != nil || !info.IsSymlink() {
		return info, err
	}
	if to, err := files.Stat(ctx, p); err == nil && to.IsDir() {
		return to, nil
	}
	return info, nil
}

// LongLine appends entries as LIST and STAT show them.
func (f Found) LongLine() func([]byte, storage.Info) []byte {
	now := time.Now()
	return func(dst []byte, i storage.Info) []byte {
		if f.Dir && !f.Shows(i.Name) {
			return dst
		}
		return listing.AppendLong(dst, i, now)
	}
}

// NameLine appends entries as NLST shows them: each as RETR finds it, with what the client wrote before it.
func (f Found) NameLine() func([]byte, storage.Info) []byte {
	prefix := f.Prefix()
	return func(dst []byte, i storage.Info) []byte {
		switch {
		case !f.Dir:
			return listing.AppendName(dst, "", f.Given)
		case !f.Shows(i.Name):
			return dst
		}
		return listing.AppendName(dst, prefix, i.Name)
	}
}
