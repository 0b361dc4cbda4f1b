// Package decisions decides what the table should.
package decisions

import (
	"context"

	"github.com/portolan-ftp/portolan/fsm"

	"example.org/server/conversion"
	"example.org/server/ftp"
)

type open struct{}

func (h *open) Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	if r.Type != ftp.TypeImage { // want `C10: the state Type decides here, where the table does not see it; make it a need of the command, or the .when. of a reply`
		return ftp.RetrMissing()
	}
	switch r.Type { // want `C10: the state Type decides here`
	case ftp.TypeAscii:
		return ftp.RetrMissing()
	}
	if text(r.Type) || fsm.State(r.Type) > 0 { // want `C10: a state decides here`
		return ftp.RetrMissing()
	}
	//ftpspec:allow C10 how the data travel is told to the converter alone
	if ftp.TypeAscii == r.Type {
		_ = conversion.Convert(r.Type, nil)
	}
	switch { // what decides here is no state
	case r.Path == "":
		return ftp.RetrMissing()
	}
	_ = conversion.Convert(r.Type, nil)
	return ftp.RetrMissing()
}

func text(t ftp.Type) bool { return t == ftp.TypeAscii } // want `C10: the state Type decides here`
