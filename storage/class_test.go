package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestClassNames(t *testing.T) {
	want := []string{
		"other", "not-exist", "permission", "exist", "not-directory", "is-directory", "not-empty",
		"no-space", "quota", "too-large", "invalid-name", "invalid-offset", "busy", "unsupported", "other",
	}
	if ClassCount != len(want)-1 {
		t.Errorf("ClassCount is %d, want %d", ClassCount, len(want)-1)
	}
	for c, name := range want {
		if got := Class(c).String(); got != name {
			t.Errorf("Class(%d) is %q, want %q", c, got, name)
		}
	}
}

func TestClassOf(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Class
	}{
		{nil, Other},
		{io.EOF, Other},
		{context.Canceled, Other},
		{context.DeadlineExceeded, Other},
		{os.ErrClosed, Other},
		{syscall.ECONNRESET, Other},
		{syscall.EIO, Other},
		{syscall.ENOENT, NotExist},
		{syscall.ELOOP, NotExist},
		{syscall.EACCES, Permission},
		{syscall.EPERM, Permission},
		{syscall.EROFS, Permission},
		{syscall.EEXIST, Exist},
		{syscall.ENOTDIR, NotDirectory},
		{syscall.EISDIR, IsDirectory},
		{syscall.ENOTEMPTY, NotEmpty},
		{syscall.ENOSPC, NoSpace},
		{syscall.EDQUOT, Quota},
		{syscall.EFBIG, TooLarge},
		{syscall.ENAMETOOLONG, InvalidName},
		{syscall.EINVAL, InvalidName},
		{syscall.EILSEQ, InvalidName},
		{syscall.EBUSY, Busy},
		{syscall.ETXTBSY, Busy},
		{syscall.EMFILE, Busy},
		{syscall.ENFILE, Busy},
		{syscall.ENOMEM, Busy},
		{syscall.EAGAIN, Busy},
		{syscall.EXDEV, Unsupported},
		{syscall.ENXIO, Unsupported},
		{syscall.ENODEV, Unsupported},
		{syscall.ENOSYS, Unsupported},
		{syscall.ENOTSUP, Unsupported},
		{syscall.EOPNOTSUPP, Unsupported},
		{fs.ErrNotExist, NotExist},
		{fs.ErrPermission, Permission},
		{fs.ErrExist, Exist},
		{errors.ErrUnsupported, Unsupported},
		{ErrInvalidName, InvalidName},
		{ErrOffset, InvalidOffset},
		{ErrQuota, Quota},
		{ErrNoSpace, NoSpace},
		{ErrReadOnly, Permission},
		{ErrSystemDir, Permission},
		{&fs.PathError{Op: "open", Path: "x", Err: syscall.ENOSPC}, NoSpace},
		{&os.LinkError{Op: "rename", Old: "x", New: "y", Err: syscall.EXDEV}, Unsupported},
		{os.NewSyscallError("splice", syscall.ENOSPC), NoSpace},
		{fmt.Errorf("wrapped: %w", syscall.EDQUOT), Quota},
		{errors.Join(io.EOF, syscall.EACCES), Permission},
		{&Error{Class: Busy, Err: syscall.ENOENT}, Busy},
		{fmt.Errorf("wrapped: %w", &Error{Class: Busy, Err: io.EOF}), Busy},
	} {
		if got := ClassOf(c.err); got != c.want {
			t.Errorf("ClassOf(%v) = %v, want %v", c.err, got, c.want)
		}
	}
}

// TestEscapeText notices when package os words its error in another way.
func TestEscapeText(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.Symlink("..", filepath.Join(root.Name(), "up")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc", filepath.Join(root.Name(), "abs")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"..", "/", "up", "up/x", "abs/passwd"} {
		if _, err := root.Stat(name); ClassOf(err) != Permission {
			t.Errorf("Stat(%q) gives %v of class %v, want permission", name, err, ClassOf(err))
		}
	}
	if err := root.Rename("up/x", "y"); ClassOf(err) != Permission {
		t.Errorf("Rename gives %v of class %v, want permission", err, ClassOf(err))
	}
}

func TestError(t *testing.T) {
	err := fail("open", "/pub/f", &fs.PathError{Op: "openat", Path: "pub/f", Err: syscall.ENOSPC})
	if got, want := err.Error(), "storage: open /pub/f: no space left on device"; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
	if !errors.Is(err, ErrNoSpace) || !errors.Is(err, syscall.ENOSPC) || errors.Is(err, ErrQuota) {
		t.Errorf("%v is not ErrNoSpace alone", err)
	}
	if again := fail("create", "/other", fmt.Errorf("wrapped: %w", err)); again != err {
		t.Errorf("an Error was wrapped again: %v", again)
	}
	if got, want := ErrQuota.Error(), "storage: quota"; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
}
