package copying

import (
	"context"
	"errors"
	"time"

	"github.com/portolan-ftp/portolan/commands/quoted"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// JoinFiles is what joining needs.
type JoinFiles interface {
	Files
	storage.Attributer
}

// Joining is a COMB whose target is open.
type Joining struct {
	files  JoinFiles
	parts  []storage.Path
	mask   storage.Umask // of a target that is new
	total  int64         // bytes in the parts
	before *storage.Info // the target as it was, nil when there was none
	target storage.Upload
}

// errTwice says that a file was named twice. A part is deleted when it is joined, so it can be neither another part nor
// the target.
var errTwice = errors.New("copying: a file is named twice")

// BeginJoin looks at all files before it opens the target.
func BeginJoin(ctx context.Context, files JoinFiles, c quoted.Combination, mask storage.Umask) (*Joining, error) {
	j := &Joining{files: files, parts: c.Parts, mask: mask}
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

var (
	errNotPlain  = errors.New("copying: not a plain file")
	errDirectory = errors.New("copying: a directory")
)

// containsFile says whether one of all is the same file as info.
func containsFile(all []storage.Info, info storage.Info) bool {
	for _, i := range all {
		if sameFile(i, info) {
			return true
		}
	}
	return false
}

// how is how the target is opened: to be made, or to be added to.
func (j *Joining) how() storage.CreateOptions {
	if j.before == nil {
		return storage.CreateOptions{Mode: storage.Replace, Umask: j.mask, Whole: true}
	}
	return storage.CreateOptions{Mode: storage.Resume, Offset: j.before.Size}
}

// Run appends the parts, or leaves the target as it was.
func (j *Joining) Run(ctx context.Context, p *fsm.Progress) error {
	p.Expect(j.total)
	for _, part := range j.parts {
		if err := j.add(ctx, p, part); err != nil {
			j.target.Abort() // the first error tells the cause
			j.cut(context.WithoutCancel(ctx))
			return err
		}
	}
	return j.target.Commit()
}

func (j *Joining) add(ctx context.Context, p *fsm.Progress, part storage.Path) error {
	file, err := j.files.Open(ctx, part)
	if err != nil {
		return err
	}
	defer file.Close()
	return appendFile(ctx, p, j.target, file)
}

// cut removes the bytes that an aborted upload has added to an old file, by an upload that ends where it begins. It
// also restores the time of the file's last change.
func (j *Joining) cut(ctx context.Context) {
	if j.before == nil {
		return
	}
	up, err := j.files.Create(ctx, j.target.Path(), j.how())
	if err == nil && up.Commit() == nil {
		j.files.Chtimes(ctx, j.target.Path(), time.Time{}, j.before.ModTime)
	}
}
