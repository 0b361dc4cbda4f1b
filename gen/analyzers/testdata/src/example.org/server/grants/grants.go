// Package grants gets past what requests give.
package grants

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"  // want `C05: reflect gets past the capabilities of a command; handlers do without`
	_ "unsafe" // want `C05: unsafe gets past`

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/ftp"
)

type greedy struct {
	people accounts.Authenticator
	erase  func(storage.Path) error
	files  storage.FS
	open   func(*accounts.Account) (storage.FS, error)
	homes  map[string]storage.FS
}

var spare storage.FS

//go:linkname inside github.com/portolan-ftp/portolan/storage.inside // want `C05: go:linkname gets past`

func (h *greedy) Dele(_ context.Context, r ftp.DeleRequest) ftp.DeleReply {
	take[storage.FS](r.Files)                       // want `C05: a storage.Deleter is given away as any, of which others may make what they like`
	fmt.Println(r.Files)                            // want `C05: a storage.Deleter is given away as any`
	reflect.ValueOf(r.Files).MethodByName("Rename") // want `C05: a storage.Deleter is given away as any`
	if w := (wider)(nil); errors.As(fmt.Errorf("%v", r.Path), &w) {
	} // an error is no capability
	storage.Enter(r.Files, r.Path)
	_ = storage.Enter(widen(r.Files), r.Path)
	return ftp.DeleOk()
}

type wider interface {
	Rename(from, to storage.Path) error
}

// widen is given what it widens as a parameter.
func widen(files storage.Deleter) wider {
	type holder struct{ what any }
	h := holder{files}                               // want `C05: a storage.Deleter is given away as any`
	w, _ := h.what.(wider)                           // want `C05: something is turned into a wider; a command has the capabilities that the spec gives it, ask with does:`
	_, _ = h.what.(interface{ Unwrap() storage.FS }) // want `C05: something is turned into a interface`
	return w
}

func take[T any](v any) T {
	t, _ := v.(T) // want `C05: the assertion to T may be one to any capability; name the type`
	return t
}

func (h *greedy) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	h.files.Remove(r.Path) // want `C05: this is storage that the handlers' type reaches, and no capability bounds it; only a reply that logs in takes it. Use what the request gives`
	h.erase(r.Path)        // want `C05: this function of the handlers' type is given a path, and no capability bounds it; use what the request gives`
	spare.Remove(r.Path)   // want `C05: this is storage that the handlers' type reaches`
	if files, err := h.open(&accounts.Account{}); err == nil {
		remove(files, r.Path)
		files.Close()
	}
	if files := h.homes["a"]; files != nil {
		files.Open(r.Path) // want `C05: this is storage that the handlers' type reaches`
	}
	h.people.Authenticate(accounts.Credentials{}) // want `C05: Retr asks the accounts, and can log nobody in; only a command whose reply has an account does`
	links, _ := r.Links.Get()
	fmt.Println(links) // want `C05: a storage.Linker is given away as any`
	deleter{h}.do(r.Path)
	var taker io.ReaderFrom = thief{}
	taker.ReadFrom(nil)
	bare(r.Files) // want `C05: a storage.Reader is given away as any`
	return ftp.RetrLater()
}

func remove(files storage.FS, p storage.Path) {
	files.Remove(p) // want `C05: this is storage that the handlers' type reaches`
}

// bare looks at what a thief of WriteTo would get.
func bare(v any) {
	if f, ok := v.(*os.File); ok { // want `C05: something is turned into a \*os.File`
		f.Chmod(0)
	}
	_, _ = v.(*os.File) // whether it is one may be asked
}

// deleter hides the handlers' type.
type deleter struct{ of *greedy }

func (d deleter) do(p storage.Path) { d.of.homes["a"].Remove(p) } // want `C05: this is storage that the handlers' type reaches`

// thief is written to for what is read from.
type thief struct{}

func (thief) ReadFrom(r io.Reader) (int64, error) {
	if f, ok := r.(interface{ Chmod(os.FileMode) error }); ok { // want `C05: something is turned into a interface{Chmod\(`
		f.Chmod(0)
	}
	_, _ = r.(io.WriterTo)
	return 0, nil
}

// Pass gives the storage to the reply that logs in, or closes it.
func (h *greedy) Pass(_ context.Context, r ftp.PassRequest) ftp.PassReply {
	if _, err := h.people.Authenticate(accounts.Credentials{}); err != nil {
		return nil
	}
	files, err := h.open(r.Account)
	if err != nil {
		return nil
	}
	if r.Account.Name == "" {
		files.Close()
		return ftp.PassIn(r.Account, h.files, "/")
	}
	return finish(r.Account, files)
}

func finish(a *accounts.Account, files storage.FS) ftp.PassReply {
	return ftp.PassIn(a, files, "/")
}

// main is run by no handler.
func main() {
	files, _ := storage.OpenLocal("/")
	files.Remove("/old")
	var any any = files
	_ = any.(storage.Deleter)
}
