package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Tail reads the lines of a file that grows, as they become whole:
//
//	t := trace.NewTail("portolan.log")
//	lines, again, err := t.Poll()
//
// When another file gets the name (rotation), the old one is read to its end and then the new one; when the file has
// become shorter (truncation), it is read from its beginning. A file that is not there yet is waited for.
type Tail struct {
	name    string
	file    *os.File
	at      int64
	buffer  []byte
	pending []byte // a line whose end has not come
	skip    bool   // it was too long: the rest of it is left out
}

// NewTail makes a tail that has read nothing.
func NewTail(name string) *Tail { return &Tail{name: name, buffer: make([]byte, tailBuffer)} }

// Close closes the file.
func (t *Tail) Close() error {
	if t.file == nil {
		return nil
	}
	return t.file.Close()
}

// tailBuffer is how much is read at once, and maxPoll bounds how much one poll reads.
const (
	tailBuffer = 64 << 10
	maxPoll    = 4 << 20
)

// Poll reads what has come since the last time. Again says that the lines are the first of another file, or of the same
// one that was emptied.
func (t *Tail) Poll() (lines []string, again bool, err error) {
	if t.file == nil {
		file, err := os.Open(t.name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, fmt.Errorf("trace: %w", err)
		}
		t.file, again = file, true
	}
	info, err := t.file.Stat()
	if err != nil {
		return nil, again, fmt.Errorf("trace: %w", err)
	}
	if info.Size() < t.at {
		t.at, t.pending, t.skip, again = 0, nil, false, true
	}
	named, errNamed := os.Stat(t.name) // before the end of the old file is read: what is written behind it goes to the new one
	ended := false
	for before := t.at; !ended && t.at-before < maxPoll; {
		var some []string
		if some, ended, err = t.read(); err != nil {
			return lines, again, err
		}
		lines = append(lines, some...)
	}
	if moved := errNamed != nil || !os.SameFile(info, named); moved && ended {
		err = t.file.Close()
		t.file, t.at, t.pending, t.skip = nil, 0, nil, false
	}
	return lines, again, err
}

// read reads a piece, and gives the lines that have become whole; ended says that nothing more is there.
func (t *Tail) read() (lines []string, ended bool, err error) {
	n, err := t.file.ReadAt(t.buffer, t.at)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, fmt.Errorf("trace: %w", err)
	}
	ended = errors.Is(err, io.EOF)
	t.at += int64(n)
	rest := t.buffer[:n]
	for {
		text, after, whole := bytes.Cut(rest, []byte{'\n'})
		if !whole {
			break
		}
		if !t.skip {
			lines = append(lines, string(bytes.TrimRight(append(t.pending, text...), "\r")))
		}
		t.pending, t.skip, rest = t.pending[:0], false, after
	}
	if t.pending = append(t.pending, rest...); len(t.pending) > maxLine {
		t.pending, t.skip = nil, true
	}
	return lines, ended, nil
}
