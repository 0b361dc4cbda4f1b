package wire

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/portolan-ftp/portolan/commands/ascii"
	"github.com/portolan-ftp/portolan/commands/ebcdic"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/mode"
	"github.com/portolan-ftp/portolan/storage"
)

// MarkEvery is how many octets of data lie between two restart markers of a download: what a client loses at
// most, some tenths of a second on a slow line, while markers stay rarer than one octet in a hundred thousand.
const MarkEvery = 1 << 20

// Download is a file that is sent to a client.
type Download struct {
	form Form
	file storage.File
	text *ascii.Encoder // in TYPE A, unless there are records
	at   int64          // where it begins, as REST counts
}

// Open prepares to send file from the restart position on. A position that is not in the file, or that cannot
// be found in this form, is an error of class [storage.InvalidOffset]. The caller closes the file.
func (f Form) Open(ctx context.Context, file storage.File, offset int64) (*Download, error) {
	d := &Download{form: f, file: file, at: offset}
	switch {
	case f.Structure == ftp.StructurePage && offset > 0, f.records() && offset > 0 && !f.HasMarkers():
		return nil, storage.ErrOffset // the table allows neither RETR nor STOR with it
	case f.Type == ftp.TypeAscii && !f.records():
		text, err := ascii.SkipEncoded(ctx, file, offset)
		if errors.Is(err, ascii.ErrOffset) {
			err = storage.ErrOffset
		}
		d.text = text
		return d, err
	case offset > file.Info().Size:
		return nil, storage.ErrOffset
	}
	_, err := file.Seek(offset, io.SeekStart)
	return d, err
}

// Send sends the file to w, with its end.
func (d *Download) Send(w io.Writer) error {
	if d.form.IsText() {
		_, err := d.text.WriteTo(w)
		return err
	}
	out, err := d.form.Encoder(w)
	if err != nil {
		return err
	}
	if d.form.HasMarkers() && d.form.Structure != ftp.StructurePage {
		out = &marking{Sink: out, at: d.at}
	}
	if err := d.data(out); err != nil {
		return err
	}
	return out.Close()
}

// data sends the file's data and the ends of its records.
func (d *Download) data(out mode.Sink) (err error) {
	switch {
	case d.text != nil:
		_, err = d.text.WriteTo(out)
	case d.form.records() && d.form.isText():
		err = sendLines(out, d.file, d.form.Type == ftp.TypeEbcdic)
	case d.form.Type == ftp.TypeEbcdic:
		_, err = ebcdic.Copy(out, d.file)
	default:
		var n int64
		if n, err = d.file.WriteTo(struct{ io.Writer }{out}); err == nil && n > 0 && d.form.records() {
			err = out.EndRecord()
		}
	}
	return err
}

// lineBuffer is how much of a file is cut into lines at a time.
const lineBuffer = 64 << 10

// sendLines sends each line of a file as a record.
func sendLines(out mode.Sink, file io.Reader, toEbcdic bool) error {
	lines := bufio.NewReaderSize(file, lineBuffer)
	open := false // a record that has begun
	for {
		piece, err := lines.ReadSlice('\n')
		text, ended := bytes.CutSuffix(piece, []byte{'\n'})
		if toEbcdic {
			ebcdic.Encode(text)
		}
		if _, err := out.Write(text); err != nil {
			return err
		}
		open = open || len(text) > 0
		if ended || err == io.EOF && open {
			if err := endLine(out, ended); err != nil {
				return err
			}
			open = false
		}
		if err == io.EOF {
			return nil
		}
		if err != nil && err != bufio.ErrBufferFull {
			return err
		}
	}
}

// endLine ends a record; its line's end, if it has one, counts as an octet of the file.
func endLine(out mode.Sink, ended bool) error {
	if m, ok := out.(*marking); ok && ended {
		m.at++
		m.since++
	}
	return out.EndRecord()
}

// marking puts restart markers into what it passes on, each between two pieces of data.
type marking struct {
	mode.Sink
	at    int64 // the position, as REST counts
	since int64 // octets since the last marker
}

// Write implements io.Writer. Some files come in one piece.
func (m *marking) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		if m.since >= MarkEvery {
			m.since = 0
			if err := m.Sink.Mark(strconv.AppendInt(nil, m.at, 10)); err != nil {
				return n, err
			}
		}
		var k int
		k, err = m.Sink.Write(p[n:min(len(p), n+MarkEvery-int(m.since))])
		n += k
		m.at += int64(k)
		m.since += int64(k)
	}
	return n, err
}
