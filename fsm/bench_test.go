package fsm_test

import (
	"bufio"
	"net"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// BenchmarkCommands: commands that the table alone answers, in bursts, so that it is not the network that is measured.
func BenchmarkCommands(b *testing.B) {
	for _, command := range []string{"NOOP", "RETR f"} {
		b.Run(command, func(b *testing.B) {
			s, err := fsm.NewServer(fsm.Options{Protocol: ftp.Protocol(asker{})})
			if err != nil {
				b.Fatal(err)
			}
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			go s.Serve(l)
			defer s.Shutdown(b.Context())
			conn, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close()
			const burst = 50
			r, send := bufio.NewReader(conn), []byte(strings.Repeat(command+"\r\n", burst-1)+"NOOP\r\n")
			r.ReadSlice('\n')
			b.ReportAllocs()
			for b.Loop() {
				conn.Write(send)
				for range burst {
					if _, err := r.ReadSlice('\n'); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*burst), "ns/command")
		})
	}
}
