package contain

import (
	"strings"
	"testing"
)

// TestDo: a panic becomes an error that tells what was thrown and where; without one there is no error.
func TestDo(t *testing.T) {
	err := Do(func() { panic("on purpose") })
	if err == nil || !strings.HasPrefix(err.Error(), "panicked: on purpose\n") || !strings.Contains(err.Error(), "contain_test.go") {
		t.Errorf("%v", err)
	}
	done := false
	if err := Do(func() { done = true }); err != nil || !done {
		t.Errorf("%v, done %v", err, done)
	}
}
