package lsp

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/portolan-ftp/portolan/spec/syntax"
)

// workspace is what is known of the files: those that are open, and the specs that they belong to.
type workspace struct {
	options   Options
	documents map[string]*document // by path
	projects  map[string]*project  // by the path of the entry
}

func newWorkspace(o Options) *workspace {
	return &workspace{options: o, documents: map[string]*document{}, projects: map[string]*project{}}
}

// read reads a file as the editor has it, or from the disk.
func (w *workspace) read(name string) ([]byte, error) {
	if d := w.documents[filepath.FromSlash(name)]; d != nil {
		return []byte(d.text), nil
	}
	return os.ReadFile(filepath.FromSlash(name))
}

// project is the spec that a file belongs to, nil if it belongs to none. It is looked for when it is first asked for.
func (w *workspace) project(file string) *project {
	entry := w.entry(file)
	if entry == "" {
		return nil
	}
	p := w.projects[entry]
	if p == nil {
		p = &project{workspace: w, entry: entry, shown: map[string]bool{}}
		w.projects[entry] = p
		p.update()
	}
	return p
}

// highest is how many directories above a chapter the entry is looked for.
const highest = 4

// entry is the file that opens the spec to which a file belongs: the file itself if it is an overlay or a whole spec,
// else the file in its directory, or in one above, that names it as a chapter. It is "" where there is neither.
func (w *workspace) entry(file string) string {
	if filepath.Ext(file) != ".yaml" && filepath.Ext(file) != ".yml" {
		return ""
	}
	data, err := w.read(file)
	if err != nil {
		return ""
	}
	if syntax.IsOverlay(data) || syntax.IsEntry(data) {
		return file
	}
	dir := filepath.Dir(file)
	for range highest {
		if entry := w.naming(dir, file); entry != "" {
			return entry
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// naming is the file in a directory that names another as its chapter.
func (w *workspace) naming(dir, chapter string) string {
	candidates, err := filepath.Glob(filepath.Join(dir, "*.y*ml"))
	if err != nil {
		return ""
	}
	for _, c := range candidates {
		data, err := w.read(c)
		if err == nil && slices.Contains(syntax.Chapters(c, data), filepath.ToSlash(chapter)) {
			return c
		}
	}
	return ""
}

// about are the projects that read a file, also as the base of an overlay.
func (w *workspace) about(file string) []*project {
	w.project(file)
	var all []*project
	for _, p := range w.projects {
		if p.has(file) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *project) int {
		if a.entry < b.entry {
			return -1
		}
		return 1
	})
	return all
}
