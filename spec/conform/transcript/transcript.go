// Package transcript checks a recorded session, in the tests of anybody who writes or embeds an FTP server: it says
// which replies the standards, or this project's table, do not allow.
//
//	func TestRename(t *testing.T) {
//		transcript.Check(t, `
//			< 220 Ready.
//			> USER me
//			< 331 Password?
//			> PASS secret
//			< 230 Hello.
//			> RNTO b
//			< 250 Renamed.`)    // fails: 503 was due, RFC 959 4.1.3
//	}
//
// A transcript is text with "> " or "C: " before what the client has sent and "< " or "S: " before what the server has;
// or anything else that package trace reads, but the server's own log, which has no replies. A line "# policies:
// tls=required" says what is known of the server.
//
// Check fails a test for what breaks a MUST, logs what breaks a SHOULD, and leaves out what differs from our table
// alone; a [Checker] reports that too.
package transcript

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/portolan-ftp/portolan/spec/conform/dialogue"
	"github.com/portolan-ftp/portolan/spec/conform/judge"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/standards"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// Checker has the table and the standards. It can be used by several goroutines.
type Checker struct {
	machine *explore.Machine
	book    *standards.Book
	lines   *stimulus.Set
}

// New makes a checker with this project's own table.
func New() (*Checker, error) {
	s, err := decode.Ours()
	if err != nil {
		return nil, err
	}
	return With(explore.NewMachine(s))
}

// With makes a checker with another table.
func With(m *explore.Machine) (*Checker, error) {
	book, err := standards.Load()
	if err != nil {
		return nil, err
	}
	return &Checker{m, book, stimulus.New(m)}, nil
}

// Fault is a reply that is not allowed.
type Fault struct {
	judge.Finding
	Place  string   // "session.txt:7"
	Reply  string   // the line of the transcript
	Before []string // the lines of the transcript before it, a few
}

// maxBefore is how many lines of the transcript a fault shows.
const maxBefore = 4

// String is a fault as people read it.
func (f Fault) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %s", f.Place, f.Verdict, f.ID)
	if f.Level != "" {
		fmt.Fprintf(&b, "  %s  %s  (%s)", f.Level, f.Text, f.Source)
	}
	for _, line := range f.Before {
		fmt.Fprintf(&b, "\n    %s", line)
	}
	fmt.Fprintf(&b, "\n  * %s\n    allowed here: %s", f.Reply, f.Allowed)
	return b.String()
}

// Text checks a transcript.
func (c *Checker) Text(name, text string) ([]Fault, error) {
	all, err := trace.Read(strings.NewReader(unindented(text)), name)
	if err != nil {
		return nil, err
	}
	var faults []Fault
	for _, r := range all {
		some, err := c.Recording(r)
		if err != nil {
			return nil, err
		}
		faults = append(faults, some...)
	}
	return faults, nil
}

// unindented is a text without the blanks that Go code has before its lines. Inner lines of a reply begin with one.
func unindented(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimLeft(lines[i], "\t")
	}
	return strings.Join(lines, "\n")
}

// Recording checks a recorded control connection. Behind a fault the session is followed as if the nearest reply that
// is allowed had come.
func (c *Checker) Recording(r *trace.Recording) ([]Fault, error) {
	if r.Quiet {
		return nil, errors.New("transcript: " + r.Name + " is a log, which has no replies: ftpspec trace reads it")
	}
	if _, err := trace.Follow(c.machine, r.Policies, r.Family, false); err != nil {
		return nil, err
	}
	d := dialogue.New(c.machine, c.lines)
	if err := d.Begin(r.Family, false, c.keep(r.Policies)); err != nil {
		return nil, err
	}
	j := judge.New(c.machine, c.book, nil, func(string) bool { return true }, map[string]bool{})
	var faults []Fault
	for i := range r.Steps {
		step := &r.Steps[i]
		if step.Code == 0 {
			d.Sent(step.Command, step.Overlong, 0)
			continue
		}
		reply := d.Heard(&wire.Reply{Code: step.Code, Lines: []string{strings.TrimPrefix(step.Text, "< ")}})
		for _, f := range j.Passed(&reply, i == 0) {
			fault := Fault{Finding: f, Place: step.Place, Reply: step.Text}
			for _, s := range r.Steps[max(0, i-maxBefore):i] {
				fault.Before = append(fault.Before, s.Text)
			}
			faults = append(faults, fault)
		}
	}
	return faults, nil
}

// keep leaves the valuations that have the policies that are known.
func (c *Checker) keep(policies map[string]string) func([]uint8) bool {
	return func(valuation []uint8) bool {
		for i, p := range c.machine.Spec.Policies {
			if value, known := policies[p.Name]; known && slices.Index(p.Values, value) != int(valuation[i]) {
				return false
			}
		}
		return true
	}
}

// ours is the checker of Check, made once.
var ours = sync.OnceValues(New)

// TB is what Check needs of a test.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Logf(format string, args ...any)
}

// Check fails a test where a transcript has a reply that breaks a MUST of the standards.
func Check(t TB, text string) {
	t.Helper()
	c, err := ours()
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	faults, err := c.Text("transcript", text)
	if err != nil {
		t.Errorf("%v", err)
	}
	for _, f := range faults {
		switch f.Verdict {
		case judge.Fail:
			t.Errorf("%v", f)
		case judge.Warn:
			t.Logf("%v", f)
		}
	}
}
