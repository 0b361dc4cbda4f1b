// Package success says yes too often.
package success

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"log"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/ftp"
)

type cheerful struct{}

func (h cheerful) Dele(_ context.Context, r ftp.DeleRequest) ftp.DeleReply {
	if err := r.Files.Remove(r.Path); err != nil {
		log.Print(err)
	}
	return ftp.DeleOk() // want `C08: DeleOk is answered although the error of Remove may have come; answer with the error, or ask which it is`
}

func (h cheerful) plainly(r ftp.DeleRequest) ftp.DeleReply {
	err := r.Files.Remove(r.Path)
	if err == nil {
		return ftp.DeleMissing()
	}
	return ftp.DeleOk() // want `C08: DeleOk is answered although the error of Remove may have come`
}

func (h cheerful) dropped(r ftp.DeleRequest) ftp.DeleReply {
	_ = r.Files.Remove(r.Path) // want `C08: the error of Remove is dropped; answer with it, or return it`
	r.Files.Remove(r.Path)     // want `C08: the error of Remove is dropped`
	//ftpspec:allow C08 nobody needs the second one
	r.Files.Remove(r.Path)
	//ftpspec:allow C08 // want `C08: say why C08 is allowed, in 3 words at least`
	r.Files.Remove(r.Path) // want `C08: the error of Remove is dropped`
	//ftpspec:allow C08 there is nothing to allow here // want `C08: nothing is found here that the comment would allow; delete it`
	return ftp.DeleOk()
}

func (h cheerful) deferring(r ftp.DeleRequest) ftp.DeleReply {
	defer log.Print("done")
	if err := r.Files.Remove(r.Path); err != nil {
		log.Print(err)
	}
	return ftp.DeleOk() // want `C08: DeleOk is answered although the error of Remove may have come`
}

// late commits when the answer is known already.
func late(up storage.Upload) {
	defer up.Commit() // want `C08: the error of Commit is dropped`
	defer up.Abort()
}

func (h cheerful) hidden(r ftp.DeleRequest) ftp.DeleReply {
	errors.Join(r.Files.Remove(r.Path))                                // want `C08: the result of Join is dropped, and the errors with it`
	if err := r.Files.Remove(r.Path); errors.Is(err, fs.ErrNotExist) { // want `C08: the error of Remove is asked for one kind alone; answer with it when it is another`
		return ftp.DeleMissing()
	}
	if !removed(r.Files, r.Path) {
		log.Print("not removed")
	}
	return ftp.DeleOk() // want `C08: DeleOk is answered although the error of removed may have come`
}

func removed(files storage.Deleter, p storage.Path) bool { return files.Remove(p) == nil }

func (h cheerful) overruled(r ftp.DeleRequest) (reply ftp.DeleReply) {
	defer func() { reply = ftp.DeleOk() }() // want `C08: DeleOk takes the place of whatever was answered; answer where it is known`
	return ftp.DeleError(r.Files.Remove(r.Path))
}

func names(each iter.Seq2[string, error]) (all []string) {
	for name := range each { // want `C08: the error with which the loop may end is dropped; answer with it, or return it`
		all = append(all, name)
	}
	for name, err := range each {
		if err != nil {
			return nil
		}
		all = append(all, name)
	}
	return all
}

func (h cheerful) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	h.plainly(ftp.DeleRequest{})
	h.dropped(ftp.DeleRequest{})
	h.hidden(ftp.DeleRequest{})
	h.deferring(ftp.DeleRequest{})
	late(nil)
	h.overruled(ftp.DeleRequest{})
	names(nil)
	file, err := r.Files.Open(r.Path)
	if err != nil {
		return ftp.RetrOpening(0, func(context.Context, *fsm.DataWriter) ftp.RetrEnd { return ftp.RetrDone() }) // want `C08: RetrOpening is answered although the error of Open may have come`
	}
	file.Close()
	return ftp.RetrOpening(1, func(context.Context, *fsm.DataWriter) ftp.RetrEnd { return ftp.RetrDone() })
}

// Pass leads to what is right.
func (h cheerful) Pass(_ context.Context, r ftp.PassRequest) ftp.PassReply {
	clean(ftp.DeleRequest{})
	again(ftp.DeleRequest{})
	return nil
}

// clean asks which error it is, and puts right what went wrong.
func clean(r ftp.DeleRequest) ftp.DeleReply {
	err := r.Files.Remove(r.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.Files.Remove(r.Path + "~")
		undo(r.Files, r.Path)
		return ftp.DeleError(err)
	}
	return ftp.DeleOk()
}

// undo is called behind errors alone.
func undo(files storage.Deleter, p storage.Path) { files.Remove(p) }

// again has two errors in one variable, and looks at the one that counts.
func again(r ftp.DeleRequest) ftp.DeleReply {
	err := r.Files.Remove(r.Path)
	if storage.ClassOf(err) == 1 {
		err = r.Files.Remove(r.Path + "~")
	}
	for range 3 {
		if err != nil {
			err = r.Files.Remove(r.Path)
		}
	}
	if err != nil {
		return ftp.DeleError(err)
	}
	return ftp.DeleOk()
}
