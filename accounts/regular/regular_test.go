package regular

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{"empty": "", "five": "12345", "six": "123456"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Mkdir("directory", 0o700), os.Symlink("five", "link"), os.Symlink("directory", "link to directory")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, want string
		err        string
		facts      bool
	}{
		{"empty", "", "", true},
		{"five", "12345", "", true},
		{"link", "12345", "", true},
		{"six", "", "read six: more than 5 bytes", true},
		{"directory", "", "read directory: not a regular file", true},
		{"link to directory", "", "read link to directory: not a regular file", true},
		{"none", "", "open none: no such file or directory", false},
	} {
		data, info, err := Read(test.name, 5)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if string(data) != test.want || got != test.err || (info != nil) != test.facts {
			t.Errorf("%s: %q, facts %v, error %q", test.name, data, info, got)
		}
	}
	if _, _, err := Read("none", 5); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, _, err := Read("directory", 5); !errors.Is(err, ErrNotRegular) {
		t.Errorf("error %v", err)
	}
}

// TestReadOneMoment: a file that is written to while it is read is read again, but not for ever.
func TestReadOneMoment(t *testing.T) {
	for writes, want := range []string{"old", "written 1", "written again 2", ""} {
		path := filepath.Join(t.TempDir(), "file")
		write := func(content string) {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write("old")
		done := 0
		data, info, err := read(path, 100, func() {
			if done++; done <= writes {
				write("written " + strings.Repeat("again ", done-1) + strconv.Itoa(done))
			}
		})
		if want == "" {
			if !errors.Is(err, ErrChanging) || data != nil || info != nil {
				t.Errorf("%d writes: %q, %v", writes, data, err)
			}
			continue
		}
		if err != nil || string(data) != want || info.Size() != int64(len(data)) {
			t.Errorf("%d writes: %q, %v", writes, data, err)
		}
	}
}

// TestPassing: another attempt may open a file that is missing; a directory and a file too large have to change.
func TestPassing(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{filepath.Join(dir, "none"): true, dir: false, large: false} {
		if _, _, err := Read(path, 4); err == nil || Passing(err) != want {
			t.Errorf("%s: %v, passing %t; want %t", path, err, Passing(err), want)
		}
	}
	if Passing(errors.New("broken")) {
		t.Error("what a file says does not pass")
	}
}
