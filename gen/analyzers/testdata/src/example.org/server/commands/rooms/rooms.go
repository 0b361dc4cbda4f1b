// Package rooms stands below the handlers and has none: it breaks each rule where a handler would only call it.
package rooms

import (
	"context"
	"net"
	"os"
	"reflect" // want `C05: reflect gets past the capabilities of a command`
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/ftp"
)

// Last is shared by everybody.
var Last string

// Choose gives no reply for an error that it does not know.
func Choose[R any](err error, known func() R) R {
	if err == nil {
		return known()
	}
	var none R
	return none // want `C01: Choose may return no reply here; return what one of its arguments makes`
}

// Missing is nobody's reply.
func Missing() ftp.RetrReply {
	return nil // want `C01: Missing may return nil here; return one of its declared replies`
}

func dial() {
	net.Dial("tcp", "192.0.2.1:20")    // want `C04: net.Dial is not for handlers; connections are package fsm's`
	os.Stdout.WriteString("226 Done.") // want `C04: "226 Done." begins like a reply`
}

func open(files storage.Reader) {
	os.Remove("a")                            // want `C05: os.Remove is not for handlers`
	if d, ok := files.(storage.Deleter); ok { // want `C05: a storage.Reader is turned into a storage.Deleter`
		_ = d
	}
	_ = reflect.ValueOf(files) // want `C05: `
}

func ask(people accounts.Authenticator, guess accounts.Credentials) (*accounts.Account, error) {
	return people.Authenticate(guess) // want `C05: ask asks the accounts for any command; only a handler whose reply has an account does`
}

func start(f func()) {
	go f() // want `C06: `
}

func wait(ctx context.Context) {
	time.Sleep(time.Second) // want `C07: time.Sleep cannot be ended`
}

func finish(ctx context.Context, files storage.Deleter, p storage.Path) {
	files.Remove(p) // want `C08: the error of Remove is dropped`
}

func remember(p storage.Path, a *accounts.Account) {
	Last = string(p)  // want `C09: a variable of the package is shared`
	a.Permissions = 7 // want `C09: the account of a request is not to be changed`
	if p == "" {
		os.Exit(1) // want `C09: os.Exit is about the whole process`
	}
}

func decide(t ftp.Type, s *fsm.Session) bool {
	return t == ftp.TypeAscii // want `C10: the state Type decides here`
}
