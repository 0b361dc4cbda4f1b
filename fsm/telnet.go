package fsm

// The control connection is a Telnet connection (RFC 959 2.3): IAC sequences may stand anywhere between the
// bytes of a command, split over segments as the network likes. This machine takes them out, whatever the bytes:
//
//	state    | IAC      | WILL WONT DO DONT | SB  | SE   | any other
//	data     | iac      | data, kept        | data, kept | data, kept
//	iac      | data, kept as one IAC | option | sub | data | data
//	option   | data     | data              | data| data | data     (answered: refused)
//	sub      | subIAC   | sub               | sub | sub  | sub
//	subIAC   | sub      | sub               | sub | data | sub
//
// IP, DM and the other commands mean nothing by themselves: ABOR follows them as a command line.
type telnet struct {
	state  telnetState
	option byte // WILL, WONT, DO or DONT whose option comes next
}

type telnetState uint8

const (
	telnetData telnetState = iota
	telnetIAC
	telnetOption
	telnetSub
	telnetSubIAC
)

// Telnet's command bytes (RFC 854).
const (
	iac     = 255
	dont    = 254
	do      = 253
	wont    = 252
	will    = 251
	sb      = 250
	se      = 240
	noReply = 0
)

// step takes one byte; keep says whether it belongs to the command line. A WILL or DO is refused with the
// command in answer (RFC 1123 4.1.2.12), for the option b.
func (t *telnet) step(b byte) (keep bool, answer byte) {
	switch t.state {
	case telnetData:
		if b == iac {
			t.state = telnetIAC
			return false, noReply
		}
		return true, noReply
	case telnetIAC:
		return t.command(b), noReply
	case telnetOption:
		t.state = telnetData
		return false, refusal(t.option)
	case telnetSub:
		if b == iac {
			t.state = telnetSubIAC
		}
		return false, noReply
	default: // telnetSubIAC
		t.state = telnetSub
		if b == se {
			t.state = telnetData
		}
		return false, noReply
	}
}

// command takes the byte behind an IAC and says whether it is an escaped 255.
func (t *telnet) command(b byte) bool {
	t.state = telnetData
	switch b {
	case iac:
		return true
	case sb:
		t.state = telnetSub
	case will, wont, do, dont:
		t.state, t.option = telnetOption, b
	}
	return false
}

func refusal(option byte) byte {
	switch option {
	case will:
		return dont
	case do:
		return wont
	}
	return noReply
}

// filter removes Telnet sequences from p in place and returns what is left, and out with refusals appended.
func (t *telnet) filter(p, out []byte) (kept, answers []byte) {
	n := 0
	for _, b := range p {
		keep, answer := t.step(b)
		if keep {
			p[n] = b
			n++
		}
		if answer != noReply {
			out = append(out, iac, answer, b)
		}
	}
	return p[:n], out
}
