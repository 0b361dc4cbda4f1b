package data

// ticketHold keeps back the TLS 1.3 session ticket of an upload, below TLS, until TLS writes again, which is when all
// data have come. A client that only writes would leave an earlier ticket unread, and closing the connection would then
// reset it and lose the tail of its data. A client that waits for close_notify reads the ticket before it, and has a
// ticket for the next data connection: some clients use each ticket only once.
type ticketHold struct {
	due  int // records of a ticket that TLS is about to write, at the end of what it writes
	held []byte
}

const (
	recordHeader   = 5       // bytes of a TLS record's header; the last two count the rest
	ticketOverhead = 32      // of the message around a ticket, and more (RFC 8446 4.6.1)
	recordLimit    = 1 << 14 // bytes of a message in a record (RFC 8446 5.1)
)

// expect keeps back the ticket that is about to be written.
func (h *ticketHold) expect(ticket []byte) {
	h.due += (ticketOverhead + len(ticket) + recordLimit - 1) / recordLimit
}

// concerned reports whether bytes that TLS writes have to go through pass.
func (h *ticketHold) concerned() bool { return h.due > 0 || len(h.held) > 0 }

// pass takes whole records that TLS writes, and returns those to send now.
func (h *ticketHold) pass(p []byte) []byte {
	if h.due == 0 {
		now := append(h.held, p...)
		h.held = nil
		return now
	}
	var starts []int
	for at := 0; at+recordHeader <= len(p); at += recordHeader + int(p[at+3])<<8 + int(p[at+4]) {
		starts = append(starts, at)
	}
	n := min(h.due, len(starts))
	h.due -= n
	from := len(p)
	if n > 0 {
		from = starts[len(starts)-n]
	}
	h.held = append(h.held, p[from:]...)
	return p[:from]
}
