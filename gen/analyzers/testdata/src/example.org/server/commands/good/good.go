// Package good has handlers in which nothing is found: the shapes that real ones have.
package good

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/ftp"
)

type Standard struct{ files func() (storage.FS, error) }

var _ ftp.Handlers = (*Standard)(nil)

var later = ftp.RetrLater()

func (h *Standard) Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	if r.Path == "" {
		return ftp.RetrBadOffset()
	}
	if links, granted := r.Links.Get(); granted {
		if err := links.Symlink(r.Path, "/"); err != nil {
			return ftp.RetrError(err)
		}
		return ftp.RetrLater()
	}
	file, refused := open(r)
	if refused != nil {
		return refused
	}
	if again := check(file); again != nil {
		return again
	}
	return ftp.RetrOpening(1, func(context.Context, *fsm.DataWriter) ftp.RetrEnd { return end(file.Close()) })
}

func (h *Standard) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply {
	reply := ftp.DeleOk()
	for range 3 {
		switch err := r.Files.Remove(r.Path); {
		case errors.Is(err, os.ErrNotExist):
			reply = ftp.DeleMissing()
		case err != nil:
			return ftp.DeleError(err)
		}
	}
	return reply
}

func (h *Standard) Pass(ctx context.Context, r ftp.PassRequest) ftp.PassReply {
	files, err := h.files()
	if err != nil {
		return ftp.PassError(err)
	}
	return ftp.PassIn(r.Account, files, "/")
}

// Help is no handler: it has neither a request nor a reply.
func (h *Standard) Help() string { return filepath.Join("226", netip.IPv4Unspecified().String()) }

func open(r ftp.RetrRequest) (storage.File, ftp.RetrReply) {
	file, err := r.Files.Open(r.Path)
	if err != nil {
		return nil, ftp.RetrError(err)
	}
	return file, nil
}

func check(file storage.File) ftp.RetrReply {
	if _, ok := file.(interface{ Seek() }); ok {
		return later
	}
	return nil
}

func end(err error) ftp.RetrEnd {
	if err != nil {
		return ftp.RetrEndError(err)
	}
	return ftp.RetrDone()
}
