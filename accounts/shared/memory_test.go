package shared_test

import (
	"testing"

	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/accounts/shared/sharedtest"
)

func TestMemory(t *testing.T) {
	sharedtest.Suite(t, func(*testing.T) func() shared.Store {
		m := shared.NewMemory()
		return func() shared.Store { return m }
	})
}
