package fsm

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// TestFail: a class without a row of its own is answered as all others are.
func TestFail(t *testing.T) {
	rows := ClassRows{storage.NotExist: 7, storage.Other: 9}
	for err, want := range map[error]Row{fs.ErrNotExist: 7, fs.ErrPermission: 9, errors.New("unknown"): 9} {
		if got := Fail(err, &rows); got.row != want || got.cause != err {
			t.Errorf("%v is answered by row %d with the cause %v, want %d", err, got.row, got.cause, want)
		}
	}
}
