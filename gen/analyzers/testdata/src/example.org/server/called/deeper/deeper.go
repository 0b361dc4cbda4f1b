// Package deeper is called by what handlers call.
package deeper

import (
	"os"
	"time"
)

// Sleep is.
func Sleep() {
	time.Sleep(time.Second) // want `C07: time.Sleep cannot be ended`
}

// Work is not.
func Work(string) {
	os.Exit(1)
}
