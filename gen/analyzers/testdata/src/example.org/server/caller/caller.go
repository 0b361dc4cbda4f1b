// Package caller has a handler that leaves its work to a package that does not stand with handlers.
package caller

import (
	"context"

	"example.org/server/called"
	"example.org/server/ftp"
)

type standard struct{}

func (standard) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply {
	called.Remove(ctx, r.Path)
	var k called.Kept
	k.Begin()
	called.Choose[ftp.DeleReply](nil)
	return ftp.DeleOk()
}

func main() { called.Serve() }
