package iofs_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/iofs"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// mapFS is a tree in memory.
func mapFS(tree storagetest.Tree) fstest.MapFS {
	files := fstest.MapFS{}
	for p, content := range tree {
		files[string(p[1:])] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
	}
	return files
}

func TestMapConforms(t *testing.T) {
	storagetest.SuiteReadOnly(t, func(_ *testing.T, tree storagetest.Tree) storage.FS {
		return iofs.New(mapFS(tree))
	})
}

func TestDirectoryConforms(t *testing.T) {
	storagetest.SuiteReadOnly(t, func(t *testing.T, tree storagetest.Tree) storage.FS {
		dir := t.TempDir()
		if err := os.CopyFS(dir, mapFS(tree)); err != nil {
			t.Fatal(err)
		}
		return iofs.New(os.DirFS(dir))
	})
}

// Files in an archive cannot seek.
func TestArchiveConforms(t *testing.T) {
	storagetest.SuiteReadOnly(t, func(t *testing.T, tree storagetest.Tree) storage.FS {
		var archive bytes.Buffer
		w := zip.NewWriter(&archive)
		if err := errors.Join(w.AddFS(mapFS(tree)), w.Close()); err != nil {
			t.Fatal(err)
		}
		r, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
		if err != nil {
			t.Fatal(err)
		}
		return iofs.New(r)
	})
}

// atOnce is an fs.FS whose directories cannot be read bit by bit.
type atOnce struct{ fstest.MapFS }

type plainFile struct{ fs.File }

func (f atOnce) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	return plainFile{file}, err
}

func TestListingAtOnceConforms(t *testing.T) {
	storagetest.SuiteReadOnly(t, func(_ *testing.T, tree storagetest.Tree) storage.FS {
		return iofs.New(atOnce{mapFS(tree)})
	})
}

func TestInfo(t *testing.T) {
	changed := time.Date(2024, 2, 29, 13, 0, 0, 0, time.FixedZone("CET", 3600))
	tree := iofs.New(fstest.MapFS{
		"d/f":    {Data: []byte("four"), Mode: 0o640, ModTime: changed},
		"d/link": {Data: []byte("f"), Mode: fs.ModeSymlink | 0o777, ModTime: changed},
	})
	file := storage.Info{Name: "f", Size: 4, Mode: 0o640, ModTime: changed.UTC()}
	link := storage.Info{Name: "link", Size: 1, Mode: fs.ModeSymlink | 0o777, ModTime: changed.UTC(), Target: "f"}
	var listed []storage.Info
	for i, err := range tree.List(t.Context(), "/d") {
		if err != nil {
			t.Fatal(err)
		}
		listed = append(listed, i)
	}
	if len(listed) != 2 || listed[0] != file || listed[1] != link {
		t.Errorf("List gives\n%+v, want\n%+v and\n%+v", listed, file, link)
	}
	if got, err := tree.Lstat(t.Context(), "/d/link"); got != link || err != nil {
		t.Errorf("Lstat gives %+v, %v", got, err)
	}
	followed := file
	followed.Name = "link"
	if got, err := tree.Stat(t.Context(), "/d/link"); got != followed || err != nil {
		t.Errorf("Stat gives %+v, %v", got, err)
	}
}

// What is neither a file nor a directory is not opened, and what io/fs cannot name is refused.
func TestOpenRefuses(t *testing.T) {
	tree := iofs.New(fstest.MapFS{"pipe": {Mode: fs.ModeNamedPipe}})
	for p, want := range map[storage.Path]storage.Class{
		"/pipe":  storage.Unsupported,
		"/\xff":  storage.InvalidName,
		"/none":  storage.NotExist,
		"/":      storage.IsDirectory,
		"/pipe/": storage.InvalidName,
	} {
		_, err := tree.Open(t.Context(), p)
		var failed *storage.Error
		if !errors.As(err, &failed) || failed.Class != want || failed.Op != "open" || failed.Path != p {
			t.Errorf("Open %q: %v, want class %v", p, err, want)
		}
	}
}

func TestChangesAreReadOnly(t *testing.T) {
	tree := iofs.New(fstest.MapFS{})
	_, err := tree.Create(t.Context(), "/f", storage.CreateOptions{})
	if !errors.Is(err, storage.ErrReadOnly) {
		t.Errorf("Create: %v", err)
	}
	if _, err := tree.Space(t.Context(), "/"); !errors.Is(err, storage.ErrReadOnly) {
		t.Errorf("Space: %v", err)
	}
}

// kernelCopy sees what WriteTo hands to a connection.
type kernelCopy struct {
	io.Writer
	from io.Reader
}

func (w *kernelCopy) ReadFrom(r io.Reader) (int64, error) {
	w.from = r
	return io.Copy(w.Writer, r)
}

// A file of the system reaches the connection as it is, so that the kernel can copy it.
func TestWriteToHandsOverTheFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte("0123456789"), 0o666); err != nil {
		t.Fatal(err)
	}
	file, err := iofs.New(os.DirFS(dir)).Open(t.Context(), "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Seek(-3, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	w := &kernelCopy{Writer: &got}
	n, err := file.WriteTo(w)
	if _, ok := w.from.(*os.File); !ok || n != 3 || err != nil || got.String() != "789" {
		t.Errorf("WriteTo gave %T, %d bytes %q, %v", w.from, n, &got, err)
	}
	if at, err := file.Seek(0, io.SeekCurrent); at != 10 || err != nil {
		t.Errorf("then the file is at %d, %v, want 10", at, err)
	}
	if n, err := file.WriteTo(w); n != 0 || err != nil {
		t.Errorf("WriteTo at the end: %d bytes, %v", n, err)
	}
}

func TestSeekRefuses(t *testing.T) {
	file, err := iofs.New(mapFS(storagetest.Tree{"/f": "0123"})).Open(t.Context(), "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, s := range []struct {
		offset int64
		whence int
	}{{-1, io.SeekStart}, {-5, io.SeekEnd}, {0, 9}} {
		if _, err := file.Seek(s.offset, s.whence); storage.ClassOf(err) != storage.InvalidOffset {
			t.Errorf("Seek(%d, %d): %v, want class invalid-offset", s.offset, s.whence, err)
		}
	}
}
