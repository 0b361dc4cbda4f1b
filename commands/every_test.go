package commands_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestSyntaxOfEveryCommand sends every command what it cannot read: nothing where something must be, something
// where nothing may be, and a NUL. Each answers with its own syntax and changes nothing.
func TestSyntaxOfEveryCommand(t *testing.T) {
	t.Parallel()
	r := newRig(t, exchanging())
	r.write("f", "f")
	before := len(r.tree())
	for i := range ftp.Table().Commands {
		info := &ftp.Table().Commands[i]
		if info.By == fsm.ByNobody || ranByAnother(info) || needsTLS(info) {
			continue
		}
		name := strings.TrimRight(info.Name, "abcdefghijklmnopqrstuvwxyz ")
		lines := []string{name + " x\x00y"}
		alone := slices.ContainsFunc(ftp.Table().Words, func(w fsm.Word) bool { return w.Text == name && !w.WithArg && w.Command != fsm.Command(i) })
		if len(info.Args) > 0 && !strings.Contains(info.Syntax, "[") && !alone { // LANG alone is another
			lines = append(lines, name)
		}
		for _, l := range lines {
			c, _ := r.ready(info, "alice")
			c.send(l)
			if got, want := c.reply(), "501 Syntax: "+info.Syntax; got != want {
				t.Errorf("%q: got %q; want %q", l, got, want)
			}
			c.close()
		}
	}
	if after := len(r.tree()); after != before {
		t.Errorf("there are %d files; want %d", after, before)
	}
}

// needsTLS says whether a command is of RFC 4217: TestUnreadableProtection has those.
func needsTLS(info *fsm.CommandInfo) bool { return len(info.Needs) > 0 && info.Needs[0].Name == "tls" }

// ranByAnother says whether an argument behind the words of a command makes it another command: TYPE A takes
// none, so TYPE A T is TYPE with the argument A T; and STAT x is not STAT but STAT path.
func ranByAnother(info *fsm.CommandInfo) bool {
	verb, _, more := strings.Cut(info.Name, " ")
	return len(info.Args) == 0 && slices.ContainsFunc(ftp.Table().Words, func(w fsm.Word) bool {
		return w.Text == verb && (more || w.WithArg)
	})
}

// TestPermissionOfEveryCommand takes one permission after the other from an account: the commands that need it
// are denied, and only those.
func TestPermissionOfEveryCommand(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	r := newRig(t, exchanging())
	for permission := accounts.Permission(1); accounts.ReadWrite.Has(permission); permission <<= 1 {
		user := "without " + permission.String()
		for i := range ftp.Table().Commands {
			info := &ftp.Table().Commands[i]
			if info.By != fsm.ByHandler || askedBefore(info.Name, permission) {
				continue
			}
			r.write("f", "f")
			c, line := r.ready(info, user)
			r.clear()
			c.send(line)
			reply := c.reply()
			denied := ftp.Table().Rows[r.firstOf(fsm.Command(i))].Kind == fsm.KindDenied
			if want := info.Permission.Has(permission); denied != want {
				t.Errorf("%q %s: answered %q; denied %t, want %t", line, user, reply, denied, want)
			}
			if denied && !strings.HasSuffix(reply, "Permission denied.") {
				t.Errorf("%q %s: answered %q", line, user, reply)
			}
			c.close()
		}
	}
}

// firstOf is the first row of a command that has run.
func (r *rig) firstOf(c fsm.Command) fsm.Row {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.steps {
		if s.Command == c {
			return s.Row
		}
	}
	return fsm.NoRow
}

// TestEndpointOfEveryTransfer sends the commands that need a data connection without having set one up.
func TestEndpointOfEveryTransfer(t *testing.T) {
	t.Parallel()
	transfers := 0
	for _, row := range dialogueWriter(t).Spec().Rows() {
		if row.Kind != spec.KindNeed || row.Code != noEndpoint {
			continue
		}
		transfers++
		text, err := dialogueTo(t, row.Command, row.Name)
		must(t, err)
		_, parts := splitDialogues(text)
		t.Run(row.Command, func(t *testing.T) { parts[0].play(t) })
	}
	if transfers < 7 {
		t.Errorf("only %d commands need a data connection", transfers)
	}
}

// noEndpoint is the code that says so (RFC 959 4.2.2).
const noEndpoint = 425

