package storage

import (
	"context"
	"io/fs"
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxGroup is the largest group number: the next one means "leave it" to the system.
const maxGroup = 1<<32 - 2

// kept reports whether a file system has kept a time that it was given; the zero time is none. File systems count in
// steps of at most two seconds, and round down. A time that is farther off, or later, is another one that the file
// system has put in its place.
func kept(given, got time.Time) bool {
	cut := given.Sub(got)
	even := got.Unix()%2 == 0 && got.Nanosecond() == 0
	return given.IsZero() || 0 <= cut && (cut < time.Second || cut < 2*time.Second && even)
}

// Chtimes sets when p was last read and changed. A time that the file system cannot keep is refused, and changes
// nothing.
func (l *Local) Chtimes(ctx context.Context, p Path, accessed, modified time.Time) error {
	return followedErr(l, p, true, func(p Path) error { return l.setTimes(ctx, p, accessed, modified) })
}

func (l *Local) setTimes(ctx context.Context, p Path, accessed, modified time.Time) error {
	name, err := l.enterWrite(ctx, p)
	if err == nil {
		err = l.chtimes(name, accessed, modified)
	}
	if err != nil {
		return fail("chtimes", p, err)
	}
	return nil
}

// Chmod sets the permission bits of p.
func (l *Local) Chmod(ctx context.Context, p Path, perm fs.FileMode) error {
	return followedErr(l, p, true, func(p Path) error {
		name, err := l.enterEntry(ctx, p)
		if err == nil {
			err = l.chmod(name, perm.Perm())
		}
		if err != nil {
			return fail("chmod", p, err)
		}
		return nil
	})
}

// chmod keeps the set-group and sticky bits of a directory. It reads and writes the mode on one descriptor, so that a
// file that takes the directory's place does not get them.
func (l *Local) chmod(name string, perm fs.FileMode) error {
	dir, err := l.root.OpenFile(name+"/.", os.O_RDONLY|openCautiously, 0)
	if err != nil { // a file, or a directory that cannot be read
		return l.root.Chmod(name, perm)
	}
	defer dir.Close()
	fi, err := dir.Stat()
	if err != nil {
		return err
	}
	return dir.Chmod(perm | fi.Mode()&(fs.ModeSetgid|fs.ModeSticky))
}

// Chgrp gives p to a group.
func (l *Local) Chgrp(ctx context.Context, p Path, group string) error {
	return followedErr(l, p, true, func(p Path) error {
		name, err := l.enterEntry(ctx, p)
		if err == nil {
			err = l.chgrp(name, group)
		}
		if err != nil {
			return fail("chgrp", p, err)
		}
		return nil
	})
}

// chgrp gives a file to one of the groups that it has, that the process's own user has, or that the options name. The
// system itself refuses other groups, except to root's processes; for them any other group is one that the operator did
// not mean.
func (l *Local) chgrp(name, group string) error {
	fi, err := l.root.Stat(name)
	if err != nil {
		return err
	}
	id, err := GroupID(group)
	if err != nil {
		return err
	}
	who := self()
	if !who.unknown && id != infoOf("", fi).Group && !slices.Contains(who.groups, id) && !slices.Contains(l.opts.Groups, id) {
		return errOtherGroup
	}
	const sameOwner = -1
	return l.root.Chown(name, sameOwner, int(id))
}

// GroupID reads a group's number or looks its name up.
func GroupID(group string) (uint32, error) {
	digits := group
	if strings.Trim(group, "0123456789") != "" || group == "" {
		g, err := user.LookupGroup(group)
		if err != nil {
			return 0, errNoGroup
		}
		digits = g.Gid
	}
	id, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || id > maxGroup {
		return 0, errNoGroup
	}
	return uint32(id), nil
}

// Symlink makes link lead to target.
func (l *Local) Symlink(ctx context.Context, target, link Path) error {
	if _, err := l.enterEntry(ctx, link); err != nil {
		return fail("symlink", link, err)
	}
	if _, err := l.enter(ctx, target); err != nil {
		return fail("symlink", target, err)
	}
	dir, err := l.walkTo(link.Dir(), false)
	if err != nil {
		return fail("symlink", link, err)
	}
	defer dir.Close()
	if err := dir.Symlink(relative(link.Dir(), target), link.Base()); err != nil {
		return fail("symlink", link, err)
	}
	return nil
}

// relative is the way from the directory dir to p.
func relative(dir, p Path) string {
	from, to := elements(dir), elements(p)
	for len(from) > 0 && len(to) > 0 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	way := strings.Repeat("../", len(from)) + strings.Join(to, "/")
	if way == "" {
		return "."
	}
	return strings.TrimSuffix(way, "/")
}

// elements are the names in p.
func elements(p Path) []string {
	if p == "/" {
		return nil
	}
	return strings.Split(string(p[1:]), "/")
}
