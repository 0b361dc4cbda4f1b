//go:build !js || !wasm

package main

import (
	"fmt"
	"os"
)

// main says what the program is for: it is compiled by package build, for GOOS=js GOARCH=wasm.
func main() {
	fmt.Fprintln(os.Stderr, "this program runs in a browser; ftpspec chart --edit makes the page that it stands on")
	os.Exit(2)
}
