// Package text stands with the handlers and has none.
package text

import "os"

func Read() { os.Open("a") } // want `C05: os.Open is not for handlers`
