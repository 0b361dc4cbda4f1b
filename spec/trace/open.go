package trace

import (
	"bufio"
	"bytes"
	"io"
)

// firstBytes is how much of a file is looked at to tell what it is.
const firstBytes = 4096

// Read reads a file of any kind: a capture by its first bytes, a log by its first line, text otherwise. Every
// recording has at least a step or a note.
func Read(in io.Reader, name string) ([]*Recording, error) {
	buffered := bufio.NewReaderSize(in, firstBytes)
	begin, _ := buffered.Peek(firstBytes)
	if isCapture(begin) {
		return ReadCapture(buffered, name)
	}
	first, _, _ := bytes.Cut(begin, []byte{'\n'})
	if isLog(string(first)) {
		return ReadLog(buffered, name)
	}
	r, err := ReadText(buffered, name)
	if err != nil {
		return nil, err
	}
	return []*Recording{r}, nil
}
