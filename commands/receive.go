package commands

import (
	"github.com/portolan-ftp/portolan/commands/ascii"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// receive stores the data of STOR, STOU or APPE. It returns nil only once the whole file is stored: whatever
// else happened, the upload is given up. In TYPE I the kernel moves the bytes where it can.
func receive(data *fsm.DataReader, up storage.Upload, kind ftp.Type) error {
	var err error
	if kind == ftp.TypeAscii {
		err = receiveText(data, up)
	} else {
		_, err = data.WriteTo(up)
	}
	if err != nil {
		up.Abort() // the first error is the one that tells why
		return err
	}
	return up.Commit()
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
