package commands

import (
	"context"
	"errors"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/quoted"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Comb appends parts to a file, which it makes if there is none, and then deletes the parts. Clients upload a large
// file in parts at the same time and join them so. When something fails before all parts are there, the file is as it
// was, and every part stays.
func (h *Standard) Comb(ctx context.Context, r ftp.CombRequest) ftp.CombReply {
	j, err := beginJoin(ctx, r.Files, r.Combination, r.Mask)
	if err != nil {
		return notBegun(err, ftp.CombNoPlace, ftp.CombDirectory, ftp.CombBadTarget, ftp.CombError)
	}
	return ftp.CombJoining(func(ctx context.Context, p *fsm.Progress) ftp.CombEnd {
		if err := j.run(ctx, p); err != nil {
			return ftp.CombEndError(err)
		}
		for _, part := range r.Combination.Parts {
			// An abort comes too late now: with half of the parts gone nobody could join them again.
			if r.Files.Remove(context.WithoutCancel(ctx), part) != nil {
				return ftp.CombPartsLeft()
			}
		}
		return ftp.CombDone()
	})
}

// joinFiles is what joining needs.
type joinFiles interface {
	copyFiles
	storage.Attributer
}

// joining is a COMB whose target is open.
type joining struct {
	files  joinFiles
	parts  []storage.Path
	mask   storage.Umask // of a target that is new
	total  int64         // bytes in the parts
	before *storage.Info // the target as it was, nil when there was none
	target storage.Upload
}

// errTwice says that a file was named twice: deleted as a part, it could not be one again, and neither the target.
var errTwice = errors.New("commands: a file is named twice")

// beginJoin looks at all files before it opens the target.
func beginJoin(ctx context.Context, files joinFiles, c quoted.Combination, mask storage.Umask) (*joining, error) {
	j := &joining{files: files, parts: c.Parts, mask: mask}
	var seen []storage.Info
	names := map[storage.Path]bool{}
	for i, p := range append([]storage.Path{c.Target}, c.Parts...) {
		info, err := files.Stat(ctx, p)
		switch {
		case i == 0 && storage.ClassOf(err) == storage.NotExist:
		case i == 0 && err != nil:
			return nil, targetError{err}
		case err != nil:
			return nil, err
		case i == 0 && info.IsDir():
			return nil, targetError{&storage.Error{Op: "join", Path: p, Class: storage.IsDirectory, Err: errDirectory}}
		case !info.IsRegular():
			return nil, &storage.Error{Op: "join", Path: p, Class: storage.IsDirectory, Err: errNotPlain}
		case i == 0:
			j.before = &info
		default:
			j.total += info.Size
		}
		if names[p] || err == nil && containsFile(seen, info) {
			return nil, &storage.Error{Op: "join", Path: p, Class: storage.Exist, Err: errTwice}
		}
		names[p] = true
		seen = append(seen, info)
	}
	var err error
	if j.target, err = files.Create(ctx, c.Target, j.how()); err != nil {
		return nil, targetError{err}
	}
	return j, nil
}

var errNotPlain = errors.New("commands: not a plain file")

// containsFile says whether one of all is the same file as info.
func containsFile(all []storage.Info, info storage.Info) bool {
	for _, i := range all {
		if sameFile(i, info) {
			return true
		}
	}
	return false
}

// how is how the target is opened: to be made as a whole, or to be added to.
func (j *joining) how() storage.CreateOptions {
	if j.before == nil {
		return storage.CreateOptions{Mode: storage.Replace, Umask: j.mask, Whole: true}
	}
	return storage.CreateOptions{Mode: storage.Resume, Offset: j.before.Size}
}

// run appends the parts, or leaves the target as it was.
func (j *joining) run(ctx context.Context, p *fsm.Progress) error {
	p.Expect(j.total)
	for _, part := range j.parts {
		if err := j.add(ctx, p, part); err != nil {
			j.target.Abort() // the first error is the one that tells why
			j.cut(context.WithoutCancel(ctx))
			return err
		}
	}
	return j.target.Commit()
}

func (j *joining) add(ctx context.Context, p *fsm.Progress, part storage.Path) error {
	file, err := j.files.Open(ctx, part)
	if err != nil {
		return err
	}
	defer file.Close()
	return appendFile(ctx, p, j.target, file)
}

// cut takes from a file that was there what an aborted upload has added: an upload that ends where it begins. The file
// gets the time of its last change back, too.
func (j *joining) cut(ctx context.Context) {
	if j.before == nil {
		return
	}
	up, err := j.files.Create(ctx, j.target.Path(), j.how())
	if err == nil && up.Commit() == nil {
		j.files.Chtimes(ctx, j.target.Path(), time.Time{}, j.before.ModTime)
	}
}
