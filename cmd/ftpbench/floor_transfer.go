package main

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"io"
	"os"
	"strconv"
	"sync"
)

const (
	// floorBlock is how much the floor moves at once where it copies: for crypto/tls and for files no larger block is
	// quicker.
	floorBlock = 512 << 10
	// heldWith is how long a file is that leaves before its preliminary reply does: the connection takes it at once.
	heldWith = 16 << 10
)

// transfer accepts the data connection between the two replies. flush says that the client must see the first one
// before data can move.
func (b *bare) transfer(flush bool, move func(*bareFile) error) error {
	if b.port == nil {
		return b.answer(refused, "no EPSV")
	}
	data, err := b.port.accept()
	if err != nil {
		return err
	}
	if err = b.answer(preliminary, "ok"); err == nil && flush {
		err = b.out.Flush()
	}
	if err == nil {
		err = move(data)
	}
	data.Close()
	if err != nil {
		return b.answer(refused, err.Error())
	}
	return b.answer(completed, "ok")
}

// retrieve is RETR: sendfile, or a loop that encrypts, converts or deflates.
func (b *bare) retrieve(path string) error {
	f, err := openBare(path, os.O_RDONLY)
	if err != nil {
		return b.answer(refused, err.Error())
	}
	defer f.Close()
	return b.transfer(f.size() > heldWith, func(data *bareFile) error {
		switch {
		case b.secured:
			return b.protected(data, func(secured *gathered) error { return copyBlocks(secured, f) })
		case b.text:
			return sendText(data, f)
		case b.short:
			return sendDeflated(data, f)
		}
		return data.sendFile(f)
	})
}

// store is STOR: reads and writes of large blocks, which are no slower than splice.
func (b *bare) store(path string) error {
	f, err := openBare(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return b.answer(refused, err.Error())
	}
	defer f.Close()
	return b.transfer(true, func(data *bareFile) error {
		if b.secured {
			return b.protected(data, func(secured *gathered) error { return copyBlocks(f, secured) })
		}
		return copyBlocks(f, data)
	})
}

var floorBlocks = sync.Pool{New: func() any { return new([floorBlock]byte) }}

// copyBlocks copies to the end, a block at a time.
func copyBlocks(to io.Writer, from io.Reader) error {
	block := floorBlocks.Get().(*[floorBlock]byte)
	defer floorBlocks.Put(block)
	_, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, block[:])
	return err
}

// sendText is RETR of type A: read, put a CR before every LF, write, over and over.
func sendText(to io.Writer, from io.Reader) error {
	in, out := make([]byte, floorBlock), make([]byte, 0, 2*floorBlock)
	for {
		n, err := from.Read(in)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		out = out[:0]
		for rest := in[:n]; len(rest) > 0; {
			line, after, found := bytes.Cut(rest, []byte{'\n'})
			if out, rest = append(out, line...), after; found {
				out = append(out, "\r\n"...)
			}
		}
		if _, err := to.Write(out); err != nil {
			return err
		}
	}
}

// sendDeflated is RETR in MODE Z as Go servers have it: the standard library at its default level.
func sendDeflated(to io.Writer, from io.Reader) error {
	out := bufio.NewWriterSize(to, floorBlock)
	z := zlib.NewWriter(out)
	if err := copyBlocks(z, from); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return out.Flush()
}

const (
	// entriesRoom is for the entries that are read at once.
	entriesRoom = 64 << 10
	// listingBlock is how much of a listing is sent at once, and listingLine is room for the last line of it.
	listingBlock, listingLine = 64 << 10, 1 << 10
)

// list is LIST, NLST and MLSD: it writes lines while it reads the directory, and looks at each entry except for NLST.
func (b *bare) list(verb, path string) error {
	dir, err := openBare(path, os.O_RDONLY)
	if err != nil {
		return b.answer(refused, err.Error())
	}
	defer dir.Close()
	return b.transfer(true, func(data *bareFile) error {
		room, out := make([]byte, entriesRoom), make([]byte, 0, listingBlock+listingLine)
		for {
			entries, err := dir.entries(room)
			if err != nil {
				return err
			}
			if len(entries) == 0 {
				_, err := data.Write(out)
				return err
			}
			for len(entries) > 0 {
				var name string
				if name, entries = cutEntry(entries); name[0] == '.' {
					continue
				}
				if out, err = appendEntry(out, verb, dir, name); err != nil {
					return err
				}
				if len(out) < listingBlock {
					continue
				}
				if _, err := data.Write(out); err != nil {
					return err
				}
				out = out[:0]
			}
		}
	})
}

// appendEntry writes the line of an entry, as if all were files.
func appendEntry(out []byte, verb string, dir *bareFile, name string) ([]byte, error) {
	if verb == "NLST" {
		return append(append(out, name...), "\r\n"...), nil
	}
	size, modified, err := dir.look(name)
	if err != nil {
		return out, err
	}
	if verb == "LIST" {
		out = strconv.AppendInt(append(out, "-rw-r--r--    1 ftp      ftp      "...), size, 10)
		out = modified.UTC().AppendFormat(out, " Jan _2 15:04 ")
	} else {
		out = strconv.AppendInt(append(out, "type=file;size="...), size, 10)
		out = modified.UTC().AppendFormat(append(out, ";modify="...), "20060102150405; ")
	}
	return append(append(out, name...), "\r\n"...), nil
}
