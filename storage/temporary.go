package storage

import (
	"cmp"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"strings"
	"time"
)

// The names of temporary files are UploadPrefix and temporaryRandom letters and digits of base 32. Clients never see or
// reach one: List leaves them out, and every operation refuses a path that holds one with class [InvalidName].
const (
	UploadPrefix    = ".portolan-upload-"
	temporaryRandom = 26
)

// temporaryLetters are those of base 32.
const temporaryLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

const (
	// tempTries bounds how often a sweep may take a temporary file that was just made.
	tempTries = 10
	// abandonedAfter is when an upload into a temporary file that cannot be locked, and so cannot be seen to be alive,
	// is taken for dead: nothing has been written for longer than any transfer stalls.
	abandonedAfter = 24 * time.Hour
)

// reserved reports whether an element of p, in whatever case, is a name of temporary files.
func reserved(p Path) bool {
	rest := string(p)
	for {
		i := strings.Index(rest, "/.")
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
		name, _, _ := strings.Cut(rest, "/")
		if temporary(name) {
			return true
		}
	}
}

// temporary reports whether name is one of a temporary file.
func temporary[S ~string | ~[]byte](name S) bool {
	if len(name) != len(UploadPrefix)+temporaryRandom || name[0] != '.' || !strings.EqualFold(string(name[:len(UploadPrefix)]), UploadPrefix) {
		return false
	}
	for _, c := range []byte(name[len(UploadPrefix):]) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}

// temporaryName makes a name that nothing has. It need not be secret: what it names is made exclusively, and is reached
// through no link.
func temporaryName() string {
	const perWord = 64 / 5 // letters of 5 bits
	name := make([]byte, 0, len(UploadPrefix)+temporaryRandom)
	name = append(name, UploadPrefix...)
	for word, left := uint64(0), 0; len(name) < cap(name); left-- {
		if left == 0 {
			word, left = rand.Uint64(), perWord
		}
		name = append(name, temporaryLetters[word%32])
		word /= 32
	}
	return string(name)
}

// makeTemp makes a temporary file, which stays locked until it is closed: that shows other servers of the directory
// that the upload lives.
func makeTemp(dir *folder, perm fs.FileMode) (f *os.File, fi fs.FileInfo, name string, err error) {
	for range tempTries {
		name = temporaryName()
		f, err = dir.make(name, perm)
		if err != nil {
			return nil, nil, "", err
		}
		if fi, err = hold(f); fi != nil {
			return f, fi, name, nil
		}
		f.Close()
		if err != nil {
			return nil, nil, "", cmp.Or(err, dir.remove(name))
		}
		// A sweep has come between making and locking the file, and has removed it.
	}
	return nil, nil, "", errSwept
}

// removeAbandoned removes the temporary file name in dir if its upload has ended, and says whether it did.
func removeAbandoned(dir *os.Root, name string) (bool, error) {
	fi, err := dir.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !fi.Mode().IsRegular() {
		return false, err
	}
	old := time.Since(fi.ModTime()) > abandonedAfter
	f, err := dir.OpenFile(name, os.O_RDWR|openCautiously, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		defer f.Close()
		if alive, known := held(f); known && alive || !known && !old {
			return false, nil
		}
	} else if !old {
		return false, err
	}
	err = dir.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
