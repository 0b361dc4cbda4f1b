package directory

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/storage"
)

// FactLine makes the lines of MLSD.
type FactLine struct {
	Facts listing.Facts
	Can   listing.Rights
	May   func(storage.Info) storage.Access
}

// Entry appends the line of an entry.
func (l FactLine) Entry(dst []byte, i storage.Info) []byte { return l.add(dst, i, listing.Entry) }

// Self is the entry of the listed directory. It tells itself from its entries by the fact type alone, so
// without that fact it is left out (RFC 3659 7.5.1).
func (l FactLine) Self(ctx context.Context, files storage.Statter, dir storage.Path, self storage.Info) []byte {
	if l.Facts&listing.FactType == 0 {
		return nil
	}
	l.May = PermitsAt(ctx, files, dir)
	self.Name = selfName
	return l.add(nil, self, listing.Self)
}

// add appends the line of an entry; one whose name would break the line is left out.
func (l FactLine) add(dst []byte, i storage.Info, kind listing.EntryKind) []byte {
	before := len(dst)
	dst = listing.AppendFacts(dst, i, l.Facts, kind, listing.Perm(i, l.Can, l.May(i)))
	if len(dst) == before {
		return dst
	}
	return append(dst, '\r', '\n')
}

// PermitsAt tells what may be done with the object at p. The home itself may be neither removed nor renamed.
func PermitsAt(ctx context.Context, files storage.Statter, p storage.Path) func(storage.Info) storage.Access {
	may := storage.Permits(ctx, files, p.Dir())
	if p != "/" {
		return may
	}
	return func(i storage.Info) storage.Access { return may(i) &^ storage.MayDetach }
}
