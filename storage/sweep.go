package storage

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

var _ Sweeper = (*Local)(nil)

// Sweep looks at nothing but names. Directories that cannot be read are passed over; the first reason is the error.
func (l *Local) Sweep(ctx context.Context) (Left, error) { return l.sweep(ctx, 0) }

// SweepBeside is Sweep for a server that works already: it rests between the names that it reads together, so that it
// takes a small part of one processor.
func (l *Local) SweepBeside(ctx context.Context) (Left, error) { return l.sweep(ctx, sweepRest) }

func (l *Local) sweep(ctx context.Context, rest time.Duration) (Left, error) {
	var left Left
	if l.opts.ReadOnly {
		return left, nil
	}
	pending := []string{"."}
	var fault error
	for len(pending) > 0 && ctx.Err() == nil {
		last := len(pending) - 1
		name := pending[last]
		pending = pending[:last]
		below, err := l.sweepDir(ctx, name, rest, &left)
		if err != nil && fault == nil && !errors.Is(err, fs.ErrNotExist) {
			fault = err
		}
		for _, b := range below {
			pending = append(pending, name+"/"+b)
		}
	}
	if err := ctx.Err(); err != nil {
		fault = err
	}
	if fault != nil {
		return left, fail("sweep", "/", fault)
	}
	return left, nil
}

// sweepDir sweeps one directory, and gives the directories in it.
func (l *Local) sweepDir(ctx context.Context, name string, rest time.Duration, left *Left) (below []string, err error) {
	root, err := l.root.OpenRoot(name + "/.") // "/.": nothing but a directory is opened
	if err != nil {
		return nil, err
	}
	defer root.Close()
	dir, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	for {
		entries, readErr := dir.ReadDir(sweepBatch)
		for _, e := range entries {
			switch {
			case e.IsDir():
				below = append(below, e.Name())
			case temporary(e.Name()):
				err = cmp.Or(err, left.add(root, e.Name()))
			}
		}
		if readErr == io.EOF {
			return below, err
		}
		if rest > 0 {
			time.Sleep(rest)
		}
		if readErr != nil || ctx.Err() != nil {
			return below, cmp.Or(err, readErr)
		}
	}
}

const (
	// sweepBatch is how many names are read at once, in about a millisecond.
	sweepBatch = 1024
	// sweepRest is the rest after them: a million names take half a minute then.
	sweepRest = 30 * time.Millisecond
)

// add removes the temporary file name in root, or counts it.
func (left *Left) add(root *os.Root, name string) error {
	removed, err := removeAbandoned(root, name)
	if removed {
		left.Removed++
		return nil
	}
	if fi, statErr := root.Lstat(name); statErr == nil {
		left.Files++
		left.Bytes += fi.Size()
	}
	return err
}
