package socket

import (
	"io"
	"testing"

	"golang.org/x/sys/unix"
)

// TestAcknowledge: what has come is acknowledged at once, and what comes then as well, although each end has answered
// the other before, after which the system waits for the next answer.
func TestAcknowledge(t *testing.T) {
	ours, theirs := pair(t)
	b := make([]byte, 1)
	for range 20 { // more than the system acknowledges at once in the beginning
		theirs.Write([]byte("x"))
		io.ReadFull(ours, b)
		ours.Write([]byte("y"))
		io.ReadFull(theirs, b)
	}
	theirs.Write([]byte("x"))
	io.ReadFull(ours, b)
	Acknowledge(ours)
	for range 2 {
		raw, err := theirs.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		var info *unix.TCPInfo
		raw.Control(func(fd uintptr) { info, err = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO) })
		if err != nil || info.Unacked > 0 {
			t.Error("a segment is not acknowledged", err)
		}
		theirs.Write([]byte("x"))
		io.ReadFull(ours, b)
	}
}
