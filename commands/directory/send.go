package commands

import (
	"io"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/mode"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/argument"
)

// levelOf is the level of MODE Z that a session has chosen, or the server's.
func levelOf(l argument.DeflateLevel) int { return l.Or(mode.DefaultLevel) }

// sendListing sends a listing in the mode of the session (RFC 959 3.4 knows no transfer without one).
func sendListing(data *fsm.DataWriter, m ftp.Mode, level argument.DeflateLevel, send func(io.Writer) error) error {
	out, err := wire.Listing(m, levelOf(level)).Encoder(data)
	if err != nil {
		return err
	}
	if err := send(out); err != nil {
		return err
	}
	return out.Close()
}
