// Package visitor has a handler that reaches others by way of a package below.
package visitor

import (
	"context"

	"example.org/server/commands/rooms"
	"example.org/server/ftp"
)

type standard struct{}

func (standard) Dele(_ context.Context, r ftp.DeleRequest) ftp.DeleReply {
	rooms.Last = string(r.Path) // want `C09: a variable of the package is shared`
	keep(&rooms.Last)           // want `C09: Last is shared by all sessions and servers of the process, and its address is given away`
	return ftp.DeleOk()
}

func keep(*string) {}
