// Package contain keeps what an embedder's code throws from ending the process.
//
// Handlers, lazy bodies of replies, observers, loggers, connections, storages, and what a TLS configuration calls run
// inside sessions. Do is the one place where the runtime recovers; whoever calls it says what a panic costs: a command, a
// transfer, a handshake, or the session.
package contain

import (
	"fmt"
	"runtime/debug"
)

// Do does what may panic. A panic becomes an error, with the stack that it came from.
func Do(do func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panicked: %v\n%s", p, debug.Stack())
		}
	}()
	do()
	return nil
}
