package mode

import (
	"bufio"
	"bytes"
	"io"
)

// The control codes of stream mode with records: the escape and what may follow it (RFC 959 3.4.1).
const (
	escape       = 0xff
	escapeRecord = 0x01
	escapeFile   = 0x02
)

// NewStream gives stream mode. Without records the octets are all there is, and the end of the file is the
// end of the connection. There are no restart markers in stream mode: Mark does nothing.
func NewStream(w io.Writer, records bool) Sink {
	if !records {
		return plain{w}
	}
	return &recordStream{bufio.NewWriterSize(w, bufferSize)}
}

// plain is stream mode without records.
type plain struct{ io.Writer }

func (plain) EndRecord() error  { return nil }
func (plain) Mark([]byte) error { return nil }
func (plain) Close() error      { return nil }

// recordStream is stream mode with records.
type recordStream struct{ w *bufio.Writer }

// Write implements io.Writer.
func (s *recordStream) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		piece := p[n:]
		if i := bytes.IndexByte(piece, escape); i >= 0 {
			piece = piece[:i+1]
		}
		m, failed := s.w.Write(piece)
		n, err = n+m, failed
		if err == nil && piece[len(piece)-1] == escape {
			err = s.w.WriteByte(escape)
		}
	}
	return n, err
}

// EndRecord implements Sink.
func (s *recordStream) EndRecord() error {
	_, err := s.w.Write([]byte{escape, escapeRecord})
	return err
}

// Mark implements Sink.
func (s *recordStream) Mark([]byte) error { return nil }

// Close implements Sink.
func (s *recordStream) Close() error {
	if _, err := s.w.Write([]byte{escape, escapeFile}); err != nil {
		return err
	}
	return s.w.Flush()
}

// ReadStream reads stream mode into dst, which it does not close.
func ReadStream(dst Sink, r io.Reader, records bool) error {
	s := newSource(r)
	defer s.release()
	if records {
		return s.records(dst)
	}
	for {
		p, err := s.some(bufferSize)
		if err == ErrCut {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := dst.Write(p); err != nil {
			return err
		}
	}
}

// records reads stream mode with records, up to the code for the end of the file.
func (s *source) records(dst Sink) error {
	for {
		if err := s.fill(); err != nil {
			return err
		}
		n := bytes.IndexByte(s.rest, escape)
		if n < 0 {
			n = len(s.rest)
		}
		if err := s.copyTo(dst, n); err != nil {
			return err
		}
		if len(s.rest) == 0 {
			continue
		}
		s.rest = s.rest[1:]
		ended, err := s.code(dst)
		if err != nil {
			return err
		}
		if ended {
			return s.ended()
		}
	}
}

// code reads what follows an escape, and says whether the file ended.
func (s *source) code(dst Sink) (ended bool, err error) {
	b, err := s.octet()
	switch {
	case err != nil:
		return false, err
	case b == escape:
		_, err = dst.Write([]byte{escape})
		return false, err
	case b == 0 || b > escapeRecord|escapeFile:
		return false, malformed("the control code %02x", b)
	case b&escapeRecord != 0:
		err = dst.EndRecord()
	}
	return b&escapeFile != 0, err
}
