// Package upload stores what STOR, STOU and APPE receive: in the form of the data, to the end or not at all, and ended
// as its error says.
package upload

import (
	"errors"
	"strconv"

	"github.com/portolan-ftp/portolan/commands/ascii"
	"github.com/portolan-ftp/portolan/commands/mode"
	"github.com/portolan-ftp/portolan/commands/pages"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Receive stores the data of STOR, STOU or APPE, which begin at a position of the file. It returns nil only once the
// whole file is stored, and gives the upload up in every other case. If the form is the file's own, the kernel moves
// the bytes where it can.
func Receive(data *fsm.DataReader, up storage.Upload, form wire.Form, begin int64) error {
	var err error
	switch {
	case form.IsBare():
		_, err = data.WriteTo(up)
	case form.IsText():
		err = receiveText(data, up)
	default:
		err = form.Receive(up, data, begin, func(marker []byte, at int64) error {
			return data.Mark(string(marker), strconv.FormatInt(at, 10))
		})
	}
	if errors.Is(err, mode.ErrCut) {
		data.CutShort()
	}
	if err != nil {
		up.Abort() // the first error tells the cause
		return unusable(err, up.Path())
	}
	return up.Commit()
}

// Sender is the client of an upload. Its data connection is known once the transfer has begun.
type Sender struct{ Data *fsm.DataReader }

// Told is nil while the client can be told of the end, and otherwise the reason why it cannot.
func (s *Sender) Told() error {
	if s.Data == nil {
		return nil
	}
	return s.Data.Deliverable()
}

// receiveText converts the line ends.
func receiveText(data *fsm.DataReader, up storage.Upload) error {
	text := ascii.NewDecoder(up)
	if _, err := text.ReadFrom(data); err != nil {
		text.Close()
		return err
	}
	return text.Close()
}

// unusable gives an error about the form of the data the class that the spec has a reply for.
func unusable(err error, p storage.Path) error {
	if !errors.Is(err, mode.ErrMalformed) {
		return err
	}
	return &storage.Error{Op: "receive", Path: p, Class: storage.Unsupported, Err: err}
}

// End is the completion of an upload: done, the one for an unknown page type, or the one that the spec maps another
// error to.
func End[E any](err error, done, pageType func() E, failed func(error) E) E {
	switch {
	case err == nil:
		return done()
	case errors.Is(err, pages.ErrType):
		return pageType()
	}
	return failed(err)
}
