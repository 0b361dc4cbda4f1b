package build

import (
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// What is missing is told.
func TestPlaygroundErrors(t *testing.T) {
	testcost.Some(t)
	t.Run("no module", func(t *testing.T) {
		t.Chdir(t.TempDir())
		if _, _, err := Playground(); err == nil || !strings.HasPrefix(err.Error(), "the program of the page cannot be compiled: ") || !strings.Contains(err.Error(), program) {
			t.Errorf("outside of a module: %v", err)
		}
	})
	t.Run("no go command", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if _, _, err := Playground(); err == nil || err.Error() != "a page on which the spec can be changed is compiled by the go command, which is not here" {
			t.Errorf("without the go command: %v", err)
		}
	})
}
