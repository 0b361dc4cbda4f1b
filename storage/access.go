package storage

import (
	"context"
	"io/fs"
	"slices"
)

// Access is what the server's own user may do with an object, as a set. It says nothing about the account.
type Access uint8

// The parts of Access.
const (
	MayRead   Access = 1 << iota // read a file, or the names in a directory
	MayWrite                     // write a file, or make and remove names in a directory that may be entered too
	MayEnter                     // work in a directory, by whatever names
	MayDetach                    // remove or rename it, which its directory decides

	mayAll = MayRead | MayWrite | MayEnter | MayDetach
)

// Permitter is a driver that knows what the server's own user may do. See [Permits].
type Permitter interface {
	// Permits is as the function of that name.
	Permits(ctx context.Context, dir Path) func(Info) Access
}

// Permits gives a function that judges the entries of the directory dir from their descriptions (RFC 3659 7.5.5). It
// needs no system call for an entry, so it sees the access control list of the directory only. A driver that is no
// [Permitter] permits everything.
func Permits(ctx context.Context, files any, dir Path) func(Info) Access {
	if p, ok := as[Permitter](files); ok {
		return p.Permits(ctx, dir)
	}
	return func(Info) Access { return mayAll }
}

// Enterer is a driver whose directories cannot all be entered.
type Enterer interface {
	// Enter describes p as Stat does, and fails with class [Permission] if p is a directory that the server's own user
	// may not work in.
	Enter(ctx context.Context, p Path) (Info, error)
}

// Enter describes p, which is to become the working directory (RFC 959 CWD), and fails if it is a directory that cannot
// be entered.
func Enter(ctx context.Context, files Statter, p Path) (Info, error) {
	if e, ok := as[Enterer](files); ok {
		return e.Enter(ctx, p)
	}
	return files.Stat(ctx, p)
}

// Enter implements [Enterer]. The system itself answers, so access control lists count.
func (l *Local) Enter(ctx context.Context, p Path) (Info, error) {
	i, err := followed(l, p, true, func(p Path) (Info, error) { return l.enterDir(ctx, p) })
	if err == nil {
		i.Name = p.Base()
	}
	return i, err
}

func (l *Local) enterDir(ctx context.Context, p Path) (Info, error) {
	name, err := l.enter(ctx, p)
	if err != nil {
		return Info{}, fail("enter", p, err)
	}
	fi, err := l.root.Stat(name)
	if err == nil && fi.IsDir() && !l.entered.has(fi) {
		if _, err = l.root.Stat(name + "/."); err == nil {
			l.entered.add(fi)
		}
	}
	if err != nil {
		return Info{}, fail("enter", p, err)
	}
	return infoOf(p.Base(), fi), nil
}

// Permits implements [Permitter].
func (l *Local) Permits(ctx context.Context, dir Path) func(Info) Access {
	name, err := l.enter(ctx, l.reach(dir))
	if err != nil {
		return func(Info) Access { return 0 }
	}
	j := judge{who: self(), readOnly: l.opts.ReadOnly}
	if fi, err := l.root.Stat(name); err == nil {
		j.parent = infoOf("", fi)
		j.changes = j.who.bits(j.parent)&(MayWrite|MayEnter) == MayWrite|MayEnter
	}
	if handle, err := l.openDir(name); err == nil {
		j.readOnly = j.readOnly || readOnlyMount(handle)
		if !j.who.override && !j.who.unknown {
			j.changes = mayChange(handle)
		}
		handle.Close()
	}
	return j.access
}

// identity is who the server's process is to the system.
type identity struct {
	owner    uint32
	groups   []uint32
	override bool // permissions do not bind it
	unknown  bool // the system has no such permissions
}

// judge tells what may be done with the entries of one directory.
type judge struct {
	who      identity
	parent   Info
	changes  bool // names may be made and removed in it
	readOnly bool
}

func (j *judge) access(i Info) Access {
	if i.Fault != nil {
		return 0
	}
	a := j.who.bits(i)
	if j.changes && j.who.mayUnstick(j.parent, i) {
		a |= MayDetach
	}
	if j.readOnly {
		a &^= MayWrite | MayDetach
	}
	return a
}

// bits are the parts of Access that the object's own permissions decide.
func (u *identity) bits(i Info) Access {
	const shift = 3 // from others to the group, and from the group to the owner
	if u.override || u.unknown {
		return MayRead | MayWrite | MayEnter
	}
	perm := i.Mode.Perm()
	switch {
	case i.Owner == u.owner:
		perm >>= 2 * shift
	case slices.Contains(u.groups, i.Group):
		perm >>= shift
	}
	var a Access
	for _, b := range [...]struct {
		bit fs.FileMode
		may Access
	}{{4, MayRead}, {2, MayWrite}, {1, MayEnter}} {
		if perm&b.bit != 0 {
			a |= b.may
		}
	}
	if a&MayRead == 0 {
		a &^= MayEnter // package os opens each directory on a way for reading
	}
	return a
}

// mayUnstick says whether the sticky bit of a directory lets an entry be removed or renamed.
func (u *identity) mayUnstick(parent, i Info) bool {
	return u.override || u.unknown || parent.Mode&fs.ModeSticky == 0 || i.Owner == u.owner || parent.Owner == u.owner
}
