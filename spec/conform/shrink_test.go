package conform

import (
	"context"
	"errors"
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// TestInterrupted: an interrupt ends the search for short scripts, too: no further session is begun.
func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	found := &Case{Script: []player.Act{{Do: player.Connect}, player.Line("USER {user}"), player.Line("NOOP"), player.Line("PWD")}}
	r := &run{machine: explore.NewMachine(small.Spec(t)), cases: []*Case{found, found}} // it has no server
	if err := r.shorten(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
