//go:build linux && !portable

package storage

import (
	"cmp"
	"context"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// maxHandles is how many directories a walk holds open: those on the way to where it is, the nearest ones. Trees are
// seldom deeper. Where one is, the walk goes up by "..", and looks that it leads to where it came from.
const maxHandles = 32

var errElsewhere error = reason{Busy, "a directory was moved during the walk"}

// WalkTree implements [TreeWalker]: each directory is opened from the one that holds it, so no path is ever too long.
func (l *Local) WalkTree(ctx context.Context, dir Path, v Visitor[Place]) error {
	_, err := l.enter(ctx, dir)
	if err == nil {
		name := l.reach(dir).inRoot()
		err = walkTree(ctx, l, name, dir, v, func(s *spot) Place { return visited{s} })
	}
	if err != nil {
		return fail("walk", dir, err)
	}
	return nil
}

// RemoveTree implements [TreeRemover].
func (l *Local) RemoveTree(ctx context.Context, dir Path, v Visitor[Removable]) error {
	_, err := l.enterWrite(ctx, dir)
	if err == nil {
		name := l.reach(dir).inRoot()
		err = walkTree(ctx, l, name, dir, v, func(s *spot) Removable { return s })
	}
	if err != nil {
		return fail("remove-tree", dir, err)
	}
	return nil
}

// treeWalk is a walk by handles.
type treeWalk[P Place] struct {
	ctx     context.Context
	local   *Local
	visitor Visitor[P]
	levels  []level // from the top down to where the walk is
	spot    spot
	place   P // the spot
}

// level is a directory on the way.
type level struct {
	name     string
	fd       int // closed if it was closed to hold few
	dev, ino uint64
	todo     []string // names of directories in it that wait to be read
}

const closed = -1

// spot is an entry of a level's directory.
type spot struct {
	sweep func(Path) error // removes a directory, and what is left over in it
	top   Path
	way   []level // down to the directory that holds it
	name  string
	isDir bool
}

// Path implements [Place].
func (s *spot) Path() Path {
	var b strings.Builder
	if s.top != "/" {
		b.WriteString(string(s.top))
	}
	for _, l := range s.way[1:] {
		b.WriteByte('/')
		b.WriteString(l.name)
	}
	b.WriteByte('/')
	b.WriteString(s.name)
	return Path(b.String())
}

// visited is a spot of a walk that only lists. A visitor cannot turn it into a Removable.
type visited struct{ spot *spot }

func (v visited) Path() Path { return v.spot.Path() }

func (s *spot) fd() int { return s.way[len(s.way)-1].fd }

// Look implements [Removable].
func (s *spot) Look() (Info, error) {
	d := dirReaders.Get().(*dirReader)
	defer dirReaders.Put(d)
	i, err := d.lstat(s.fd(), append([]byte(s.name), 0))
	return i, s.fail("lstat", err)
}

// Remove implements [Removable].
func (s *spot) Remove() error {
	flags := 0
	if s.isDir {
		flags = unix.AT_REMOVEDIR
	}
	err := unix.Unlinkat(s.fd(), s.name, flags)
	if err == unix.ENOTEMPTY && s.isDir {
		if p := s.Path(); p.Valid() { // unfinished uploads may be left over, which no list has
			return s.sweep(p)
		}
	}
	return s.fail("remove", err)
}

func (s *spot) fail(op string, err error) error {
	if err == nil {
		return nil
	}
	return fail(op, s.Path(), err)
}

// walkTree visits what is below the directory that l has by that name.
func walkTree[P Place](ctx context.Context, l *Local, name string, top Path, v Visitor[P], place func(*spot) P) error {
	w := &treeWalk[P]{ctx: ctx, local: l, visitor: v, spot: spot{top: top}}
	w.spot.sweep = func(p Path) error { return l.Rmdir(ctx, p) }
	w.place = place(&w.spot)
	defer w.close()
	if err := w.begin(l.root, name); err != nil {
		return err
	}
	if fault, err := w.read(); fault != nil || err != nil {
		return cmp.Or(err, fault)
	}
	for {
		err := w.ctx.Err()
		switch here := w.last(); {
		case err != nil:
		case len(here.todo) > 0:
			end := len(here.todo) - 1
			next := here.todo[end]
			here.todo = here.todo[:end]
			err = w.down(next)
		case len(w.levels) == 1:
			return nil
		default:
			err = w.up()
		}
		if err != nil {
			return err
		}
	}
}

// last is the level where the walk is.
func (w *treeWalk[P]) last() *level { return &w.levels[len(w.levels)-1] }

// begin opens the top.
func (w *treeWalk[P]) begin(root *os.Root, name string) error {
	dir, err := root.OpenFile(name, dirRead, 0)
	if err != nil {
		return err
	}
	defer dir.Close()
	return control(dir, func(fd int) error { return w.push(fd, ".") })
}

// push makes the directory name in the directory fd the level where the walk is.
func (w *treeWalk[P]) push(fd int, name string) error {
	l, err := openLevel(fd, name, unix.O_NOFOLLOW)
	if err != nil {
		return err
	}
	w.levels = append(w.levels, l)
	if far := len(w.levels) - 1 - maxHandles; far >= 0 {
		w.levels[far].close()
	}
	return nil
}

// openLevel opens a directory and finds out what it is known by.
func openLevel(at int, name string, flags int) (level, error) {
	fd, err := unix.Openat(at, name, dirRead|unix.O_CLOEXEC|flags, 0)
	if err != nil {
		return level{}, err
	}
	l := level{name: name, fd: fd}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		l.close()
		return level{}, err
	}
	l.dev, l.ino = uint64(st.Dev), st.Ino
	return l, nil
}

