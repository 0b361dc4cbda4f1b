package data

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
)

// Writer sends the data of a transfer to the client.
type Writer struct{ *Connection }

const (
	// copySize is how much a copy in this process moves at once: enough that system calls cost little.
	copySize = 128 << 10
	// chunk is how much one sendfile or splice loop moves before it is counted.
	chunk = 4 << 20
)

var copyBuffers = sync.Pool{New: func() any { return new([copySize]byte) }}

// Expect tells how many bytes will be sent, for progress reports.
func (w *Writer) Expect(total int64) { w.progress.Expect(total) }

// Missed notes for the log an entry of a listing that could not be read.
func (w *Writer) Missed(err error) { w.progress.Missed(err) }

// Write sends p. After an error the data connection cannot be used any more.
func (w *Writer) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if err := w.begin(); err != nil {
			return n, err
		}
		m, err := w.send(p[n:])
		n += m
		w.progress.Add(int64(m))
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// send is one operation on the data connection; its error has been judged.
func (w *Writer) send(p []byte) (int, error) {
	if w.carrier != nil {
		return w.carrier.seal(w.conn, p)
	}
	n, err := w.conn.Write(p)
	return n, w.check(n, err)
}

// fileSender is a connection that the kernel sends files on, as package socket's does.
type fileSender interface {
	SendFile(f *os.File, n int64) (sent int64, err error)
}

// ReadFrom sends all of r. An *os.File goes to the socket by sendfile, without a copy in this process.
func (w *Writer) ReadFrom(r io.Reader) (total int64, err error) {
	if file, isFile := r.(*os.File); isFile {
		switch conn := w.conn.(type) {
		case fileSender:
			return w.sendFile(conn, file)
		case *net.TCPConn:
			return w.handOver(conn, file)
		}
		if w.carrier != nil {
			return w.carrier.sealLong(func() (int64, error) { return w.copyFrom(file) })
		}
	}
	return w.copyFrom(r)
}

func (w *Writer) sendFile(conn fileSender, file *os.File) (total int64, err error) {
	for {
		if err := w.begin(); err != nil {
			return total, err
		}
		most := int64(chunk)
		done, all := w.progress.Counts()
		if all > done { // the client was told of so many; to look for more is a system call for each small file
			most = min(most, all-done)
		}
		n, err := conn.SendFile(file, most)
		total += n
		w.progress.Add(n)
		if errors.Is(err, errors.ErrUnsupported) {
			rest, err := w.copyFrom(file)
			return total + rest, err
		}
		if failed := w.check(int(n), err); failed != nil {
			return total, failed
		}
		if err == nil && (n < most || done+n == all) {
			return total, nil
		}
	}
}

// handOver lets package net send a file.
func (w *Writer) handOver(tcp *net.TCPConn, file *os.File) (total int64, err error) {
	start, err := file.Seek(0, io.SeekCurrent)
	if err != nil { // a pipe: what is read and not sent could not be read again
		return w.copyFrom(file)
	}
	limited := io.LimitedReader{R: file}
	for {
		if err := w.begin(); err != nil {
			return total, err
		}
		limited.N = chunk
		n, err := tcp.ReadFrom(&limited)
		total += n
		w.progress.Add(n)
		if err == nil {
			if limited.N > 0 {
				return total, nil
			}
			continue
		}
		// Where sendfile is not possible, and where the deadline passed before it began, package net copies through a
		// buffer, and drops the bytes that the socket did not take. So the file is set back to the last byte that the
		// socket took.
		if _, failed := file.Seek(start+total, io.SeekStart); failed != nil {
			return total, failed
		}
		if err := w.check(int(n), err); err != nil {
			return total, err
		}
	}
}

func (w *Writer) copyFrom(r io.Reader) (int64, error) {
	buf := copyBuffers.Get().(*[copySize]byte)
	defer copyBuffers.Put(buf)
	return io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, buf[:])
}
