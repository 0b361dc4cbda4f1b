package orphans

import (
	"context"

	"example.org/server/ftp"
)

type standard struct{}

func (standard) Dele(context.Context, ftp.DeleRequest) ftp.DeleReply { return ftp.DeleOk() }

func (standard) Remove(context.Context, ftp.DeleRequest) ftp.DeleReply { // want `C03: method Remove answers no command; delete this method`
	return ftp.DeleMissing()
}

func (standard) Old(ftp.RetrRequest) {} // want `C03: method Old answers no command; delete this method`

func (standard) remove(context.Context, ftp.DeleRequest) ftp.DeleReply { return ftp.DeleOk() }
