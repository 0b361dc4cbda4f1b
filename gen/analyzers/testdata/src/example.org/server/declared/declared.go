package declared

import (
	"context"

	"github.com/portolan-ftp/portolan/fsm"

	"example.org/server/ftp"
	"example.org/server/helper"
	"example.org/server/overlay"
)

type all struct{}

func (all) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply { // want `C02: Retr never answers RetrLocalError, which the spec declares`
	if _, err := r.Files.Open(r.Path); err != nil {
		return ftp.RetrError(err)
	}
	if r.Path == "" {
		return helper.BadOffset()
	}
	return ftp.RetrOpening(0, func(context.Context, *fsm.DataWriter) ftp.RetrEnd { return ftp.RetrDone() })
}

func (all) Dele(context.Context, ftp.DeleRequest) ftp.DeleReply {
	return ftp.DeleUnwritten() // want `C02: Dele is a stub; write it`
}

type more struct{ base all }

func (m more) Dele(ctx context.Context, r overlay.DeleRequest) overlay.DeleReply { // want `C02: Dele never answers DeleLocked`
	return overlay.DeleFromBase(m.base.Dele(ctx, r.DeleRequest))
}
