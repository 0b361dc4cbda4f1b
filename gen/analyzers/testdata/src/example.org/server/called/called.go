// Package called stands somewhere: what handlers call of it has their rules, and nothing else.
package called

import (
	"context"
	"net"
	"os"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/called/deeper"
)

// Last is shared by everybody.
var Last string

// Remove is called by a handler.
func Remove(ctx context.Context, p storage.Path) {
	os.Remove(string(p))            // want `C05: os.Remove is not for handlers`
	net.Dial("tcp", "192.0.2.1:20") // want `C04: net.Dial is not for handlers`
	Last = string(p)                // want `C09: a variable of the package is shared`
	wait()
	deeper.Sleep()
}

// wait is called by what a handler calls.
func wait() {
	time.Sleep(time.Second) // want `C07: time.Sleep cannot be ended`
}

// Kept has methods, which count when handlers name the type.
type Kept struct{ last fsm.State }

// Begin is one.
func (k *Kept) Begin() {
	go wait()        // want `C06: `
	if k.last == 1 { // want `C10: `
		wait()
	}
}

// Choose is generic.
func Choose[R any](err error) R {
	var none R
	return none // want `C01: Choose may return no reply here; return what one of its arguments makes`
}

// Serve is called by no handler, and may do all of that.
func Serve() {
	net.Listen("tcp", "192.0.2.1:21")
	os.Remove("a")
	time.Sleep(time.Second)
	go wait()
	deeper.Work(Last)
}

// Decide is called by nobody.
func Decide(s fsm.State) bool { return s == 1 }
