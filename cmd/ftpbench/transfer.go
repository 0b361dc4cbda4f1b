package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// readSize is what the client reads at once: large, so that the server is what is measured, and small enough
// for the processor's cache.
const readSize = 256 << 10

const mebibyte = 1 << 20

// downloads has so many clients download a file at the same time, and measures the bytes that arrive.
func downloads(streams int, mode, file string) func(context.Context, sizes, *subject) ([]float64, error) {
	return func(ctx context.Context, _ sizes, s *subject) ([]float64, error) {
		return moved(ctx, s, streams, mode, func(c *client, _ int) (int64, error) {
			return c.download("RETR " + file)
		})
	}
}

// download fetches a file, or a listing, to nowhere.
func (c *client) download(command string) (n int64, err error) {
	data, err := c.openData()
	if err != nil {
		return 0, err
	}
	err = c.transfer(command, data, func(data *net.TCPConn) error {
		n, err = drain(c.protected(data))
		forget(data)
		return err
	})
	return n, err
}

var readBuffers = sync.Pool{New: func() any { return new([readSize]byte) }}

// drain reads to the end.
func drain(r io.Reader) (total int64, err error) {
	buf := readBuffers.Get().(*[readSize]byte)
	defer readBuffers.Put(buf)
	for {
		n, err := r.Read(buf[:])
		total += int64(n)
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

// uploads has so many clients upload the large file at the same time, each to a file of its own, which did
// not exist before and is removed afterwards, outside the measured time.
func uploads(streams int) func(context.Context, sizes, *subject) ([]float64, error) {
	return func(ctx context.Context, z sizes, s *subject) ([]float64, error) {
		size := uploadSize(z.file, streams, s.dir)
		defer s.clearUploads()
		return moved(ctx, s, streams, "TYPE I", func(c *client, i int) (int64, error) {
			return size, c.upload(fmt.Sprintf("STOR %s/%d", uploadDir, i), filepath.Join(s.dir, bigFile), size)
		})
	}
}

// uploadSize is the whole file, or as much of it as lets all streams fit twice into the free space.
func uploadSize(file int64, streams int, dir string) int64 {
	return min(file, freeSpace(dir)/2/int64(streams))
}

// upload sends the first size bytes of a file by sendfile, so that the client costs little.
func (c *client) upload(command, source string, size int64) error {
	f, err := os.Open(source)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := c.openData()
	if err != nil {
		return err
	}
	if c.secure != nil {
		return c.secureUpload(command, data, io.LimitReader(f, size))
	}
	return c.transfer(command, data, func(data *net.TCPConn) error {
		n, err := data.ReadFrom(io.LimitReader(f, size))
		if err == nil && n != size {
			err = fmt.Errorf("sent %d of %d bytes", n, size)
		}
		if closed := data.Close(); err == nil {
			err = closed
		}
		return err
	})
}

// moved logs the clients in, starts them together, and measures what they move: MiB a second, and the
// server's own milliseconds of processor time for each GiB.
func moved(ctx context.Context, s *subject, streams int, mode string, one func(*client, int) (int64, error)) ([]float64, error) {
	clients, err := loginAll(s, streams)
	defer closeAll(clients)
	if err != nil {
		return nil, err
	}
	for _, c := range clients {
		if _, err := c.do(mode); err != nil {
			return nil, err
		}
	}
	var bytes atomic.Int64
	spent, began := s.processorTime(), time.Now()
	err = together(streams, func(i int) error {
		n, err := one(clients[i], i)
		bytes.Add(n)
		return err
	})
	took, spent := time.Since(began), s.processorTime()-spent
	if err == nil {
		err = ctx.Err()
	}
	mib := float64(bytes.Load()) / mebibyte
	return []float64{mib / took.Seconds(), s.ownFigure(spent.Seconds() * 1e3 / (mib / 1024))}, err
}

func loginAll(s *subject, n int) ([]*client, error) {
	var all []*client
	for range n {
		c, err := login(s)
		if err != nil {
			return all, err
		}
		all = append(all, c)
	}
	return all, nil
}

func closeAll(clients []*client) {
	for _, c := range clients {
		c.close()
	}
}

// together runs do n times at once and returns one of the errors.
func together(n int, do func(i int) error) error {
	errs := make(chan error, n)
	for i := range n {
		go func() { errs <- do(i) }()
	}
	var first error
	for range n {
		if err := <-errs; first == nil {
			first = err
		}
	}
	return first
}