func (l *level) close() {
	if l.fd != closed {
		unix.Close(l.fd)
		l.fd = closed
	}
}

// stand puts the spot to an entry of the directory of the last level of way.
func (w *treeWalk[P]) stand(way []level, name string, isDir bool) {
	w.spot.way, w.spot.name, w.spot.isDir = way, name, isDir
}

// read enters what the last level holds. A fault is the directory's, an error the visitor's.
func (w *treeWalk[P]) read() (fault, err error) {
	d := dirReaders.Get().(*dirReader)
	defer dirReaders.Put(d)
	here := w.last()
	fault = d.entries(w.ctx, here.fd, func(i Info) bool {
		w.stand(w.levels, i.Name, i.IsDir())
		if i.Target != "" {
			i.Target = w.local.shown(w.spot.Path().Dir(), i.Target)
		}
		var deeper bool
		if deeper, err = w.visitor.enter(w.place, i); deeper {
			here.todo = append(here.todo, i.Name)
		}
		return err == nil
	})
	return fault, err
}

// down reads the directory name of the last level. One that cannot be opened is left at once.
func (w *treeWalk[P]) down(name string) error {
	above := w.levels
	fault := w.push(w.last().fd, name)
	opened := fault == nil
	if opened {
		w.stand(w.levels[:len(above)], name, true)
		err := w.visitor.open(w.place)
		if err != nil {
			return err
		}
		if fault, err = w.read(); err != nil {
			return err
		}
	}
	if fault == nil {
		return nil
	}
	w.stand(w.levels[:len(above)], name, true)
	if err := w.visitor.fault(w.ctx, w.place, fault); err != nil || opened {
		return err
	}
	return w.visitor.leave(w.place)
}

// up leaves the last level.
func (w *treeWalk[P]) up() error {
	last := len(w.levels) - 1
	left, above := &w.levels[last], &w.levels[last-1]
	if above.fd == closed {
		there, err := openLevel(left.fd, "..", 0)
		if err != nil {
			return err
		}
		if there.dev != above.dev || there.ino != above.ino {
			there.close()
			return errElsewhere
		}
		above.fd = there.fd
	}
	left.close()
	name := left.name
	w.levels = w.levels[:last]
	w.stand(w.levels, name, true)
	return w.visitor.leave(w.place)
}

// close closes what is open.
func (w *treeWalk[P]) close() {
	for i := range w.levels {
		w.levels[i].close()
	}
}
