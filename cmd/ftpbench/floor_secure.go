package main

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
)

// gathered is TLS whose records leave together: crypto/tls makes a system call for each of 16 KiB.
type gathered struct {
	*tls.Conn
	below *gathering
}

// gathering is the connection below it.
type gathering struct {
	net.Conn
	in    *bufio.Reader
	out   []byte
	holds bool
}

func (g *gathering) Read(p []byte) (int, error) { return g.in.Read(p) }

func (g *gathering) Write(p []byte) (int, error) {
	if !g.holds {
		return g.Conn.Write(p)
	}
	g.out = append(g.out, p...)
	return len(p), nil
}

// Write encrypts p, and sends its records in one write.
func (g *gathered) Write(p []byte) (int, error) {
	g.below.holds, g.below.out = true, g.below.out[:0]
	n, err := g.Conn.Write(p)
	if g.below.holds = false; err == nil {
		_, err = g.below.Conn.Write(g.below.out)
	}
	return n, err
}

// Read fills p from as many records as it takes.
func (g *gathered) Read(p []byte) (int, error) {
	n, err := io.ReadFull(g.Conn, p)
	if err == io.ErrUnexpectedEOF {
		err = nil // the end comes with the next call
	}
	return n, err
}

// protected moves data over TLS.
func (b *bare) protected(data *bareFile, move func(*gathered) error) error {
	below := &gathering{Conn: data, in: bufio.NewReaderSize(data, floorBlock), out: make([]byte, 0, floorBlock+floorBlock/16)}
	secured := &gathered{tls.Server(below, b.floor.tls), below}
	if err := secured.Handshake(); err != nil {
		return err
	}
	if err := move(secured); err != nil {
		return err
	}
	return secured.Close()
}

// startTLS protects the control connection, and data from then on.
func (b *bare) startTLS() error {
	b.answer(completed, "ok")
	if err := b.out.Flush(); err != nil {
		return err
	}
	b.secured = true
	b.use(tls.Server(b.conn, b.floor.tls))
	return nil
}
