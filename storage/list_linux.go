//go:build linux && !portable

package storage

import (
	"bytes"
	"context"
	"encoding/binary"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// direntsSize is how much of a directory is read at once: some thousand entries,
	// so that system calls do not matter and the first entries still come at once.
	direntsSize = 32 << 10
	// targetSize holds the longest target that Linux lets a symbolic link have.
	targetSize = unix.PathMax
	// Where getdents64(2) puts the parts of an entry: 64 bits each of inode and
	// position, 16 of length, 8 of type, then the name, which ends in NUL.
	direntLength = 16
	direntKind   = 18
	direntName   = 19
)

// dirReader reads one directory at a time. Everything that it needs is in itself, so
// a listing allocates the names of its entries and nothing more.
type dirReader struct {
	dirents [direntsSize]byte
	target  [targetSize]byte
	stat    unix.Stat_t
}

// dirReaders keeps those of finished listings for the next ones.
var dirReaders = sync.Pool{New: func() any { return new(dirReader) }}

// readDir yields the entries of a directory. Once yield has returned false it returns nil.
func (l *Local) readDir(ctx context.Context, name string, yield func(Info, error) bool) error {
	return l.withReader(name, func(d *dirReader, fd int) error {
		return d.entries(ctx, fd, func(i Info) bool { return yield(i, nil) })
	})
}

// readNames yields the names in a directory. Once yield has returned false it returns nil.
func (l *Local) readNames(ctx context.Context, name string, yield func(string, error) bool) error {
	return l.withReader(name, func(d *dirReader, fd int) error {
		return d.read(ctx, fd, func(name []byte, _ byte) bool { return yield(string(name[:len(name)-1]), nil) })
	})
}

// readKinds reads a directory to its end, or until visit returns false, and all names, those of temporary files too. It
// looks at none of them: kind is what the directory has noted, fs.ModeIrregular for nothing. A name is valid until
// visit returns.
func readKinds(dir *os.File, visit func(name []byte, kind fs.FileMode) bool) error {
	return withDir(dir, func(d *dirReader, fd int) error {
		return d.all(fd, func(name []byte, kind byte) (bool, error) {
			return itself(name) || visit(name[:len(name)-1], kindMode(kind)), nil
		})
	})
}

// withReader opens a directory for do.
func (l *Local) withReader(name string, do func(d *dirReader, fd int) error) error {
	dir, err := l.root.OpenFile(name, dirRead, 0)
	if err != nil {
		return err
	}
	defer dir.Close()
	return withDir(dir, do)
}

// withDir lends a reader.
func withDir(dir *os.File, do func(d *dirReader, fd int) error) error {
	d := dirReaders.Get().(*dirReader)
	defer dirReaders.Put(d)
	return control(dir, func(fd int) error { return do(d, fd) })
}

// entries reads the directory fd to its end, or until visit returns false, and looks at each entry.
func (d *dirReader) entries(ctx context.Context, fd int, visit func(Info) bool) error {
	return d.read(ctx, fd, func(name []byte, kind byte) bool {
		info, err := d.lstat(fd, name)
		switch err {
		case nil:
			return visit(info)
		case unix.ENOENT:
			return true
		}
		return visit(Info{Name: string(name[:len(name)-1]), Mode: kindMode(kind), Fault: err})
	})
}

// read reads the directory fd to its end, or until visit returns false, but for names that listings leave out. A name
// ends in NUL and is valid until visit returns; kind is its d_type.
func (d *dirReader) read(ctx context.Context, fd int, visit func(name []byte, kind byte) bool) error {
	return d.all(fd, func(name []byte, kind byte) (bool, error) {
		if hidden(name) {
			return true, nil
		}
		if err := ctx.Err(); err != nil {
			return false, err
		}
		return visit(name, kind), nil
	})
}

