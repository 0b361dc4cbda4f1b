package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// echoing stands before a server and sends each reply to NOOP twice, the second one late.
func echoing(t *testing.T, upstream string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", upstream)
			if err != nil {
				client.Close()
				return
			}
			go echo(client, server)
		}
	}()
	return l.Addr().String()
}

func echo(client, server net.Conn) {
	var asked atomic.Bool
	go func() {
		defer server.Close()
		in := bufio.NewReader(client)
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			asked.Store(strings.EqualFold(strings.TrimSpace(line), "NOOP"))
			if _, err := io.WriteString(server, line); err != nil {
				return
			}
		}
	}()
	defer client.Close()
	in := bufio.NewReader(server)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		again := strings.HasPrefix(line, "200 ") && asked.Swap(false)
		fmt.Fprint(client, line)
		if again {
			time.Sleep(20 * time.Millisecond)
			fmt.Fprint(client, line)
		}
	}
}

// TestConformTwice: where a server answers one command twice, the second time late, that is all that is found: no reply
// is taken for one to another line.
func TestConformTwice(t *testing.T) {
	testcost.Long(t)
	o, _, _ := served{}.start(t)
	o.Address = echoing(t, o.Address)
	r, err := conform.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.ID != "R959-5.4-REPLY-1" || f.Command != "NOOP" || f.Rate != "" || len(f.Dialogue) > longDialogue {
			t.Errorf("%s %s %s\n%s", f.Verdict, f.Case, f.Rate, strings.Join(f.Dialogue, "\n"))
		}
	}
	if len(r.Findings) == 0 {
		t.Error("nothing is found")
	}
}
