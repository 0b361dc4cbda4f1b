package sqlite_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/accounts/shared/sharedtest"
	"github.com/portolan-ftp/portolan/accounts/shared/sqlite"
)

func TestStore(t *testing.T) {
	sharedtest.Suite(t, func(t *testing.T) func() shared.Store {
		file := filepath.Join(t.TempDir(), "state of # ?.db")
		return func() shared.Store {
			s, err := sqlite.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			if i, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && i.Mode().Perm() != 0o600 {
				t.Fatalf("%v, %v", i, err)
			}
			return s
		}
	})
}

// TestNoDatabase: a file that is something else is refused and left as it is.
func TestNoDatabase(t *testing.T) {
	file := filepath.Join(t.TempDir(), "notes")
	text := strings.Repeat("This is no database.\n", 100)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(file); err == nil {
		t.Error("it is opened")
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != text {
		t.Errorf("%v, or it was changed", err)
	}
}
