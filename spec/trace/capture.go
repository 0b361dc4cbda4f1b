package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/gopacket/gopacket/reassembly"
)

// The first bytes of capture files: pcap with micro- and nanoseconds in either byte order, and pcapng.
var magics = []uint32{0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, magicNG}

const (
	magicNG    = 0x0a0d0d0a
	magicBytes = 4
)

// isCapture reports whether a file begins like a capture.
func isCapture(begin []byte) bool {
	if len(begin) < magicBytes {
		return false
	}
	for _, magic := range magics {
		if binary.BigEndian.Uint32(begin) == magic {
			return true
		}
	}
	return false
}

// ReadCapture reads a capture file and gives a recording for each control connection in it. A connection is one when
// its server begins with a reply; others are data connections, or something else. One whose beginning was not
// captured has a note and no steps.
func ReadCapture(in io.Reader, name string) ([]*Recording, error) {
	source, link, err := openCapture(in)
	if err != nil {
		return nil, fmt.Errorf("trace: %s: %w", name, err)
	}
	connections := &connections{file: name}
	assembler := reassembly.NewAssembler(reassembly.NewStreamPool(connections))
	for {
		data, info, err := source.ReadPacketData()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF): // a capture may have been cut off
			assembler.FlushAll()
			return connections.recordings(), nil
		case err != nil:
			return nil, fmt.Errorf("trace: %s: packet %d: %w", name, connections.packet+1, err)
		}
		connections.packet++
		packet := gopacket.NewPacket(data, link, gopacket.DecodeOptions{Lazy: true, NoCopy: true})
		tcp, ok := packet.TransportLayer().(*layers.TCP)
		if !ok || packet.NetworkLayer() == nil {
			continue
		}
		assembler.AssembleWithContext(packet.NetworkLayer().NetworkFlow(), tcp, &seen{info})
	}
}

func openCapture(in io.Reader) (gopacket.PacketDataSource, gopacket.Decoder, error) {
	begin := make([]byte, magicBytes)
	if _, err := io.ReadFull(in, begin); err != nil {
		return nil, nil, err
	}
	whole := io.MultiReader(bytes.NewReader(begin), in)
	if binary.BigEndian.Uint32(begin) == magicNG {
		r, err := pcapgo.NewNgReader(whole, pcapgo.DefaultNgReaderOptions)
		if err != nil {
			return nil, nil, err
		}
		return r, r.LinkType(), nil
	}
	r, err := pcapgo.NewReader(whole)
	if err != nil {
		return nil, nil, err
	}
	return r, r.LinkType(), nil
}

// seen is the context of a packet for the assembler.
type seen struct{ info gopacket.CaptureInfo }

// GetCaptureInfo implements reassembly.AssemblerContext.
func (s *seen) GetCaptureInfo() gopacket.CaptureInfo { return s.info }

// connections makes a connection for each TCP connection of a capture; it is a reassembly.StreamFactory.
type connections struct {
	file   string
	packet int // the number of the packet that is being read, from 1 as in other tools
	all    []*connection
}

// New implements reassembly.StreamFactory.
func (c *connections) New(net, ports gopacket.Flow, tcp *layers.TCP, _ reassembly.AssemblerContext) reassembly.Stream {
	client, server := net.Src().String()+" port "+ports.Src().String(), net.Dst().String()+" port "+ports.Dst().String()
	fresh := &connection{
		owner: c, whole: tcp.SYN && !tcp.ACK,
		recording: &Recording{Name: c.file + " from " + client + " to " + server, Family: families[net.EndpointType()]},
	}
	c.all = append(c.all, fresh)
	return fresh
}

// families are the address families of connections, by the kind of their ends.
var families = map[gopacket.EndpointType]string{layers.EndpointIPv4: familyIPv4, layers.EndpointIPv6: familyIPv6}

// recordings are those of the control connections.
func (c *connections) recordings() []*Recording {
	var all []*Recording
	for _, each := range c.all {
		switch {
		case !each.control:
		case !each.whole:
			all = append(all, &Recording{Name: each.recording.Name, Note: "its beginning was not captured"})
		default:
			all = append(all, each.recording)
		}
	}
	return all
}
