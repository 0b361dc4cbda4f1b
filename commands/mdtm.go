package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/storage"
)

// Mdtm tells when a file was last changed (RFC 3659 3). It refuses directories: their times are about their entries,
// and no client asks for them. If a time stands before the name, as clients of old servers send it, Mdtm sets the time,
// where that is granted. If a file has the whole argument as its name, that file is meant.
func (h *Standard) Mdtm(ctx context.Context, r ftp.MdtmRequest) ftp.MdtmReply {
	answer := ftp.MdtmTime
	info, err := plainFile(ctx, r.Files, r.Name.Name)
	if storage.Absent(err) && r.Name.Path != "" {
		files, granted := r.Redate.Get()
		if !granted {
			return ftp.MdtmRefused()
		}
		if _, err = plainFile(ctx, files, r.Name.Path); err == nil {
			info, err = redate(ctx, files, r.Name.Path, r.Name.Time)
		}
		answer = ftp.MdtmSet
	}
	switch {
	case errors.Is(err, errNotPlain):
		return ftp.MdtmNotAFile()
	case err != nil:
		return ftp.MdtmError(err)
	case info.ModTime.IsZero() || !listing.Datable(info.ModTime):
		return ftp.MdtmUntold()
	}
	return answer(info.ModTime)
}

// plainFile describes p, which has to be a regular file.
func plainFile(ctx context.Context, files storage.Statter, p storage.Path) (storage.Info, error) {
	info, err := files.Stat(ctx, p)
	switch {
	case err != nil:
		return info, err
	case info.IsDir():
		return info, &storage.Error{Op: "stat", Path: p, Class: storage.IsDirectory, Err: errDirectory}
	case !info.IsRegular():
		return info, &storage.Error{Op: "stat", Path: p, Class: storage.Unsupported, Err: errNotPlain}
	}
	return info, nil
}

var (
	errDirectory = errors.New("commands: a directory")
	errNotPlain  = errors.New("commands: not a plain file")
)
