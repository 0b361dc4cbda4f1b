// Package copying makes copies on the server, so that the bytes do not travel to the client and back: of a file or a
// tree for SITE COPY and SITE CPTO, onto another file system for RNTO, and of parts to the end of a file for COMB. Each
// copy is first begun, which finds errors before anything changes, and then run. A copy that fails leaves everything as
// it was.
package copying

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/portolan-ftp/portolan/commands/walk"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// copyChunk is how much of a file the kernel copies between two checks of the context. It takes some tens of
// milliseconds on a slow disk, so that an abort is noticed soon and checking costs nothing.
const copyChunk = 1 << 20

// Files is what copying needs.
type Files interface {
	storage.Reader
	storage.Writer
}

// errItself says that one file was named as source and as target.
var errItself = errors.New("copying: the source is the target")

// copying is a copy whose source and target are open.
type copying struct {
	source storage.File
	target storage.Upload
}

// beginFile opens both files. The target appears, or takes the place of an older file, when the copy is whole; its
// permissions are those of any new file.
func beginFile(ctx context.Context, files Files, from, to storage.Path, mask storage.Umask) (*copying, error) {
	source, err := files.Open(ctx, from)
	if err != nil {
		return nil, err
	}
	there, err := files.Stat(ctx, to)
	if from == to || err == nil && sameFile(source.Info(), there) {
		source.Close()
		return nil, &storage.Error{Op: "copy", Path: from, Class: storage.Exist, Err: errItself}
	}
	target, err := files.Create(ctx, to, storage.CreateOptions{Mode: storage.Replace, Umask: mask, Whole: true})
	if err != nil {
		source.Close()
		return nil, targetError{err}
	}
	return &copying{source, target}, nil
}

// targetError is an error about the target of a copy, and not about its source.
type targetError struct{ error }

func (e targetError) Unwrap() error { return e.error }

// NotBegun is the answer to a copy that could not begin. Errors about the target have their own reply; other errors are
// mapped by the spec.
func NotBegun[R any](err error, noPlace, directory, badTarget func() R, failed func(error) R) R {
	if _, about := errors.AsType[targetError](err); about {
		switch storage.ClassOf(err) {
		case storage.NotExist, storage.NotDirectory:
			return noPlace()
		case storage.IsDirectory:
			return directory()
		case storage.Exist, storage.InvalidName, storage.Unsupported:
			return badTarget()
		}
	}
	return failed(err)
}

// Ended is the completion of a copy that has run with an error or nil: of a file, of a tree, of a tree that is too
// large, or as the spec maps the error.
func Ended[E any](err error, tree bool, done, wholeTree, tooMany func() E, failed func(error) E) E {
	switch {
	case errors.Is(err, walk.ErrTooMany):
		return tooMany()
	case err != nil:
		return failed(err)
	case tree:
		return wholeTree()
	}
	return done()
}

// sameFile says whether two descriptions are of one file, as far as the storage tells.
func sameFile(a, b storage.Info) bool {
	return a.Inode != 0 && a.Inode == b.Inode && a.Device == b.Device
}

// Run copies one file, and closes both.
func (c *copying) Run(ctx context.Context, p *fsm.Progress) error {
	p.Expect(c.source.Info().Size)
	return c.copy(ctx, p)
}

// copy copies, and closes both.
func (c *copying) copy(ctx context.Context, p *fsm.Progress) error {
	defer c.source.Close()
	if err := appendFile(ctx, p, c.target, c.source); err != nil {
		c.target.Abort() // the first error tells the cause
		return err
	}
	return c.target.Commit()
}

// appendFile adds the rest of a file to an upload; the kernel moves the bytes where it can.
func appendFile(ctx context.Context, p *fsm.Progress, up storage.Upload, file storage.File) error {
	_, err := file.WriteTo(&steps{ctx, p, up})
	return err
}

// steps is an upload that looks at the context before each part of what comes.
type steps struct {
	ctx      context.Context
	progress *fsm.Progress
	up       storage.Upload
}

// Write adds b to the upload.
func (s *steps) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.up.Write(b)
	s.progress.Add(int64(n))
	return n, err
}

// ReadFrom adds what r gives until its end.
func (s *steps) ReadFrom(r io.Reader) (total int64, err error) {
	if _, isFile := r.(*os.File); !isFile {
		return s.up.ReadFrom(s.progress.Reader(r))
	}
	for {
		if err := s.ctx.Err(); err != nil {
			return total, err
		}
		chunk := &io.LimitedReader{R: r, N: copyChunk}
		n, err := s.up.ReadFrom(chunk)
		total += n
		s.progress.Add(n)
		if err != nil || chunk.N > 0 {
			return total, err
		}
	}
}
