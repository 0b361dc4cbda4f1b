package storage

import (
	"io/fs"
	"time"
)

// Info describes a file, directory or other object.
type Info struct {
	Name    string      // the last element of the path, "/" for the home itself
	Size    int64       // in bytes
	Mode    fs.FileMode // type and permissions
	ModTime time.Time   // last change of the content, in UTC
	Links   uint64      // number of hard links; 0 where the system does not say
	Device  uint64      // with Inode, the identity of the object; 0 where unknown
	Inode   uint64
	Owner   uint32 // numeric user; 0 where unknown
	Group   uint32 // numeric group; 0 where unknown
	// Target is what a symbolic link points to, as the client sees the tree; filled by Lstat and List only. It is
	// empty for a link that leads out of the tree.
	Target string
	// Fault is why List could not read the entry: it lies on a dead mount, or the directory cannot be entered. Only
	// Name and the type in Mode are known then, and the type may be ModeIrregular.
	Fault error
}

// IsDir reports whether i is a directory.
func (i Info) IsDir() bool { return i.Mode.IsDir() }

// IsRegular reports whether i is a regular file, the only kind that is read and written.
func (i Info) IsRegular() bool { return i.Mode.IsRegular() }

// IsSymlink reports whether i is a symbolic link.
func (i Info) IsSymlink() bool { return i.Mode&fs.ModeSymlink != 0 }

// infoOf makes an Info of what package os found.
func infoOf(name string, fi fs.FileInfo) Info {
	i := Info{
		Name:    name,
		Size:    fi.Size(),
		Mode:    fi.Mode(),
		ModTime: fi.ModTime().UTC(),
	}
	fillSys(&i, fi.Sys())
	return i
}
