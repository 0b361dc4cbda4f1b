package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// FindBase finds and reads what an overlay extends. A path that begins with ./ or ../ is seen from the overlay's
// directory. Anything else is the path of a module and a file in it: the module is asked of the go command, in
// that directory, so that it is the version that the module or workspace there is built with.
func FindBase(overlay, extends string) (*Book, error) {
	file, err := BaseFile(overlay, extends)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the base cannot be read: %w", err)
	}
	return Bind(File{Name: filepath.ToSlash(fromHere(file)), Data: data}, ReadFile)
}

// BaseFile is where the file is that FindBase reads.
func BaseFile(overlay, extends string) (string, error) {
	dir := filepath.Dir(overlay)
	if strings.HasPrefix(extends, "./") || strings.HasPrefix(extends, "../") {
		return filepath.Join(dir, filepath.FromSlash(extends)), nil
	}
	return findInModule(dir, extends)
}

// findInModule is where a file of a module is on this machine.
func findInModule(dir, file string) (string, error) {
	args := []string{"list", "-m", "-e", "-f", "{{.Path}}\t{{.Dir}}"}
	for i, c := range file {
		if c == '/' {
			args = append(args, file[:i])
		}
	}
	list := exec.Command("go", args...)
	list.Dir = dir
	var fault bytes.Buffer
	list.Stderr = &fault
	out, err := list.Output()
	if err != nil {
		return "", fmt.Errorf("the go command does not find the base's module: %w%s", err, firstLine(fault.String()))
	}
	known := ""
	for line := range strings.Lines(string(out)) { // shorter paths first: the last one with a directory counts
		module, at, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if at != "" {
			known = filepath.Join(at, filepath.FromSlash(strings.TrimPrefix(file, module)))
		}
	}
	if known == "" {
		return "", errors.New("no module that this one requires has the base; `go get` it, or `go mod download` it")
	}
	return known, nil
}

// firstLine is what a program complained of, for an error.
func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if line == "" {
		return ""
	}
	return ": " + line
}

// fromHere is a file as seen from the working directory, or as it is if that is shorter.
func fromHere(file string) string {
	here, err := os.Getwd()
	if err != nil {
		return file
	}
	whole, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	if relative, err := filepath.Rel(here, whole); err == nil && len(relative) < len(whole) {
		return relative
	}
	return whole
}
