package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/syntax"
)

// wanted reports whether a file is one of the spec or of the handlers.
func (w *watcher) wanted(name string) bool {
	switch filepath.Ext(name) {
	case ".yaml", ".yml":
		return w.specs[filepath.Dir(name)]
	case ".go":
		return strings.HasPrefix(name, w.code+string(filepath.Separator)) && !strings.HasSuffix(name, "_gen.go")
	}
	return false
}

// follow watches the directories of the spec's files, of what it should have, and of the handlers. A project that could
// not be opened is nil; what was watched before is watched on then.
func (w *watcher) follow(p *project) error {
	var files []string
	if p != nil {
		w.specs = map[string]bool{}
		files = append(slices.Clone(p.spec.Files), p.file)
	} else {
		files = w.flags.generate.files()
	}
	for _, name := range files {
		data, _ := os.ReadFile(filepath.FromSlash(name)) // what cannot be read names no chapters
		for _, of := range append(syntax.Chapters(name, data), name) {
			of, err := filepath.Abs(filepath.FromSlash(of))
			if err != nil {
				return fmt.Errorf("ftpspec watch: %w", err)
			}
			w.specs[filepath.Dir(of)] = true
		}
	}
	for dir := range w.specs {
		if err := w.files.Follow(dir); err != nil {
			return err
		}
	}
	if p == nil {
		return nil
	}
	return w.followCode(p.handlers())
}

// followCode watches the directories of the handlers.
func (w *watcher) followCode(dir string) (err error) {
	if w.code, err = filepath.Abs(dir); err != nil {
		return fmt.Errorf("ftpspec watch: %w", err)
	}
	return filepath.WalkDir(w.code, func(dir string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return nil // it has just gone
		case dir != w.code && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		}
		return w.files.Follow(dir)
	})
}
