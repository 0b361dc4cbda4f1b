package commands

import (
	"context"
	"io"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// selfName is the name of the listed directory among its own entries: valid wherever the client stands.
const selfName = "."

// Mlsd sends a directory for programs: the chosen facts and the name of each entry, of hidden ones too, in a
// form that does not depend on the machine (RFC 3659 7).
func (h *Standard) Mlsd(ctx context.Context, r ftp.MlsdRequest) ftp.MlsdReply {
	dir := r.Path
	if dir == "" {
		dir = r.Cwd
	}
	self, err := r.Files.Stat(ctx, dir)
	switch {
	case err != nil:
		return ftp.MlsdError(err)
	case !self.IsDir():
		return ftp.MlsdNotDirectory()
	}
	e, err := openEntries(ctx, r.Files, dir)
	if err != nil {
		return ftp.MlsdError(err)
	}
	facts, can := r.Facts.OrDefault(), rights(r.Session, r.Account)
	return ftp.MlsdOpening(func(_ context.Context, data *fsm.DataWriter) ftp.MlsdEnd {
		err := sendListing(data, r.Mode, r.Level, func(w io.Writer) error {
			return e.send(w, selfLine(self, facts, can), func(dst []byte, i storage.Info) []byte {
				return appendFacts(dst, i, facts, listing.Entry, can)
			})
		})
		if err != nil {
			return ftp.MlsdEndError(err)
		}
		return ftp.MlsdDone()
	})
}

// selfLine is the entry of the listed directory. It tells itself from its entries by the fact type alone, so
// without that fact it is left out (RFC 3659 7.5.1).
func selfLine(self storage.Info, facts listing.Facts, can listing.Rights) []byte {
	if facts&listing.FactType == 0 {
		return nil
	}
	self.Name = selfName
	return appendFacts(nil, self, facts, listing.Self, can)
}

// appendFacts appends the line of an entry; one whose name would break the line is left out.
func appendFacts(dst []byte, i storage.Info, facts listing.Facts, kind listing.EntryKind, can listing.Rights) []byte {
	before := len(dst)
	dst = listing.AppendFacts(dst, i, facts, kind, listing.Perm(i, can))
	if len(dst) == before {
		return dst
	}
	return append(dst, '\r', '\n')
}
