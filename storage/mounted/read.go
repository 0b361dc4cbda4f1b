package mounted

import (
	"context"
	"io/fs"
	"iter"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

// Stat implements [storage.Statter].
func (f *FS) Stat(ctx context.Context, p storage.Path) (storage.Info, error) {
	m, there, err := f.find("stat", p)
	if err != nil {
		return storage.Info{}, err
	}
	i, err := m.files.Stat(ctx, there)
	return m.info(i), m.err(err)
}

// Lstat implements [storage.Statter].
func (f *FS) Lstat(ctx context.Context, p storage.Path) (storage.Info, error) {
	m, there, err := f.find("lstat", p)
	if err != nil {
		return storage.Info{}, err
	}
	i, err := m.files.Lstat(ctx, there)
	return m.info(i), m.err(err)
}

// Enter implements [storage.Enterer].
func (f *FS) Enter(ctx context.Context, p storage.Path) (storage.Info, error) {
	m, there, err := f.find("enter", p)
	if err != nil {
		return storage.Info{}, err
	}
	i, err := storage.Enter(ctx, m.files, there)
	return m.info(i), m.err(err)
}

// Open implements [storage.Reader].
func (f *FS) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	m, there, err := f.find("open", p)
	if err != nil {
		return nil, err
	}
	file, err := m.files.Open(ctx, there)
	return file, m.err(err)
}

// List implements [storage.Lister]. Mount points come last.
func (f *FS) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		m, there, err := f.find("list", p)
		if err != nil {
			yield(storage.Info{}, err)
			return
		}
		points := f.pointsIn(p)
		for i, err := range m.files.List(ctx, there) {
			if err == nil && named(points, i.Name) {
				continue
			}
			if !yield(m.info(i), m.err(err)) || err != nil {
				return
			}
		}
		for _, point := range points {
			i, err := f.Lstat(ctx, point.at)
			if err != nil {
				i = storage.Info{Name: point.at.Base(), Mode: fs.ModeDir, Fault: err}
			}
			if !yield(i, nil) {
				return
			}
		}
	}
}

// Names implements [storage.NameLister].
func (f *FS) Names(ctx context.Context, p storage.Path) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		m, there, err := f.find("list", p)
		if err != nil {
			yield("", err)
			return
		}
		points := f.pointsIn(p)
		for name, err := range storage.Names(ctx, m.files, there) {
			if err == nil && named(points, name) {
				continue
			}
			if !yield(name, m.err(err)) || err != nil {
				return
			}
		}
		for _, point := range points {
			if !yield(point.at.Base(), nil) {
				return
			}
		}
	}
}

// Permits implements [storage.Permitter].
func (f *FS) Permits(ctx context.Context, dir storage.Path) func(storage.Info) storage.Access {
	m, there, err := f.find("permits", dir)
	if err != nil {
		return func(storage.Info) storage.Access { return 0 }
	}
	may := storage.Permits(ctx, m.files, there)
	fixed := map[string]func(storage.Info) storage.Access{}
	for _, other := range f.parts {
		switch name := entryOf(dir, other.at); {
		case name == "":
		case other.at == dir.Join(name):
			fixed[name] = storage.Permits(ctx, other.files, "/")
		case fixed[name] == nil:
			fixed[name] = may
		}
	}
	return func(i storage.Info) storage.Access {
		if judge := fixed[i.Name]; judge != nil {
			return judge(i) &^ storage.MayDetach
		}
		return may(i)
	}
}

// entryOf is the entry of the directory dir that is p or holds it; "" if p lies elsewhere.
func entryOf(dir, p storage.Path) string {
	if !Below(dir, p) {
		return ""
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(string(p[len(dir):]), "/"), "/")
	return name
}

// Space implements [storage.Allocator].
func (f *FS) Space(ctx context.Context, p storage.Path) (int64, error) {
	m, there, err := f.find("space", p)
	if err != nil {
		return 0, err
	}
	free, err := m.files.Space(ctx, there)
	return free, m.err(err)
}

// MaxUpload is the largest limit of the parts: a path is not known here, and each part refuses what is too much for it.
func (f *FS) MaxUpload() int64 {
	var most int64
	for _, m := range f.parts {
		limit := m.files.MaxUpload()
		if limit == 0 {
			return 0
		}
		most = max(most, limit)
	}
	return most
}

// Usage is that of the base.
func (f *FS) Usage(ctx context.Context) (storage.Usage, error) {
	return f.parts[len(f.parts)-1].files.Usage(ctx)
}
