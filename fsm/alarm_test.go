package fsm_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// without is a protocol whose table has lost a proved move: as if what runs were not what was proved.
func without(p fsm.Protocol, r fsm.Region, from, to fsm.State) fsm.Protocol {
	table := *p.Table
	table.Regions = slices.Clone(table.Regions)
	table.Regions[r].Arcs = slices.Clone(table.Regions[r].Arcs)
	table.Regions[r].Arcs[from] &^= 1 << to
	return fsm.Protocol{Table: &table, Handlers: p.Handlers}
}

// failures keeps where the steps of the event "failed" have led.
type failures struct {
	mu    sync.Mutex
	moved []bool
	why   []error
}

func (f *failures) Step(s fsm.Step) {
	if s.Row == s.Session.Table().Events[fsm.EventFailed] {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.moved, f.why = append(f.moved, s.Before != s.After), append(f.why, s.Cause)
	}
}

// so is what has been seen so far.
func (f *failures) so() (moved []bool, why []error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.moved, f.why
}

// TestAlarm: what no proved state leads to is not done. It is logged and counted, a command is answered 451 and the
// session is where it was; where there is nothing to answer the session ends, and others go on.
func TestAlarm(t *testing.T) {
	const greeting, failed = "220 Service ready.", "451 Stopped: local error."
	for _, c := range []struct {
		name       string
		protocol   fsm.Protocol
		send, want string
		alarms     uint64
		row        string
	}{
		{"a command", without(ftp.Protocol(asker{}), ftp.RegionLogin, ftp.LoginOut, ftp.LoginNamed), "USER joe\r\nNOOP\r\nUSER joe\r\nPASS x\r\nQUIT\r\n",
			lines(greeting, failed, "200 Done.", failed, "503 Send USER first.", "221 Goodbye."), 2, "USER need-password"},
		{"the last command", without(ftp.Protocol(nil), ftp.RegionSession, ftp.SessionOpen, ftp.SessionClosed), "QUIT\r\nNOOP\r\nGET /\r\nNOOP\r\n",
			lines(greeting, failed, "200 Done."), 2, "QUIT bye"},
		{"an event", without(ftp.Protocol(nil), ftp.RegionSession, ftp.SessionOpen, ftp.SessionClosed), "GET /\r\nNOOP\r\n", lines(greeting), 1, "foreign"},
		{"the beginning of a transfer", without(working(t, func(context.Context, *fsm.Progress) {}), ftp.RegionTransfer, ftp.TransferIdle, ftp.TransferWorking),
			"HELP\r\nNOOP\r\nQUIT\r\n", lines(greeting, failed, "200 Done.", "221 Goodbye."), 1, "HELP begun"},
		{"its end", without(working(t, func(context.Context, *fsm.Progress) {}), ftp.RegionTransfer, ftp.TransferWorking, ftp.TransferIdle),
			"HELP\r\nNOOP\r\n", lines(greeting), 1, "HELP begun.done"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var seen failures
			log := &safeBuffer{}
			server, address := serve(t, fsm.Options{Protocol: c.protocol, Observer: &seen, Log: slog.New(slog.NewTextHandler(log, nil))})
			if got := talk(t, dial(t, address), c.send); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if got := server.Alarms(); got != c.alarms {
				t.Errorf("%d alarms, want %d", got, c.alarms)
			}
			if text := log.String(); !strings.Contains(text, "a step that is not proved") || !strings.Contains(text, `row="`+c.row+`"`) && !strings.Contains(text, "row="+c.row) {
				t.Errorf("the log does not tell of %s:\n%s", c.row, text)
			}
			moved, whys := seen.so()
			if n := strings.Count(c.want, failed); len(moved) != n || slices.Contains(moved, true) {
				t.Errorf("%d commands failed, want %d; moved: %v", len(moved), n, moved)
			}
			for _, why := range whys {
				if why == nil || !strings.Contains(why.Error(), "no proved state leads here") {
					t.Error(why)
				}
			}
			if other := dial(t, address); !strings.HasPrefix(talk(t, other, "XYZZY\r\nGET /\r\n"), greeting) {
				t.Error("other sessions do not go on")
			}
		})
	}
}

// TestTableWithoutArcs: a table that was made by an older generator does not run, instead of ringing all the time.
func TestTableWithoutArcs(t *testing.T) {
	p := ftp.Protocol(asker{})
	table := *p.Table
	table.Regions = slices.Clone(table.Regions)
	table.Regions[ftp.RegionLogin].Arcs = nil
	const want = "fsm: the table does not say where region login may go from each of its states; generate it anew"
	if _, err := fsm.NewServer(fsm.Options{Protocol: fsm.Protocol{Table: &table, Handlers: p.Handlers}}); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
