package directory

import (
	"io"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/mode"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/argument"
)

// Send sends a listing in the mode of the session (RFC 959 3.4 knows no transfer without one).
func Send(data *fsm.DataWriter, m ftp.Mode, level argument.DeflateLevel, send func(io.Writer) error) error {
	out, err := wire.Listing(m, level.Or(mode.DefaultLevel)).Encoder(data)
	if err != nil {
		return err
	}
	if err := send(out); err != nil {
		return err
	}
	return out.Close()
}
