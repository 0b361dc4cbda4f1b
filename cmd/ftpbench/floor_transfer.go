package main

import (
	"fmt"
	"io"
	"net"
	"os"

	"github.com/portolan-ftp/portolan/commands/ascii"
)

// listen opens a port for one data connection.
func (b *bare) listen() (err error) {
	b.data, err = net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	return b.answer(completed, fmt.Sprintf("(|||%d|)", b.data.Addr().(*net.TCPAddr).Port))
}

// transfer accepts the data connection between the two replies.
func (b *bare) transfer(move func(*net.TCPConn) error) error {
	if err := b.answer(preliminary, "ok"); err != nil {
		return err
	}
	conn, err := b.data.Accept()
	b.data.Close()
	b.data = nil
	if err != nil {
		return err
	}
	err = move(conn.(*net.TCPConn))
	conn.Close()
	if err != nil {
		return b.answer(refused, err.Error())
	}
	return b.answer(completed, "ok")
}

// sendFile is RETR by sendfile.
func (b *bare) sendFile(arg string) error {
	f, err := os.Open(b.path(arg))
	if err != nil {
		return b.answer(refused, err.Error())
	}
	defer f.Close()
	return b.transfer(func(conn *net.TCPConn) error {
		_, err := conn.ReadFrom(f)
		return err
	})
}

// receiveFile is STOR by splice.
func (b *bare) receiveFile(arg string) error {
	f, err := os.OpenFile(b.path(arg), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return b.answer(refused, err.Error())
	}
	defer f.Close()
	return b.transfer(func(conn *net.TCPConn) error {
		_, err := f.ReadFrom(conn)
		return err
	})
}

// textChunk is what the converting floor reads at once.
const textChunk = 128 << 10

// sendText is RETR of type A: read, convert, write, over and over.
func (b *bare) sendText(arg string) error {
	f, err := os.Open(b.path(arg))
	if err != nil {
		return b.answer(refused, err.Error())
	}
	defer f.Close()
	return b.transfer(func(conn *net.TCPConn) error {
		in, out := make([]byte, textChunk), make([]byte, 0, 2*textChunk)
		var carry ascii.Carry
		for {
			n, err := f.Read(in)
			out = ascii.AppendEncode(out[:0], in[:n], &carry)
			if _, failed := conn.Write(out); failed != nil {
				return failed
			}
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}

// dirBatch is how many entries the listing floor reads at once.
const dirBatch = 1024

// readDir is a listing that looks at every entry and prints none.
func (b *bare) readDir(arg string) error {
	dir, err := os.Open(b.path(arg))
	if err != nil {
		return b.answer(refused, err.Error())
	}
	defer dir.Close()
	return b.transfer(func(*net.TCPConn) error {
		for {
			entries, err := dir.ReadDir(dirBatch)
			for _, e := range entries {
				if _, err := e.Info(); err != nil {
					return err
				}
			}
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}
