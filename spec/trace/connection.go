package trace

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/reassembly"

	"github.com/portolan-ftp/portolan/fsm/line"
)

// connection is one TCP connection of a capture; it is a reassembly.Stream. Who sent the first SYN is the client.
type connection struct {
	owner     *connections
	recording *Recording
	whole     bool // captured from its first packet
	control   bool // the server's first line is a reply
	ended     bool // what follows is not read: no control connection, or TLS
	answered  bool // the server has said something
	client    client
	rest      []byte // of the server: a line whose end has not come
	reply     builder
}

// The directions, as indexes.
const (
	fromClient = 0
	fromServer = 1
)

// Accept implements reassembly.Stream. A connection that is captured from its middle is followed as well, to know that
// there was one.
func (c *connection) Accept(_ *layers.TCP, _ gopacket.CaptureInfo, _ reassembly.TCPFlowDirection, _ reassembly.Sequence, start *bool, _ reassembly.AssemblerContext) bool {
	*start = true
	return true
}

// ReassembledSG implements reassembly.Stream.
func (c *connection) ReassembledSG(sg reassembly.ScatterGather, _ reassembly.AssemblerContext) {
	available, _ := sg.Lengths()
	direction, _, _, skipped := sg.Info()
	from := fromClient
	if direction == reassembly.TCPDirServerToClient {
		from = fromServer
	}
	if skipped > 0 && !c.ended {
		c.end("packets were lost before " + c.place())
		return
	}
	if !c.ended {
		c.feed(from, sg.Fetch(available))
	}
}

// ReassemblyComplete implements reassembly.Stream.
func (c *connection) ReassemblyComplete(reassembly.AssemblerContext) bool { return true }

func (c *connection) place() string { return fmt.Sprintf("%s packet %d", c.owner.file, c.owner.packet) }

func (c *connection) end(note string) {
	c.ended = true
	if c.control {
		c.recording.Note = note
	}
}

// maxPending bounds what is kept of a line whose end has not come: no control connection has longer ones.
const maxPending = 1 << 16

// feed takes bytes of one direction.
func (c *connection) feed(from int, data []byte) {
	if from == fromClient {
		c.sent(data)
		return
	}
	pending := append(c.rest, data...)
	for !c.ended {
		if c.tls(pending) {
			return
		}
		text, rest, whole := bytes.Cut(pending, []byte{'\n'})
		if !whole {
			break
		}
		pending = rest
		c.said(string(bytes.TrimRight(text, "\r")))
	}
	if len(pending) > maxPending {
		c.end("no lines from " + c.place() + " on")
	}
	c.rest = bytes.Clone(pending)
}

// sent takes bytes of the client. TLS begins where a line would.
func (c *connection) sent(data []byte) {
	for len(data) > 0 && !c.ended {
		if c.client.begins() && c.tls(slices.Concat(c.client.pending, data)) {
			return
		}
		end := 1 + bytes.IndexByte(data, '\n')
		if end == 0 {
			end = len(data)
		}
		for _, step := range c.client.feed(data[:end], c.place()) {
			if c.follows() {
				c.recording.Steps = append(c.recording.Steps, step)
			}
		}
		data = data[end:]
	}
}

// The beginning of a TLS record with a handshake: its type, and the version's first byte (RFC 8446 5.1).
const (
	recordHandshake = 22
	recordVersion   = 3
)

// tls reports whether TLS begins here, and ends the reading.
func (c *connection) tls(data []byte) bool {
	if len(data) < 2 || data[0] != recordHandshake || data[1] != recordVersion {
		return false
	}
	c.end("TLS begins at " + c.place())
	return true
}

// follows reports whether the connection is a control connection, as far as is known, and ends the reading of others.
func (c *connection) follows() bool {
	if c.answered && (!c.control || !c.whole) {
		c.end("")
		return false
	}
	return true
}

// said takes one line of the server, which may have refused options of Telnet before it.
func (c *connection) said(text string) {
	text = string(line.Plain([]byte(text)))
	if !c.answered {
		c.answered = true
		_, c.control = replyCode(text)
	}
	if !c.follows() {
		return
	}
	step, err := c.reply.reply(text, c.place())
	switch {
	case err != nil:
		// A file that begins like a reply, on a data connection: there the client says nothing.
		c.control = slices.ContainsFunc(c.recording.Steps, func(s Step) bool { return s.Command != "" })
		c.end(err.Error())
	case step != nil:
		c.recording.Steps = append(c.recording.Steps, *step)
	}
}
