package trace

import (
	"bytes"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// cable writes the packets of connections into a capture.
type cable struct {
	t       *testing.T
	ipv6    bool
	packets [][]byte
}

// call is one TCP connection between the hosts 192.0.2.1 and 192.0.2.2.
type call struct {
	*cable
	client, server layers.TCPPort
	next           [2]uint32 // sequence numbers
}

func (c *cable) dial(client, server layers.TCPPort) *call {
	k := &call{cable: c, client: client, server: server, next: [2]uint32{1000, 9000}}
	k.send(fromClient, "", func(tcp *layers.TCP) { tcp.SYN, tcp.ACK = true, false })
	k.send(fromServer, "", func(tcp *layers.TCP) { tcp.SYN = true })
	k.next[0]++
	k.next[1]++
	k.send(fromClient, "", nil)
	return k
}

// send writes one packet; change edits its header.
func (k *call) send(from int, data string, change func(*layers.TCP)) {
	k.t.Helper()
	tcp := &layers.TCP{SrcPort: k.client, DstPort: k.server, Seq: k.next[from], Ack: k.next[1-from], ACK: true, Window: 65535}
	if from == fromServer {
		tcp.SrcPort, tcp.DstPort = tcp.DstPort, tcp.SrcPort
	}
	if change != nil {
		change(tcp)
	}
	ip, kind := k.network(from)
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		k.t.Fatal(err)
	}
	ethernet := &layers.Ethernet{SrcMAC: net.HardwareAddr{2, 0, 0, 0, 0, 1}, DstMAC: net.HardwareAddr{2, 0, 0, 0, 0, 2}, EthernetType: kind}
	b := gopacket.NewSerializeBuffer()
	o := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(b, o, ethernet, ip, tcp, gopacket.Payload(data)); err != nil {
		k.t.Fatal(err)
	}
	k.packets = append(k.packets, bytes.Clone(b.Bytes()))
	k.next[from] += uint32(len(data))
}

// network is the layer of a packet that has the hosts' addresses.
func (c *cable) network(from int) (ip interface {
	gopacket.NetworkLayer
	gopacket.SerializableLayer
}, kind layers.EthernetType) {
	hosts := []net.IP{{192, 0, 2, 1}, {192, 0, 2, 2}}
	if c.ipv6 {
		hosts = []net.IP{net.ParseIP("2001:db8::1"), net.ParseIP("2001:db8::2")}
	}
	if from == fromServer {
		hosts[0], hosts[1] = hosts[1], hosts[0]
	}
	if c.ipv6 {
		return &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolTCP, SrcIP: hosts[0], DstIP: hosts[1]}, layers.EthernetTypeIPv6
	}
	return &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: hosts[0], DstIP: hosts[1]}, layers.EthernetTypeIPv4
}

// says sends lines in one packet each: "> " from the client, "< " from the server.
func (k *call) says(lines ...string) {
	for _, line := range lines {
		from := fromClient
		if line[0] == '<' {
			from = fromServer
		}
		k.send(from, line[2:]+"\r\n", nil)
	}
}

// pcap is the capture in the older format.
func (c *cable) pcap() []byte {
	var file bytes.Buffer
	w := pcapgo.NewWriter(&file)
	if err := w.WriteFileHeader(65536, layers.LinkTypeEthernet); err != nil {
		c.t.Fatal(err)
	}
	for i, p := range c.packets {
		info := gopacket.CaptureInfo{Timestamp: time.Unix(int64(i), 0), CaptureLength: len(p), Length: len(p)}
		if err := w.WritePacket(info, p); err != nil {
			c.t.Fatal(err)
		}
	}
	return file.Bytes()
}