// all reads the directory fd to its end, or until visit returns false or an error.
func (d *dirReader) all(fd int, visit func(name []byte, kind byte) (more bool, err error)) error {
	for {
		n, err := unix.ReadDirent(fd, d.dirents[:])
		if err == unix.EINTR {
			continue
		}
		if n <= 0 || err != nil {
			return err
		}
		for rest := d.dirents[:n]; len(rest) > 0; {
			name, kind, next, err := dirent(rest)
			if err != nil {
				return err
			}
			rest = next
			if more, err := visit(name, kind); !more || err != nil {
				return err
			}
		}
	}
}

// dirent cuts the first entry off buf. The name still ends in its NUL, which the
// file system's driver may be trusted to write, or not.
func dirent(buf []byte) (name []byte, kind byte, rest []byte, err error) {
	if len(buf) <= direntName {
		return nil, 0, nil, unix.EIO
	}
	size := int(binary.NativeEndian.Uint16(buf[direntLength:]))
	if size <= direntName || size > len(buf) {
		return nil, 0, nil, unix.EIO
	}
	name = buf[direntName:size]
	end := bytes.IndexByte(name, 0)
	if end <= 0 {
		return nil, 0, nil, unix.EIO
	}
	return name[:end+1], buf[direntKind], buf[size:], nil
}

// kindMode puts the type that a directory has noted of an entry in Go's terms. Not every file system notes it.
func kindMode(kind byte) fs.FileMode {
	if kind == unix.DT_UNKNOWN {
		return fs.ModeIrregular
	}
	return fileMode(uint32(kind) << 12) // the DT_ values are those of S_IFMT
}

// hidden reports whether a listing leaves the name, which ends in NUL, out.
func hidden(name []byte) bool {
	return name[0] == '.' && (itself(name) || temporary(name[:len(name)-1]))
}

// itself says whether the name, which ends in NUL, is the directory's own, or that of the one above.
func itself(name []byte) bool { return string(name) == ".\x00" || string(name) == "..\x00" }

// lstat looks at the entry name, which ends in NUL, of the directory fd.
func (d *dirReader) lstat(fd int, name []byte) (Info, error) {
	err := fstatat(fd, name, &d.stat)
	for err == unix.EINTR {
		err = fstatat(fd, name, &d.stat)
	}
	if err != nil {
		return Info{}, err
	}
	i := statInfo(string(name[:len(name)-1]), &d.stat)
	if i.IsSymlink() {
		// One that was replaced since is shown without a target.
		if n, err := unix.Readlinkat(fd, i.Name, d.target[:]); err == nil {
			i.Target = string(d.target[:n])
		}
	}
	return i, nil
}

// statInfo makes an Info of what the system tells.
func statInfo(name string, st *unix.Stat_t) Info {
	return Info{
		Name:    name,
		Size:    st.Size,
		Mode:    fileMode(st.Mode),
		ModTime: time.Unix(st.Mtim.Unix()).UTC(),
		Links:   uint64(st.Nlink),
		Device:  uint64(st.Dev),
		Inode:   st.Ino,
		Owner:   st.Uid,
		Group:   st.Gid,
	}
}

// fileMode puts a mode of the system in Go's terms.
func fileMode(m uint32) fs.FileMode {
	mode := fs.FileMode(m & 0o777)
	switch m & syscall.S_IFMT {
	case syscall.S_IFDIR:
		mode |= fs.ModeDir
	case syscall.S_IFLNK:
		mode |= fs.ModeSymlink
	case syscall.S_IFBLK:
		mode |= fs.ModeDevice
	case syscall.S_IFCHR:
		mode |= fs.ModeDevice | fs.ModeCharDevice
	case syscall.S_IFIFO:
		mode |= fs.ModeNamedPipe
	case syscall.S_IFSOCK:
		mode |= fs.ModeSocket
	}
	if m&syscall.S_ISUID != 0 {
		mode |= fs.ModeSetuid
	}
	if m&syscall.S_ISGID != 0 {
		mode |= fs.ModeSetgid
	}
	if m&syscall.S_ISVTX != 0 {
		mode |= fs.ModeSticky
	}
	return mode
}
