package line

import "bytes"

// telnet takes Telnet's commands out of the control connection, which is a Telnet connection (RFC 959 2.3). Its IAC is
// the byte FF, which is also a letter: of windows-1251, KOI8-R and Latin-1, in names and passwords of clients that know
// nothing of Telnet. So Telnet commands are looked for only where clients send them, before the first byte of a command
// line:
//
//	behind IAC at the start    | what becomes of it
//	WILL, WONT, DO, DONT       | dropped with the option that follows; WILL and DO are refused
//	SB                         | dropped with all that follows up to IAC SE, but no more than maxSubnegotiation
//	F0 to F9                   | dropped: IP and DM mean nothing by themselves, ABOR follows them as a command line
//	IAC, and any other byte    | the line begins
//
// DM alone is dropped there as well: its IAC was the urgent byte, which some systems take out of the stream.
//
// Inside a line IAC IAC is one FF, and any other FF is itself. The bytes of a name are never dropped.
type telnet struct {
	sub     uint16 // bytes of the subnegotiation that is being dropped; 0 outside of one
	escaped bool   // its last byte was an IAC
}

// Telnet's command bytes (RFC 854).
const (
	iac     = 255
	dont    = 254
	do      = 253
	wont    = 252
	will    = 251
	sb      = 250
	mark    = 242
	se      = 240
	noReply = 0
)

// skip drops the commands that stand at the beginning of p. It returns how many bytes they are, and whether a command
// follows that is incomplete. It appends the refusals of options to out (RFC 1123 4.1.2.12).
func (t *telnet) skip(p, out []byte) (n int, partial bool, answers []byte) {
	for {
		if t.sub > 0 {
			n += t.drop(p[n:])
		}
		rest := p[n:]
		switch {
		case t.sub == 0 && len(rest) > 0 && rest[0] == mark:
			n++
			continue
		case t.sub > 0 || len(rest) == 0 || rest[0] != iac:
			return n, false, out
		case len(rest) == 1:
			return n, true, out
		}
		switch b := rest[1]; {
		case b == sb:
			t.sub = 2
			n += 2
		case b == will || b == wont || b == do || b == dont:
			if len(rest) == 2 {
				return n, true, out
			}
			if answer := refusal(b); answer != noReply {
				out = append(out, iac, answer, rest[2])
			}
			n += 3
		case se <= b && b < sb:
			n += 2
		default:
			return n, false, out
		}
	}
}

// drop drops bytes of a subnegotiation, up to its end or its greatest length.
func (t *telnet) drop(p []byte) int {
	for i, b := range p {
		t.sub++
		switch {
		case t.escaped && b == se:
			*t = telnet{}
			return i + 1
		case t.overlong():
			return i + 1
		}
		t.escaped = b == iac && !t.escaped
	}
	return len(p)
}

// overlong says that a subnegotiation has become too long to be one.
func (t *telnet) overlong() bool { return t.sub > maxSubnegotiation }

func refusal(option byte) byte {
	switch option {
	case will:
		return dont
	case do:
		return wont
	}
	return noReply
}

// Plain is a line of a server without the refusals of Telnet options that may stand before it.
func Plain(line []byte) []byte {
	var t telnet
	n, _, _ := t.skip(line, nil)
	return line[n:]
}

// undouble makes each IAC IAC of a line one FF, in place.
func undouble(line []byte) []byte {
	n := bytes.IndexByte(line, iac)
	if n < 0 {
		return line
	}
	for i := n; i < len(line); i++ {
		line[n] = line[i]
		n++
		if line[i] == iac && i+1 < len(line) && line[i+1] == iac {
			i++
		}
	}
	return line[:n]
}

// maxSubnegotiation is longer than any option of Telnet (RFC 1091, RFC 1572). Anything longer is no Telnet.
const maxSubnegotiation = 512

// Double doubles each FF from position from on (RFC 3659 2.2). Clients that know Telnet, such as lftp, turn the two
// into one. Other clients see a longer name, and it is the right name when they send it back.
func Double(b []byte, from int) []byte {
	if bytes.IndexByte(b[from:], iac) < 0 {
		return b
	}
	return append(b[:from], bytes.ReplaceAll(b[from:], []byte{iac}, []byte{iac, iac})...)
}
