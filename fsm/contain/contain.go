// Package contain keeps panics of an embedder's code from ending the process.
//
// Handlers, lazy bodies of replies, observers, loggers, connections, storages, and callbacks of a TLS configuration run
// inside sessions. Do is the one place where the runtime recovers. Its caller decides what a panic ends: a command, a
// transfer, a handshake, or the session.
package contain

import (
	"fmt"
	"runtime/debug"
)

// Do calls a function. A panic becomes an error, with the stack that it came from.
func Do(do func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panicked: %v\n%s", p, debug.Stack())
		}
	}()
	do()
	return nil
}