// pcapng is the capture in the newer format.
func (c *cable) pcapng() []byte {
	var file bytes.Buffer
	w, err := pcapgo.NewNgWriter(&file, layers.LinkTypeEthernet)
	if err != nil {
		c.t.Fatal(err)
	}
	for i, p := range c.packets {
		info := gopacket.CaptureInfo{Timestamp: time.Unix(int64(i), 0), CaptureLength: len(p), Length: len(p)}
		if err := w.WritePacket(info, p); err != nil {
			c.t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		c.t.Fatal(err)
	}
	return file.Bytes()
}

var login = []string{"< 220 Ready.", "> USER u", "< 331 Password?", "> PASS p", "< 230 Hello."}

// record is a capture with everything that a reader meets: packets out of order and twice, lines in pieces, data
// connections, other protocols, a connection from its middle, TLS, and Telnet's marks.
func record(t *testing.T) *cable {
	c := &cable{t: t}
	good := c.dial(40001, 21)
	good.says(login...)
	bad := c.dial(40002, 2121)
	bad.says(login...)
	good.send(fromClient, "EP", nil)
	good.send(fromClient, "SV\r\nRETR a\r\n", nil)
	good.says("< 229 (|||50000|)")
	data := c.dial(40003, 50000)
	good.says("< 150 Here.")
	data.send(fromServer, "220 this is a file\nwith lines\n", nil)
	web := c.dial(40004, 80)
	web.says("> GET / HTTP/1.1", "< HTTP/1.1 200 OK")
	good.send(fromClient, "\xff\xf4\xff\xf2ABOR\r\n", nil)
	good.says("< 426 Aborted.", "< 226 Done.")
	good.send(fromClient, "\r\n\xff\xfd\x01NOOP\r\n\r\n", nil)
	good.send(fromServer, "\xff\xfc\x01200 Done.\r\n", nil)
	bad.says("> RNFR a", "< 350 Now.")
	bad.send(fromClient, "NOOP\r\n", nil)
	bad.next[0] -= uint32(len("NOOP\r\n"))
	bad.send(fromClient, "NOOP\r\n", nil) // twice
	late := bad.next[1]
	bad.next[1] += uint32(len("200-Do\r\n"))
	bad.send(fromServer, "200 ne.\r\n", nil)
	bad.next[1] = late
	bad.send(fromServer, "200-Do\r\n", nil) // before it, but it comes later
	bad.next[1] += uint32(len("200 ne.\r\n"))
	bad.says("> RNTO b", "< 250 Renamed.")
	middle := &call{cable: c, client: 40005, server: 21, next: [2]uint32{5, 7}}
	middle.says("> NOOP", "< 200 Done.")
	secret := c.dial(40006, 21)
	secret.says("< 220 Ready.", "> AUTH TLS", "< 234 Begin.")
	secret.send(fromClient, "\x16\x03\x01\x00\x05hello", nil)
	secret.send(fromServer, "\x16\x03\x03\x00\x05hello", nil)
	lost := c.dial(40007, 21)
	lost.says("< 220 Ready.")
	lost.next[1] += 100
	lost.says("> NOOP", "< 200 Done.")
	return c
}

func TestCapture(t *testing.T) {
	c := record(t)
	for name, file := range map[string][]byte{"capture.pcap": c.pcap(), "capture.pcapng": c.pcapng()} {
		all, err := Read(bytes.NewReader(file), "capture")
		if err != nil {
			t.Fatal(name, err)
		}
		small.Golden(t, "capture.txt", report(t, all...))
	}
}

// A capture that was cut off is read as far as it goes; other faults are errors.
func TestCaptureFaults(t *testing.T) {
	file := record(t).pcap()
	all, err := Read(bytes.NewReader(file[:len(file)-10]), "x")
	if err != nil || len(all) == 0 {
		t.Errorf("cut off: %v", err)
	}
	for content, want := range map[string]string{
		string(file[:3]):  "trace: x:1: a line begins with one of",
		string(file[:10]): "trace: x: unexpected EOF",
	} {
		if _, err := Read(strings.NewReader(content), "x"); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// TestClient: a client's lines are those that the server reads.
func TestClient(t *testing.T) {
	for text, want := range map[string]string{
		"NOOP\r\n": "NOOP", "\xff\xf4\xff\xf2ABOR\n": "ABOR", "\xf2ABOR\n": "ABOR", "CWD a\xff\xffb\n": "CWD a\xffb", "\xff\xfb\x06NOOP\n": "NOOP",
		"CWD \xff\n": "CWD \xff", "CWD \xf2x\n": "CWD \xf2x", "CWD \xff\xf4x\n": "CWD \xff\xf4x", "\xffa\n": "\xffa", "\n": "", "\r\n": "", "A": "",
	} {
		var c client
		var got []string
		for _, step := range c.feed([]byte(text), "") {
			got = append(got, step.Command)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// FuzzRead sees to it that no file brings the reader down, and that what it reads can be replayed.
func FuzzRead(f *testing.F) {
	f.Add([]byte("< 220 Ready.\n> NOOP\n< 200-a\nb\n200 c\n"))
	f.Add([]byte(jsonLog[:400]))
	f.Add([]byte(textLog[:400]))
	c := record(&testing.T{})
	f.Add(c.pcap())
	f.Add(c.pcapng())
	machine := newMachine(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := Read(bytes.NewReader(data), "x")
		if err != nil {
			return
		}
		for _, r := range all {
			if len(r.Steps) > 50 {
				r.Steps = r.Steps[:50]
			}
			if res, err := Replay(machine, r); err == nil && res.Failure == nil && res.Steps != len(r.Steps) {
				t.Errorf("%d of %d steps, and no failure", res.Steps, len(r.Steps))
			}
		}
	})
}
