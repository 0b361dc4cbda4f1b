package copying

import (
	"context"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Moving is a renaming that goes to another file system: a copy, and the removal of what was copied.
type Moving interface {
	Work
	// RemoveOld removes the source of the copy, and reports whether nothing stays.
	RemoveOld(ctx context.Context) (all bool)
}

// BeginMove begins to move a file or directory, and refuses anything else. A directory replaces nothing, and a file
// replaces another only if replace is set.
func BeginMove(ctx context.Context, files storage.Trees, from, to storage.Path, replace bool) (Moving, error) {
	info, err := files.Lstat(ctx, from)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		c, err := beginTree(ctx, files, from, to, storage.Umask{})
		if err != nil {
			return nil, err
		}
		c.keep = true
		return c, nil
	case !info.IsRegular():
		return nil, &storage.Error{Op: "move", Path: from, Class: storage.Unsupported, Err: errUnfit}
	}
	if _, err := files.Lstat(ctx, to); err == nil && !replace {
		return nil, &storage.Error{Op: "move", Path: to, Class: storage.Exist, Err: errTaken}
	}
	c, err := beginFile(ctx, files, from, to, storage.Umask{})
	if err != nil {
		return nil, err
	}
	return &fileMove{copying: c, files: files, from: from, to: to}, nil
}

// fileMove moves one file.
type fileMove struct {
	*copying
	files    storage.Trees
	from, to storage.Path
}

// Run copies the file with its permissions and times.
func (m *fileMove) Run(ctx context.Context, p *fsm.Progress) error {
	if err := m.copying.Run(ctx, p); err != nil {
		return err
	}
	keepAttributes(context.WithoutCancel(ctx), m.files, m.from, m.to)
	return nil
}

func (m *fileMove) RemoveOld(ctx context.Context) (all bool) {
	info := m.source.Info()
	return removeSame(ctx, m.files, m.from, made{size: info.Size, time: info.ModTime}) == nil
}
