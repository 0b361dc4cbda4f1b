package socket

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

// TestAdoptedMultipath: package net's own ports are of Multipath TCP, whose connections do not inherit how long they
// may wait in a system call. Their deadlines are heeded all the same.
func TestAdoptedMultipath(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l, err := Adopt(tcp.(*net.TCPListener))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	server, _, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	server.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	if _, err := server.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}
