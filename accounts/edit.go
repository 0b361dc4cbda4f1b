package accounts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/portolan-ftp/portolan/accounts/regular"
)

const (
	// maxUsersFile is the largest users' file that is read, in bytes: room for
	// a hundred thousand users, and an end to a path like /dev/zero.
	maxUsersFile = 16 << 20
	// usersFileMode is the mode of a written users' file. Anybody who can read the hashes can try to guess the
	// passwords.
	usersFileMode = 0o600
	// writableByOthers are the mode bits that let other users than the owner add an account.
	writableByOthers = 0o022
	// lockSuffix makes the name of the new content while it is being written.
	// As the file is created exclusively, it is the lock as well, and renaming
	// it over the old content gives the lock back in the same step.
	lockSuffix = ".new"
	// lockWait is how long an edit waits for another one, which takes
	// milliseconds. After that it was most likely killed half-way.
	lockWait = 5 * time.Second
	// lockPoll is how often an edit checks whether the other one is done.
	lockPoll = 20 * time.Millisecond
)

// LoadUsers reads the users' file at path. It refuses one that others than its
// owner can write, or that is not a regular file.
func LoadUsers(path string) (*Users, error) {
	users, _, err := loadUsers(path)
	return users, err
}

// loadUsers also returns the facts of the file that it read, even when the
// content is broken; they are nil when there was no file to look at.
func loadUsers(path string) (*Users, fs.FileInfo, error) {
	data, info, err := regular.Read(path, maxUsersFile)
	if err != nil {
		return nil, info, fmt.Errorf("users file: %w", err)
	}
	// Windows has no such bits: Go makes them up from the read-only attribute.
	if mode := info.Mode().Perm(); mode&writableByOthers != 0 && runtime.GOOS != "windows" {
		return nil, info, fmt.Errorf("users file %s: mode %#o lets others write it: run chmod 600", path, mode)
	}
	users, err := ParseUsers(path, data)
	return users, info, err
}

// EditFile changes the users' file at path: it reads it, lets edit change the
// content, and replaces the file in one step, with mode 0600 and the owner it
// had. A file that does not exist is made, unless edit leaves it empty. If
// edit fails or changes nothing, the file stays as it is. Two edits at once
// wait for each other, so neither loses the other's change; a running File
// sees the old content or the new, never a part.
//
// An edit that was killed may leave path+".new" behind. The error of the next
// one says so.
func EditFile(ctx context.Context, path string, edit func(*Users) error) (err error) {
	// A symbolic link stays one: its target is replaced.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	lock, err := lockUsers(ctx, path)
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		err = errors.Join(err, ignoreClosed(lock.Close()))
		if !renamed {
			err = errors.Join(err, os.Remove(lock.Name()))
		}
	}()
	users, info, err := loadUsers(path)
	var before []byte
	switch {
	case err == nil:
		before = users.Bytes()
	case errors.Is(err, fs.ErrNotExist):
		users = &Users{lines: []userLine{{raw: usersHeader}}}
		before = users.Bytes()
	default:
		return err
	}
	if err := edit(users); err != nil {
		return err
	}
	after := users.Bytes()
	if bytes.Equal(before, after) {
		return nil
	}
	if err := writeUsers(lock, after, info); err != nil {
		return fmt.Errorf("users file %s: %w", path, err)
	}
	if err := os.Rename(lock.Name(), path); err != nil {
		return fmt.Errorf("users file: %w", err)
	}
	renamed = true
	return syncDirectory(filepath.Dir(path))
}

// lockUsers creates the file for the new content, and waits while another
// edit has it.
func lockUsers(ctx context.Context, path string) (*os.File, error) {
	name := path + lockSuffix
	patience := time.NewTimer(lockWait)
	defer patience.Stop()
	for {
		lock, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, usersFileMode)
		if err == nil {
			return lock, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("users file: %w", err)
		}
		select {
		case <-time.After(lockPoll):
		case <-patience.C:
			return nil, fmt.Errorf("users file %s: another edit is under way, or was killed: if none runs, remove %s", path, name)
		case <-ctx.Done():
			return nil, fmt.Errorf("users file %s: wait for another edit: %w", path, ctx.Err())
		}
	}
}

// writeUsers puts content on the disk and closes the file. The old file's
// owner, if there is one, becomes the new file's.
func writeUsers(file *os.File, content []byte, old fs.FileInfo) error {
	if err := file.Chmod(usersFileMode); err != nil {
		return err
	}
	if old != nil {
		if err := copyOwner(file, old); err != nil {
			return fmt.Errorf("keep the owner: %w", err)
		}
	}
	if _, err := file.Write(content); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return file.Close()
}

// ignoreClosed drops the error of closing a file twice.
func ignoreClosed(err error) error {
	if errors.Is(err, fs.ErrClosed) {
		return nil
	}
	return err
}
