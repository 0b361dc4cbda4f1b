package sessionlog

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/portolan-ftp/portolan/fsm"
)

// TestLogOfWhatCannotBeRead warns of a listing that is not whole, also of one that nobody is told of otherwise.
func TestLogOfWhatCannotBeRead(t *testing.T) {
	fault, own := errors.New("fault"), errors.New("own")
	for _, c := range []struct {
		step  fsm.Step
		level slog.Level
		cause error
		told  string
	}{
		{fsm.Step{Transfer: &fsm.TransferInfo{}}, slog.LevelDebug, nil, "[]"},
		{fsm.Step{Transfer: &fsm.TransferInfo{Missed: 2, Fault: fault}}, slog.LevelWarn, fault, "[unreadable=2]"},
		{fsm.Step{Transfer: &fsm.TransferInfo{Missed: 1, Fault: fault}, Cause: own}, slog.LevelWarn, own, "[unreadable=1]"},
	} {
		what, level := missed(&c.step, nil, slog.LevelDebug)
		if fmt.Sprint(what) != c.told || level != c.level || c.step.Cause != c.cause {
			t.Errorf("%+v: %v at level %v because of %v", c.step.Transfer, what, level, c.step.Cause)
		}
	}
}
