package storage

import "reflect"

// Opened is the storage of a login. The session keeps it and closes it. Handlers are never given it: generated code
// wraps its Grant in a type that has the methods of the command's capabilities and no others. So a type assertion in a
// handler finds only what the spec allows the command:
//
//	files := granted{opened.Grant()}      // as a request has it: storage.Reader
//	files.(storage.Deleter)               // fails, whatever the driver can do
//	storage.Permits(ctx, files, "/pub")   // works: it looks through the wrapper
type Opened struct{ grant Grant }

// NewOpened keeps files for a session; without files it is nil. For generated code.
func NewOpened(files FS) *Opened {
	if v := reflect.ValueOf(files); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	return &Opened{Grant{files}}
}

// Close closes the files.
func (o *Opened) Close() error { return o.grant.files.Close() }

// Grant is what the wrappers of handlers hold; nil without files. For generated code.
func (o *Opened) Grant() *Grant {
	if o == nil {
		return nil
	}
	return &o.grant
}

// Grant holds a driver and has no exported method, so a wrapper that embeds it exposes nothing of the driver. A wrapper
// with a *Grant and nothing else needs no memory of its own in an interface.
type Grant struct{ files FS }

// Granted is the driver behind a wrapper. For generated code.
func Granted(g *Grant) FS { return g.files }

// inside is the driver that the functions of this package use.
func (g *Grant) inside() FS { return g.files }

// grantor is a wrapper of generated code. Other packages cannot name the method.
type grantor interface{ inside() FS }
