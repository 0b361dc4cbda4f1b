package commands_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// beforeLogin are the commands that may do something for somebody unknown: those of the invariants about the states in
// which this test sends them.
func beforeLogin(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, v := range dialogueWriter(t).Spec().Invariants {
		if v.Name == "before-login" || v.Name == "while-named" {
			all = append(all, v.Budget.Commands...)
		}
	}
	if len(all) == 0 {
		t.Fatal("no invariant says what is possible before login")
	}
	return all
}

// TestBeforeLogin sends every spelling of every command of the table, with and without an argument, right
// after connecting and after USER. A command that is not meant for that gets the reply for its missing login,
// any other one of its own; nothing in the directory changes and nothing of it is told.
func TestBeforeLogin(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.write("victim", "content of the victim")
	r.mkdir("d")
	before, allowed := r.tree(), beforeLogin(t)
	for _, greeting := range [][]string{nil, {"USER alice", "331 Password, please."}} {
		for _, word := range ftp.Table().Words {
			for _, argument := range []string{"", " victim", " d", " 0", " 127,0,0,1,7,208", " |1|127.0.0.1|2000|", " *", " -a /"} {
				c := r.dial()
				c.expect("220 Service ready.")
				c.talk(greeting...)
				c.t = scope{t, fmt.Sprintf("%q after %q", word.Text+argument, greeting)}
				r.clear()
				c.send(word.Text + argument)
				if reply := c.reply(); strings.Contains(reply, "victim") && !strings.Contains(reply, "alice") && word.Text != "HOST" { // HOST tells the name it was given
					t.Errorf("%q is answered %q", word.Text+argument, reply)
				}
				r.mayRun(t, word.Text+argument, allowed)
				c.close()
			}
		}
	}
	if after := r.tree(); !maps.Equal(before, after) {
		t.Errorf("the directory was changed to %q", after)
	}
}

// mayRun checks the rows that a command has run before login.
func (r *rig) mayRun(t *testing.T, line string, commands []string) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	var steps []fsm.Step
	for _, s := range r.steps {
		if s.Command != fsm.NoCommand {
			steps = append(steps, s)
		}
	}
	if len(steps) != 1 {
		t.Errorf("%q ran %d rows; want one", line, len(steps))
		return
	}
	info := ftp.Table().Commands[steps[0].Command]
	row := ftp.Table().Rows[steps[0].Row]
	allowed := slices.Contains(commands, info.Name) || row.Kind == fsm.KindNeed || row.Kind == fsm.KindNotOffered
	if !allowed {
		t.Errorf("%q ran the row %s", line, ftp.Table().RowName(steps[0].Row))
	}
	if row.Kind == fsm.KindNeed && row.Code != 530 && row.Code != 503 && row.Name != "tls" {
		t.Errorf("%q is answered %d; want that the login is missing", line, row.Code)
	}
}

// scope says in every failure what it was about.
type scope struct {
	*testing.T
	about string
}

func (s scope) Fatalf(format string, args ...any) {
	s.T.Helper()
	s.T.Fatalf("%s: %s", s.about, fmt.Sprintf(format, args...))
}
