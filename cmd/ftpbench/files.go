package main

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/portolan-ftp/portolan/storage"
)

// What is served.
const (
	bigFile   = "big"
	textFile  = "text"
	storyFile = "story"
	smallFile = "small"
	manyDir   = "many"
	fewDir    = "few"
	uploadDir = "up"
)

const (
	smallSize = 4 << 10
	// fewEntries fill the buffers of a listing, and no more.
	fewEntries = 1000
	// textShare is the part of the large file's size that the text has: converting costs more than sending.
	textShare = 4
	// roomFor is how many times the large file must fit into the directory, for uploads beside it.
	roomFor = 3
)

// memoryDir is where Linux keeps a file system in memory that everybody may use.
const memoryDir = "/dev/shm"

// newFiles makes the directory that is served, with nothing in it yet. parent may be "".
func newFiles(parent string, z sizes) (string, error) {
	if parent == "" && freeSpace(memoryDir) >= roomFor*z.file {
		parent = memoryDir
	}
	dir, err := os.MkdirTemp(parent, "ftpbench-")
	if err != nil {
		return "", err
	}
	// Servers that give up their rights must be able to enter and to store.
	for name, mode := range map[string]os.FileMode{"": 0o755, uploadDir: 0o777} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(path, mode); err != nil {
			return dir, err
		}
		if err := os.Chmod(path, mode); err != nil {
			return dir, err
		}
	}
	return dir, nil
}

// fill makes what the given scenarios need.
func fill(dir string, z sizes, chosen []scenario) error {
	makers := map[string]func(string) error{
		bigFile:   func(p string) error { return writeFile(p, z.file, noise) },
		textFile:  func(p string) error { return writeFile(p, z.file/textShare, prose) },
		storyFile: func(p string) error { return writeFile(p, z.file/textShare, story) },
		smallFile: func(p string) error { return writeFile(p, smallSize, noise) },
		manyDir:   func(p string) error { return writeDir(p, z.entries) },
		fewDir:    func(p string) error { return writeDir(p, min(fewEntries, z.entries)) },
	}
	for _, s := range chosen {
		for _, name := range s.needs {
			make, found := makers[name]
			if !found {
				continue // made for a scenario before
			}
			delete(makers, name)
			if err := make(filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeFile fills a file with a block that fits, over and over.
func writeFile(path string, size int64, content func() []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	block := content()
	w := bufio.NewWriterSize(f, len(block))
	for left := size; left > 0 && err == nil; left -= int64(len(block)) {
		_, err = w.Write(block[:min(left, int64(len(block)))])
	}
	if err == nil {
		err = w.Flush()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

const blockSize = 1 << 20

// noise is a block of random bytes; the seed is fixed, so that every run has the same.
func noise() []byte {
	block, source := make([]byte, blockSize), rand.NewChaCha8([32]byte{})
	source.Read(block)
	return block
}

// longestLine of the text; most are half as long, as in programs and letters.
const longestLine = 100

// prose is a block of lines that end in LF, of different lengths.
func prose() []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var block []byte
	for len(block) < blockSize {
		for range r.IntN(longestLine) {
			block = append(block, byte('a'+r.IntN(26)))
		}
		block = append(block, '\n')
	}
	return block[:blockSize]
}

// writeDir makes a directory with so many empty files.
func writeDir(path string, entries int) error {
	if err := os.Mkdir(path, 0o755); err != nil {
		return err
	}
	for i := range entries {
		f, err := os.Create(filepath.Join(path, fmt.Sprintf("file-%06d.dat", i)))
		if err != nil {
			return err
		}
		f.Close()
	}
	return nil
}

// freeSpace is what may still be written into a directory, in bytes: its file system's, and no more than the
// memory that is free, which a file system in memory does not know. 0 if there is no such directory.
func freeSpace(dir string) int64 {
	fs, err := storage.OpenLocal(dir, storage.LocalOptions{ReadOnly: true, AllowSystem: true})
	if err != nil {
		return 0
	}
	defer fs.Close()
	free, err := fs.Space(context.Background(), "/")
	if err != nil {
		return 0
	}
	if memory := statusKiB("/proc/meminfo", "MemAvailable"); !math.IsNaN(memory) {
		free = min(free, int64(memory*1024))
	}
	return free
}
