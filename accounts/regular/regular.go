// Package regular reads small files that may change at any time: the users of a server, its certificates.
//
// Such a file is replaced, or written over, while the server runs, and its path may lead to anything by mistake. Read
// therefore opens only regular files, does not block, reads no more than the given number of bytes, and returns the
// content of one moment: a file that is written while it is read is read again.
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

var (
	// ErrNotRegular says that the path leads to a directory, a pipe, a device or a socket.
	ErrNotRegular = errors.New("not a regular file")
	// ErrChanging says that the file was written to whenever it was read.
	ErrChanging = errors.New("it is being written")
)

// attempts are how often a file is read that is written to meanwhile. Writing one takes milliseconds, so two do.
const attempts = 3

// Read returns the content of a regular file of at most so many bytes, and its facts. With an error they are given
// where only a change of the file can help, and else nil: where there is none, or where it could not be read now.
func Read(path string, most int64) ([]byte, fs.FileInfo, error) {
	return read(path, most, func() {})
}

// read is Read, and calls meanwhile each time that it is about to read.
func read(path string, most int64, meanwhile func()) ([]byte, fs.FileInfo, error) {
	// Opening a pipe wakes its writer, and opening a device may have any effect, so both are found out before.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, info, failed(path, ErrNotRegular)
	}
	for range attempts {
		data, before, after, err := readOnce(path, most, meanwhile)
		if err != nil {
			return nil, before, err
		}
		if Same(before, after) {
			return data, after, nil
		}
	}
	return nil, nil, failed(path, ErrChanging)
}

// readOnce also returns the facts of the file before and after it was read. They are the open file's: its path may name
// another by now.
func readOnce(path string, most int64, meanwhile func()) (data []byte, before, after fs.FileInfo, err error) {
	file, err := os.OpenFile(path, os.O_RDONLY|openCautiously, 0)
	if err != nil {
		return nil, nil, nil, err
	}
	defer file.Close()
	if before, err = file.Stat(); err != nil {
		return nil, nil, nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, before, nil, failed(path, ErrNotRegular)
	}
	meanwhile()
	if data, err = io.ReadAll(io.LimitReader(file, most+1)); err != nil {
		return nil, nil, nil, err
	}
	if int64(len(data)) > most {
		return nil, before, nil, failed(path, tooLarge(most))
	}
	if after, err = file.Stat(); err != nil {
		return nil, nil, nil, err
	}
	return data, before, after, nil
}

// tooLarge says that a file has more bytes than that.
type tooLarge int64

// Error implements error.
func (e tooLarge) Error() string { return fmt.Sprintf("more than %d bytes", int64(e)) }

// Passing reports whether an error may go away by itself: the file could not be read at all. An error in the content
// stays until the file changes.
func Passing(err error) bool {
	_, failed := errors.AsType[*fs.PathError](err)
	_, large := errors.AsType[tooLarge](err)
	return failed && !large && !errors.Is(err, ErrNotRegular)
}

func failed(path string, why error) error { return &fs.PathError{Op: "read", Path: path, Err: why} }

// Same reports whether a file is unchanged, as far as its facts tell. A change of mode counts, because it may mend the
// file.
func Same(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.Mode() == b.Mode() && a.ModTime().Equal(b.ModTime())
}
