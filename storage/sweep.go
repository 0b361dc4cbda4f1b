package storage

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"time"
)

var _ Sweeper = (*Local)(nil)

// Sweep looks at nothing but names. Directories that cannot be read are passed over; the first reason is the error.
func (l *Local) Sweep(ctx context.Context) (Left, error) { return l.sweep(ctx, atOnce) }

// SweepBeside is Sweep for a server that is already serving. It pauses most of the time, so that sessions do not wait
// for the processor or the disk because of it.
func (l *Local) SweepBeside(ctx context.Context) (Left, error) { return l.sweep(ctx, paced(ctx)) }

// sweep calls rest between the names that it reads together.
func (l *Local) sweep(ctx context.Context, rest func()) (Left, error) {
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
func (l *Local) sweepDir(ctx context.Context, name string, rest func(), left *Left) (below []string, err error) {
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
	seen := 0
	readErr := readKinds(dir, func(name []byte, kind fs.FileMode) bool {
		if kind&fs.ModeIrregular != 0 { // the directory has not noted it
			if fi, err := root.Lstat(string(name)); err == nil {
				kind = fi.Mode()
			}
		}
		switch {
		case kind.IsDir():
			below = append(below, string(name))
		case temporary(name):
			err = cmp.Or(err, left.add(root, string(name)))
		}
		if seen++; seen%sweepBatch == 0 {
			rest()
		}
		return ctx.Err() == nil
	})
	rest()
	return below, cmp.Or(err, readErr)
}

const (
	// sweepBatch is how many names are read between two rests, in less than a millisecond.
	sweepBatch = 1024
	// sweepShare is how many times longer than its work such a sweep takes. A hundredth of the time is not felt, and a
	// million names take less than a minute.
	sweepShare = 100
	// sweepWork is the least work between two pauses, because a pause costs something too.
	sweepWork = time.Millisecond
	// sweepFirst is how long such a sweep works without a pause when it begins, as the server does. Two hundred thousand
	// names take no longer on a machine that is half busy, so most servers have no sweep beside their sessions (row idle of
	// the bench).
	sweepFirst = 250 * time.Millisecond
	// sweepRest is the longest rest: after a disk that was slow once.
	sweepRest = 2 * time.Second
)

// atOnce does not rest.
func atOnce() {}

// paced returns a function that a job in the background calls often. After sweepFirst it pauses in proportion to the time that
// the job has taken.
func paced(ctx context.Context) (rest func()) {
	began := time.Now()
	hurried := began.Add(sweepFirst)
	return func() {
		if time.Now().Before(hurried) {
			began = time.Now()
			return
		}
		worked := time.Since(began)
		if worked < sweepWork {
			return
		}
		over := time.NewTimer(min(worked*(sweepShare-1), sweepRest))
		defer over.Stop()
		select {
		case <-over.C:
		case <-ctx.Done():
		}
		began = time.Now()
	}
}

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
