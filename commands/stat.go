package commands

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/reply"
	"github.com/portolan-ftp/portolan/fsm"
)

// Stat tells the state of the session, and the progress of a transfer. The words are the names of the table's regions,
// states and values, so that they mean the same in every language:
//
//	127.0.0.1:40000 > 127.0.0.1:2121
//	login in, user alice, cwd /pub
//	type image, form non-print, structure file, mode stream
//	setup any, data passive 127.0.0.1:40001
//	RETR /pub/big 1048576/4194304 bytes, 524288 bytes/s
func (h *Standard) Stat(_ context.Context, r ftp.StatRequest) ftp.StatReply {
	t := r.Session.Table()
	body := []string{
		fmt.Sprintf("%s > %s", r.Session.Peer(), r.Session.Local()),
		fmt.Sprintf("%s, %s %s, %s %s", stateWords(t, ftp.RegionLogin, ftp.LoginIn),
			t.Slots[ftp.SlotUser].Name, r.User, t.Slots[ftp.SlotCwd].Name, r.Cwd),
		fmt.Sprintf("%s, %s, %s, %s", stateWords(t, ftp.RegionType, fsm.State(r.Type)), stateWords(t, ftp.RegionForm, fsm.State(r.Form)),
			stateWords(t, ftp.RegionStructure, fsm.State(r.Structure)), stateWords(t, ftp.RegionMode, fsm.State(r.Mode))),
		fmt.Sprintf("%s, %s", stateWords(t, ftp.RegionSetup, fsm.State(r.Setup)), dataWords(t, r)),
	}
	if running, ok := r.Session.Transfer(); ok {
		body = append(body, transferWords(running, time.Now()))
	}
	return ftp.StatStatus(reply.Lines(body...))
}

// stateWords are a region and its state.
func stateWords(t *fsm.Table, region fsm.Region, state fsm.State) string {
	info := &t.Regions[region]
	return info.Name + " " + info.States[state]
}

// dataWords are the state of the data connection's endpoint, with its address.
func dataWords(t *fsm.Table, r ftp.StatRequest) string {
	switch {
	case r.Listener != nil:
		return stateWords(t, ftp.RegionData, ftp.DataPassive) + " " + r.Listener.Endpoint().String()
	case r.Session.Reach(r.Address) == fsm.ReachElsewhere:
		return stateWords(t, ftp.RegionData, ftp.DataElsewhere) + " " + r.Address.String()
	case r.Address.IsValid():
		return stateWords(t, ftp.RegionData, ftp.DataActive) + " " + r.Address.String()
	}
	return stateWords(t, ftp.RegionData, ftp.DataNone)
}

// transferWords are the command, what it moves, how many bytes of how many, and how fast.
func transferWords(t fsm.TransferInfo, now time.Time) string {
	total := ""
	if t.Total >= 0 {
		total = "/" + strconv.FormatInt(t.Total, 10)
	}
	var rate int64
	if d := now.Sub(t.Started).Seconds(); d > 0 {
		rate = int64(float64(t.Bytes) / d)
	}
	return fmt.Sprintf("%s %s %d%s bytes, %d bytes/s", t.Command, t.Name, t.Bytes, total, rate)
}
