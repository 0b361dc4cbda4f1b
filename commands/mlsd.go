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
	line := factLine{r.Facts.OrDefault(), rights(r.Session, r.Account), storage.Permits(ctx, r.Files, dir)}
	head := line.self(ctx, r.Files, dir, self)
	return ftp.MlsdOpening(func(ctx context.Context, data *fsm.DataWriter) ftp.MlsdEnd {
		err := sendListing(data, r.Mode, r.Level, func(w io.Writer) error {
			return e.counting(data.Missed).send(ctx, w, head, func(dst []byte, i storage.Info) []byte { return line.add(dst, i, listing.Entry) })
		})
		if err != nil {
			return ftp.MlsdEndError(err)
		}
		return ftp.MlsdDone()
	})
}

// factLine makes the lines of MLSD.
type factLine struct {
	facts listing.Facts
	can   listing.Rights
	may   func(storage.Info) storage.Access
}

// self is the entry of the listed directory. It tells itself from its entries by the fact type alone, so
// without that fact it is left out (RFC 3659 7.5.1).
func (l factLine) self(ctx context.Context, files storage.Statter, dir storage.Path, self storage.Info) []byte {
	if l.facts&listing.FactType == 0 {
		return nil
	}
	l.may = permitsAt(ctx, files, dir)
	self.Name = selfName
	return l.add(nil, self, listing.Self)
}

// add appends the line of an entry; one whose name would break the line is left out.
func (l factLine) add(dst []byte, i storage.Info, kind listing.EntryKind) []byte {
	before := len(dst)
	dst = listing.AppendFacts(dst, i, l.facts, kind, listing.Perm(i, l.can, l.may(i)))
	if len(dst) == before {
		return dst
	}
	return append(dst, '\r', '\n')
}

// permitsAt judges what is at p. The home itself is neither removed nor renamed.
func permitsAt(ctx context.Context, files storage.Statter, p storage.Path) func(storage.Info) storage.Access {
	may := storage.Permits(ctx, files, p.Dir())
	if p != "/" {
		return may
	}
	return func(i storage.Info) storage.Access { return may(i) &^ storage.MayDetach }
}
