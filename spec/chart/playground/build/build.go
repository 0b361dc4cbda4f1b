// Package build compiles the playground for the browser, by the go command:
//
//	wasm, support, err := build.Playground()
//	page, err := chart.Page(chart.Input{Model: model, Program: &chart.Program{Wasm: wasm, Support: support}})
//
// The program is never kept in the tree: it is compiled from the sources of the module that the working directory is
// in, which is this one, or one that requires it.
package build

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// program is what is compiled.
const program = "github.com/portolan-ftp/portolan/spec/chart/playground/wasm"

// Playground is the program, and the JavaScript of the same Go that runs it.
func Playground() (wasm, support []byte, err error) {
	work, err := os.MkdirTemp("", "playground")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(work)
	file := filepath.Join(work, "playground.wasm")
	compile := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, program)
	compile.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	told, err := compile.CombinedOutput()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, nil, errors.New("a page on which the spec can be changed is compiled by the go command, which is not here")
	case err != nil:
		return nil, nil, fmt.Errorf("the program of the page cannot be compiled: %w\n%s", err, strings.TrimSpace(string(told)))
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	support, err = os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, nil, fmt.Errorf("this Go comes without what runs its programs in a browser: %w", err)
	}
	wasm, err = os.ReadFile(file)
	return wasm, support, err
}