// TestStubsAndBrokenHandlers puts in the place of each handler first a stub and then one that returns nothing.
func TestStubsAndBrokenHandlers(t *testing.T) {
	t.Parallel()
	var odd oddHandlers
	s := exchanging()
	s.wrap = odd.wrap
	r := newRig(t, s)
	for i := range ftp.Table().Commands {
		info := &ftp.Table().Commands[i]
		if info.By != fsm.ByHandler {
			continue
		}
		for _, c := range []struct {
			odd  oddity
			want string
		}{{stub, "502 " + info.Name + " is not written yet."}, {broken, "451 Stopped: local error."}} {
			r.write("f", "f")
			client, line := r.ready(info, "alice")
			odd.set(fsm.Command(i), c.odd)
			client.send(line)
			if got := client.reply(); got != c.want {
				t.Errorf("%q: got %q; want %q", line, got, c.want)
			}
			odd.set(0, usual)
			client.talk("NOOP", "200 Done.")
			client.close()
		}
	}
}

// oddHandlers answers one command in an odd way and all others as usual.
type oddHandlers struct{ what atomic.Uint32 }

type oddity uint8

const (
	usual oddity = iota
	stub
	broken
)

func (o *oddHandlers) set(c fsm.Command, what oddity) { o.what.Store(uint32(c)<<8 | uint32(what)) }

func (o *oddHandlers) wrap(p fsm.Protocol) fsm.Protocol {
	for i, usually := range p.Handlers {
		if usually == nil {
			continue
		}
		p.Handlers[i] = func(ctx context.Context, c *fsm.Call) fsm.Outcome {
			switch o.what.Load() {
			case uint32(i)<<8 | uint32(stub):
				return fsm.Answer(unwrittenRow(fsm.Command(i)))
			case uint32(i)<<8 | uint32(broken):
				return fsm.Outcome{}
			}
			return usually(ctx, c)
		}
	}
	return p
}

func unwrittenRow(c fsm.Command) fsm.Row {
	info := &ftp.Table().Commands[c]
	for r := info.First; r < info.Last; r++ {
		if ftp.Table().Rows[r].Kind == fsm.KindUnwritten {
			return r
		}
	}
	return fsm.NoRow
}

// TestNoPortIsFree leaves no port for passive data connections.
func TestNoPortIsFree(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	port := addressOf(l.Addr()).Port()
	s := exchanging()
	s.PassivePorts = fsm.PortRange{First: port, Last: port}
	r := newRig(t, s)
	r.loginTLS("alice").talk("CPSV", "425 No port is free for a data connection.")
	r.login("alice").talk(
		"PASV", "425 No port is free for a data connection.",
		"EPSV", "425 No port is free for a data connection.",
		"LPSV", "425 No port is free for a data connection.",
		"LIST", "425 Use PASV, EPSV, PORT or EPRT first.",
	)
}

// TestNothingConfigured has neither accounts nor files.
func TestNothingConfigured(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{handlers: commands.New(commands.Options{})})
	r.dial().talk("220 Service ready.", "USER alice", "331 Password, please.", "PASS pw", "530 Login incorrect.")
	r = newRig(t, setup{handlers: commands.New(commands.Options{Accounts: people{}})})
	c := r.dial()
	c.talk("220 Service ready.", "USER alice", "331 Password, please.", "PASS pw", "421 Logins are not possible now.")
	c.expectEnd()
	if cause := r.cause("421"); cause == nil || cause.Error() != "commands: no files are configured" {
		t.Errorf("the log is told %v", cause)
	}
}

// TestOverlongLine sends a path that no line can hold; what follows it is answered as usual.
func TestOverlongLine(t *testing.T) {
	t.Parallel()
	c := newRig(t, setup{}).login("alice")
	c.talk("MKD "+strings.Repeat("x/", 5_000), "500 Line too long.", "NOOP", "200 Done.")
}

// TestPasswordsAreNotTold looks for a password in everything that an observer learns.
func TestPasswordsAreNotTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	c := r.dial()
	c.talk("220 Service ready.", "PASS hush-1", "503 Send USER first.", "USER broken", "331 Password, please.",
		"PASS hush-2", "421 Logins are not possible now.")
	c.expectEnd()
	c = r.dial()
	c.talk("220 Service ready.", "USER alice", "331 Password, please.", "pass hush-3", "530 Login incorrect.",
		"USER alice", "331 Password, please.", "PASS hush\x014", "530 Login incorrect.",
		"USER alice", "331 Password, please.", "PASS hush\x005", "501 Syntax: PASS [<password>]")
	r.mu.Lock()
	defer r.mu.Unlock()
	told := 0
	for _, s := range r.steps {
		if s.Command == ftp.CmdPass {
			told++
			if s.Line != "PASS ****" {
				t.Errorf("the line is told as %q", s.Line)
			}
		}
		if s.Cause != nil && strings.Contains(s.Cause.Error(), "hush") {
			t.Errorf("the cause is told as %q", s.Cause)
		}
	}
	if told != 5 {
		t.Errorf("%d lines with passwords were observed; want 5", told)
	}
}
