package commands

import (
	"context"
	"time"

	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/storage"
)

// found is what the argument of LIST, NLST or STAT means among the files that there are.
type found struct {
	listing.Reading
	dir     bool // the entries of Path are listed, not Path itself
	entries *entries
}

// locate chooses among the readings of an argument the first that exists, and begins to list it. No argument is
// the working directory.
func (h *Standard) locate(ctx context.Context, files storage.Lister, t listing.Target, cwd storage.Path) (found, error) {
	f, err := h.choose(ctx, files, t, cwd)
	if err == nil && f.dir {
		f.entries, err = openEntries(ctx, files, f.Path)
	}
	return f, err
}

// locateNames is locate for names, which need no look at each entry unless long lines are asked for.
func (h *Standard) locateNames(ctx context.Context, files storage.Lister, t listing.Target, cwd storage.Path) (found, error) {
	f, err := h.choose(ctx, files, t, cwd)
	switch {
	case err != nil || !f.dir:
	case f.Long:
		f.entries, err = openEntries(ctx, files, f.Path)
	default:
		f.entries, err = openNames(ctx, files, f.Path)
	}
	return f, err
}

// choose is what an argument means. What is no directory is a listing of one entry.
func (h *Standard) choose(ctx context.Context, files storage.Lister, t listing.Target, cwd storage.Path) (found, error) {
	readings := t.Readings
	if len(readings) == 0 {
		readings = []listing.Reading{{Path: cwd}}
	}
	var info storage.Info
	var err error
	var f found
	for _, f.Reading = range readings {
		if info, err = look(ctx, files, f.Path); !absent(err) {
			break
		}
	}
	if err != nil {
		return f, err
	}
	if h.showDotFiles {
		f.Reading = f.Showing()
	}
	if f.dir = info.IsDir() && !f.Self || f.Matching; !f.dir {
		f.entries = f.itself(info)
	}
	return f, nil
}

// itself is the listing of one object, under the name that the client gave it. A directory that it did not name is
// the one where it stands.
func (f *found) itself(info storage.Info) *entries {
	if f.Given == "" {
		f.Given, info.Name = selfName, selfName
	}
	return one(info)
}

// absent says that an error is about a name that nothing has. What is there and cannot be reached is no reason to take
// the name for another.
func absent(err error) bool {
	switch storage.ClassOf(err) {
	case storage.NotExist, storage.NotDirectory, storage.InvalidName:
		return true
	}
	return false
}

// look describes p as a listing shows it: a symbolic link that leads to a directory is that directory, any
// other stands for itself.
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

// long appends entries as LIST and STAT show them.
func (f found) long() func([]byte, storage.Info) []byte {
	now := time.Now()
	return func(dst []byte, i storage.Info) []byte {
		if f.dir && !f.Shows(i.Name) {
			return dst
		}
		return listing.AppendLong(dst, i, now)
	}
}

// names appends entries as NLST shows them: each as RETR finds it, with what the client wrote before it.
func (f found) names() func([]byte, storage.Info) []byte {
	prefix := f.Prefix()
	return func(dst []byte, i storage.Info) []byte {
		switch {
		case !f.dir:
			return listing.AppendName(dst, "", f.Given)
		case !f.Shows(i.Name):
			return dst
		}
		return listing.AppendName(dst, prefix, i.Name)
	}
}
