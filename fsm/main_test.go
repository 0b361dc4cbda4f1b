package fsm_test

import (
	"os"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestMain has the tests that wait for time-outs wait at the same time.
func TestMain(m *testing.M) {
	testcost.Beside(8)
	os.Exit(m.Run())
}
