package sessionlog

import (
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// TestNumbersOfAnOverlay: what the log looks for is found by name, wherever another table has it; what a table does not have
// is nothing's number.
func TestNumbersOfAnOverlay(t *testing.T) {
	base := ftp.Table()
	if got, want := numbersIn(base), (numbers{ftp.CmdUser, ftp.RegionLogin, fsm.State(ftp.LoginIn), base.Roles.Over}); got != want {
		t.Errorf("FTP: %+v, want %+v", got, want)
	}
	moved := *base
	moved.Commands = append([]fsm.CommandInfo{{Name: "XNEW"}, {Name: "XUSR"}}, base.Commands...)
	moved.Regions = append([]fsm.RegionInfo{{Name: "batch"}}, base.Regions...)
	login := &moved.Regions[ftp.RegionLogin+1]
	login.States = slices.Concat([]string{"challenged"}, login.States)
	if got, want := numbersIn(&moved), (numbers{ftp.CmdUser + 2, ftp.RegionLogin + 1, fsm.State(ftp.LoginIn) + 1, base.Roles.Over}); got != want {
		t.Errorf("moved: %+v, want %+v", got, want)
	}
	none := numbersIn(&fsm.Table{})
	if none.user != fsm.NoCommand || none.in(&fsm.Step{}) || none.ended(&fsm.Step{}) {
		t.Errorf("an empty table: %+v", none)
	}
}
