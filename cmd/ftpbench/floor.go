package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
)

// The floor is the barest server that does the same as FTP: canned replies, no states, no checks, no deadlines, no log.
// Nothing of it is made as our server is. Each session is a thread in blocking system calls (bareFile), and its port
// for data connections stays open from the first EPSV on. It speaks in FTP's form, so that one client measures both:
//
//	C: EPSV          S: 200 (|||40123|)
//	C: RETR /big     S: 100 ok      the data      S: 200 ok
//
// What a command does is found by its verb alone.
type floor struct {
	dir string
	tls *tls.Config // for AUTH; nil without a certificate
}

// runFloor is `ftpbench floor ADDRESS DIR [CERTIFICATE KEY]`: it serves until it is killed.
func runFloor(ctx context.Context, args []string, _ io.Writer) error {
	if len(args) != 2 && len(args) != 4 {
		return errors.New("usage: ftpbench floor ADDRESS DIR [CERTIFICATE KEY]")
	}
	runtime.GOMAXPROCS(max(floorThreads, runtime.NumCPU()))
	l, err := listenBare(args[0])
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, l.stop)
	f := &floor{dir: args[1]}
	if len(args) == 4 {
		if f.tls, err = serverTLS(certificate{args[2], args[3]}); err != nil {
			return err
		}
	}
	for {
		conn, err := l.accept()
		if err != nil {
			return nil
		}
		go f.serve(conn)
	}
}

// floorThreads is how many threads may be in system calls without Go's scheduler minding. With fewer, a session whose
// call has ended waits until the scheduler has taken the processor of another one, which waits in its own call: eight
// clients at once were slower than with the server.
const floorThreads = 64

// floorName is the floor in reports.
const floorName = "floor"

// floorLaunch starts the floor from this binary. It gets the certificate if it is spoken to over TLS.
func floorLaunch(secure bool, pair certificate) launch {
	return launch{name: floorName, golang: true, secure: secure, args: func(addr, dir, _ string) ([]string, error) {
		self, err := os.Executable()
		args := []string{self, floorName, addr, dir}
		if secure {
			args = append(args, pair.cert, pair.key)
		}
		return args, err
	}}
}

// bare is one session of the floor.
type bare struct {
	floor   *floor
	conn    net.Conn // a bareFile, or TLS above it
	in      *bufio.Reader
	out     *bufio.Writer
	port    *bareFile // for data connections; nil before the first EPSV
	text    bool      // TYPE A
	short   bool      // MODE Z
	secured bool      // after AUTH
}

// Classes of replies: the first digit.
const (
	preliminary = '1'
	completed   = '2'
	wantsMore   = '3'
	refused     = '5'
)

// replyRoom is more than the lines that come, or go, at once.
const replyRoom = 1 << 10

// use makes what follows go over a connection.
func (b *bare) use(conn net.Conn) {
	b.conn, b.in, b.out = conn, bufio.NewReaderSize(conn, replyRoom), bufio.NewWriterSize(conn, replyRoom)
}

// answer writes a reply, which leaves when the session waits for the client.
func (b *bare) answer(class byte, text string) error {
	b.out.WriteByte(class)
	b.out.WriteString("00 ")
	b.out.WriteString(text)
	_, err := b.out.WriteString("\r\n")
	return err
}

// serve answers until the client is gone.
func (f *floor) serve(conn *bareFile) {
	b := &bare{floor: f}
	b.use(conn)
	err := b.answer(completed, "ok")
	for err == nil {
		if b.in.Buffered() == 0 {
			if err = b.out.Flush(); err != nil {
				break
			}
		}
		var line []byte
		if line, err = b.in.ReadSlice('\n'); err == nil {
			verb, arg, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte{' '})
			err = b.run(string(verb), string(arg))
		}
	}
	b.conn.Close()
	if b.port != nil {
		b.port.Close()
	}
}

func (b *bare) run(verb, arg string) error {
	switch verb {
	case "USER":
		return b.answer(wantsMore, "ok")
	case "PASS":
		if arg != benchPassword {
			return b.answer(refused, "no")
		}
	case "TYPE":
		b.text = arg == "A"
	case "MODE":
		b.short = arg == "Z"
	case "CWD":
		if _, err := os.Stat(b.path(arg)); err != nil {
			return b.answer(refused, "no")
		}
	case "AUTH":
		return b.startTLS()
	case "EPSV":
		return b.listen()
	case "RETR":
		return b.retrieve(b.path(arg))
	case "STOR":
		return b.store(b.path(arg))
	case "LIST", "NLST", "MLSD":
		return b.list(verb, b.path(arg))
	case "QUIT":
		b.answer(completed, "ok")
		b.out.Flush()
		return io.EOF
	}
	return b.answer(completed, "ok")
}

// listen tells the session's port for data connections, and opens it for the first one.
func (b *bare) listen() (err error) {
	if b.port == nil {
		if b.port, err = listenBare("127.0.0.1:0"); err != nil {
			return err
		}
	}
	at, err := b.port.at()
	if err != nil {
		return err
	}
	return b.answer(completed, fmt.Sprintf("(|||%d|)", at))
}

// path is where a client's path is, without any check.
func (b *bare) path(arg string) string { return filepath.Join(b.floor.dir, arg) }
