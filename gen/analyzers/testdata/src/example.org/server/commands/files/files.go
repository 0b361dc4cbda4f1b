package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/disk"

	"example.org/server/ftp"
)

type standard struct{}

func (standard) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	if d, ok := r.Files.(storage.Deleter); ok { // want `C05: a storage.Reader is turned into a storage.Deleter; ask for it with does: in the spec`
		d.Remove(r.Path)
	}
	switch any(r.Files).(type) {
	case storage.FS: // want `C05: a storage.Reader is turned into a storage.FS`
	}
	if file, err := r.Files.Open(r.Path); err == nil {
		_, _ = file.(interface{ Sync() error })
	} else if errors.Is(err, fs.ErrNotExist) || os.IsNotExist(err) {
		return ftp.RetrMissing()
	}
	os.ReadFile(string(r.Path))            // want `C05: os.ReadFile is not for handlers; they work on what their request gives them`
	storage.OpenLocal("/")                 // want `C05: storage.OpenLocal is not for handlers`
	disk.New()                             // want `C05: disk.New is not for handlers`
	filepath.Glob(filepath.Join("a", "*")) // want `C05: filepath.Glob is not for handlers`
	return ftp.RetrLater()
}
