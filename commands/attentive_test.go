package commands_test

import (
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
)

// lengthyCommands take long before they are answered, or while they are, on the control connection alone; or have a
// data connection to which they send nothing. None of them ends by itself in these tests.
var lengthyCommands = []struct {
	before []string
	line   string
	data   bool
}{
	{[]string{"TYPE A", "200 Type is ASCII."}, "SIZE big", false},
	{[]string{"TYPE A", "200 Type is ASCII.", "REST 100000000000", "350 The next transfer begins at byte 100000000000."}, "RETR big", false},
	{nil, "STAT d", false},
	{nil, "STAT *.none", false},
	{nil, "NLST *.none", true},
	{nil, "LIST *.none", true},
}

// beginLengthy logs in and begins such a command.
func (r *rig) beginLengthy(i int, until func() bool) *client {
	r.t.Helper()
	c := r.login("alice")
	e := lengthyCommands[i]
	c.pasv()
	c.talk(e.before...)
	c.send(e.line)
	if e.data {
		c.expect("150 Opening data connection.")
		c.openData()
	}
	r.waitFor("something is open", until)
	return c
}

// TestLengthyCommandsHearAbort: ABOR ends a command although nothing has been answered to it yet. It is answered as
// failed, or with what there is so far, and ABOR after it.
func TestLengthyCommandsHearAbort(t *testing.T) {
	t.Parallel()
	for i, e := range lengthyCommands {
		for _, abort := range []string{"ABOR\r\n", "\xff\xf4\xff\xf2ABOR\r\n"} {
			t.Run(e.line, func(t *testing.T) {
				t.Parallel()
				r, open := newSlowRig(t, fsm.Limits{})
				c := r.beginLengthy(i, func() bool { return open.ever.Load() > 0 })
				c.sendRaw(abort)
				if e.data {
					c.talk("426 Transfer aborted.", "226 Abort done.")
				} else {
					if got := c.reply(); got[0] != '4' && got[0] != '5' && !strings.HasPrefix(e.line, "STAT") {
						t.Errorf("answered %q", got)
					}
					c.expect("226 Nothing to abort.")
				}
				c.talk("NOOP", "200 Done.")
				r.waitFor("nothing is open", func() bool { return open.now.Load() == 0 })
			})
		}
	}
}

// TestPostponedCommandsHearAbort: so does a command that has waited for a transfer to end.
func TestPostponedCommandsHearAbort(t *testing.T) {
	t.Parallel()
	r, open := newSlowRig(t, fsm.Limits{})
	c := r.login("alice")
	c.talk("TYPE A", "200 Type is ASCII.")
	c.pasv()
	c.send("STOR new")
	c.expect("150 Opening data connection.")
	c.openData()
	c.send("SIZE big")
	c.send("STAT") // it has read both, so the transfer has become a long one
	c.reply()
	c.closeData()
	r.waitFor("something is open", func() bool { return open.ever.Load() > 0 })
	c.send("ABOR")
	c.expect("226 Transfer complete.")
	if got := c.reply(); got[0] != '4' && got[0] != '5' {
		t.Errorf("answered %q", got)
	}
	c.expect("226 Nothing to abort.")
}

// TestLengthyCommandsEndWithTheSession drops the control connection.
func TestLengthyCommandsEndWithTheSession(t *testing.T) {
	t.Parallel()
	for i, e := range lengthyCommands {
		t.Run(e.line, func(t *testing.T) {
			t.Parallel()
			r, open := newSlowRig(t, fsm.Limits{})
			c := r.beginLengthy(i, func() bool { return open.ever.Load() > 0 })
			c.conn.Close()
			r.waitFor("the session is over", func() bool { return open.now.Load() == 0 && r.open.Load() == 0 })
		})
	}
}

// TestLengthyCommandsEndInTime: a command that nothing is sent for ends when work has to.
func TestLengthyCommandsEndInTime(t *testing.T) {
	t.Parallel()
	for i, e := range lengthyCommands {
		if e.data {
			continue
		}
		t.Run(e.line, func(t *testing.T) {
			t.Parallel()
			r, open := newSlowRig(t, fsm.Limits{WorkTimeout: 100 * time.Millisecond})
			c := r.beginLengthy(i, func() bool { return open.ever.Load() > 0 })
			if got := c.reply(); got[0] != '4' && got[0] != '5' && !strings.HasPrefix(e.line, "STAT") {
				t.Errorf("answered %q", got)
			}
			c.talk("NOOP", "200 Done.")
		})
	}
}

// TestNothingIsLostWhileACommandWorks sends lines during a command that looks for ABOR among them.
func TestNothingIsLostWhileACommandWorks(t *testing.T) {
	t.Parallel()
	r, open := newSlowRig(t, fsm.Limits{WorkTimeout: 300 * time.Millisecond})
	c := r.beginLengthy(3, func() bool { return open.ever.Load() > 0 })
	for range 5 {
		c.sendRaw("NOOP\r\nPW")
		time.Sleep(60 * time.Millisecond)
		c.sendRaw("D\r\n")
	}
	c.reply()
	for range 5 {
		c.talk("200 Done.", `257 "/" is the working directory.`)
	}
}
