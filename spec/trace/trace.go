// Package trace replays a recorded control connection against a spec and points at the first step that the spec does
// not allow:
//
//	session.txt:7: the table does not allow this reply
//	    > RNTO b
//	    < 250 Renamed.
//	the session is at login=in
//	allowed here:
//	    503 Send RNFR just before.  RNTO pending  ftp.yaml:158:5
//	    …
//
// A recording does not tell everything: not whether the data connection is open yet, for example, nor which of two
// replies with one code it was. What it does not tell is left open, and a recording is allowed when some way through
// the table explains all of it. The policies are left open, too, unless the recording states them: the server's own log
// does, and a text may ("# policies: tls=required"). So is the address family, which captures and logs show, and which
// a text may state ("# policies: family=ipv6"). The result says what explains the recording.
//
// Recordings are read from text ("> NOOP" and "< 200 Done.", or "C: " and "S: "), from the server's own log at level
// debug (JSON or text), and from capture files (pcap, pcapng), where each control connection is one recording.
//
// What is checked are the codes and their order, not the texts behind them, nor the data connections. In a capture
// nothing is seen behind the beginning of TLS.
package trace

import (
	"github.com/portolan-ftp/portolan/spec"
)

// Recording is one control connection.
type Recording struct {
	Name  string // of the file, and of the session in it when it may have several: "log.json session 7"
	Steps []Step
	Note  string // why the recording ends before the session did, or has not been read: "TLS begins"; "" if it does not
	// Policies are the values that the operator's switches are known to have had, by their names; and the states in
	// which regions began of which the connection decides.
	Policies map[string]string
	// Family is the address family of the connection where the recording shows it: ipv4 or ipv6.
	Family string
	// Quiet says that what sends no reply, and lines that are no command, are not recorded.
	Quiet bool
}

// Step is one line of either side, or one row of a log.
type Step struct {
	Place    string // "session.txt:7", "capture.pcap packet 12"
	Command  string // the client's line; "" for a reply, and for a line that was too long
	Overlong bool   // the client's line was too long
	Code     int    // of the server's reply; 0 for a line of the client or a row
	Row      string // of a log: the name of the row that answered Command, or that happened by itself
	Event    bool   // of a log: Row is an event or the end of a transfer
	Login    bool   // of a log: some login was accepted; the row has no name there
	Text     string // as people read it: "> RNTO b", "< 250 Renamed."
	form     uint8  // of the client's line, as package lines has them, where it is known; 0 where it is not
}

// sent reports whether a step is a line of the client that is not answered in the same step, as it is in a log.
func (s *Step) sent() bool { return s.Overlong || s.Command != "" && s.Row == "" && !s.Login }

// Result says how far a recording is allowed.
type Result struct {
	Recording *Recording
	Steps     int      // that are allowed
	Policies  []string // what the operator's switches must be for that: one or more ways; nil when it does not matter
	Failure   *Failure // nil when all are
}

// Failure is the first step that is not allowed.
type Failure struct {
	Step    Step
	Before  []Step   // the steps before it, a few
	Where   []string // the configurations that the steps before may have led to
	Allowed []Answer // what could have come instead
}

// Answer is something that the table allows.
type Answer struct {
	Code int    // 0 for what is not sent
	Text string // in the default language
	Row  string // "RNTO pending"
	Pos  spec.Pos
}
