package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"path/filepath"
	"sync/atomic"
	"time"
)

// loginWorkers are the clients that log in at the same time: enough to keep two processors busy.
const loginWorkers = 4

// storedNames is how many names a client that uploads small files uses in turn: the first of them are new, and the rest
// replace older files.
const storedNames = 256

// smallFiles downloads small files one after the other, with so many clients at once, and counts them.
func smallFiles(clients int) func(context.Context, sizes, *subject) ([]float64, error) {
	return small(clients, func(c *client, _ *subject, _, _ int) error {
		_, err := c.download("RETR " + smallFile)
		return err
	})
}

// smallUploads does the same with uploads.
func smallUploads(clients int) func(context.Context, sizes, *subject) ([]float64, error) {
	measure := small(clients, func(c *client, s *subject, i, n int) error {
		name := fmt.Sprintf("STOR %s/%d-%d", uploadDir, i, n%storedNames)
		return c.upload(name, filepath.Join(s.dir, smallFile), smallSize)
	})
	return func(ctx context.Context, z sizes, s *subject) ([]float64, error) {
		defer s.clearUploads()
		return measure(ctx, z, s)
	}
}

// small counts transfers of small files: the n-th one of the i-th client.
func small(clients int, move func(c *client, s *subject, i, n int) error) func(context.Context, sizes, *subject) ([]float64, error) {
	return func(ctx context.Context, z sizes, s *subject) ([]float64, error) {
		all, err := loginAll(s, clients)
		defer closeAll(all)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			if _, err := c.do("TYPE I"); err != nil {
				return nil, err
			}
		}
		counts := make([]int, clients)
		return repeat(ctx, clients, z.span, func(i int) error {
			counts[i]++
			return move(all[i], s, i, counts[i]-1)
		})
	}
}

// logins counts whole sessions: connect, greeting, USER, PASS, gone.
func logins(ctx context.Context, z sizes, s *subject) ([]float64, error) {
	return repeat(ctx, loginWorkers, z.span, func(int) error {
		c, err := login(s)
		if err == nil {
			c.close()
		}
		return err
	})
}

// roundTrips counts commands, each sent after the reply to the one before.
func roundTrips(line string) func(context.Context, sizes, *subject) ([]float64, error) {
	return func(ctx context.Context, z sizes, s *subject) ([]float64, error) {
		c, err := login(s)
		if err != nil {
			return nil, err
		}
		defer c.close()
		if _, err := c.do(line); err != nil { // whatever refuses is quick
			return nil, err
		}
		command, buf := []byte(line+"\r\n"), make([]byte, 256)
		return repeat(ctx, 1, z.span, func(int) error {
			if _, err := c.conn.Write(command); err != nil {
				return err
			}
			return awaitLine(c.conn, buf)
		})
	}
}

// awaitLine reads until a line has ended.
func awaitLine(conn net.Conn, buf []byte) error {
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return err
		}
		if buf[n-1] == '\n' {
			return nil
		}
	}
}

// repeat has workers do something over and over for a span of time, and gives how often a second.
func repeat(ctx context.Context, workers int, span time.Duration, do func(worker int) error) ([]float64, error) {
	var count atomic.Int64
	began := time.Now()
	err := together(workers, func(i int) error {
		for time.Since(began) < span && ctx.Err() == nil {
			if err := do(i); err != nil {
				return err
			}
			count.Add(1)
		}
		return ctx.Err()
	})
	return []float64{float64(count.Load()) / time.Since(began).Seconds()}, err
}

// batch is how many NOOPs the pipelining client writes at once.
const batch = 4096

// pipelined writes NOOPs without waiting, reads the replies beside it, and counts them.
func pipelined(ctx context.Context, z sizes, s *subject) ([]float64, error) {
	c, err := login(s)
	if err != nil {
		return nil, err
	}
	defer c.close()
	began := time.Now()
	var sent atomic.Int64
	written := make(chan error, 1)
	go func() {
		noops := bytes.Repeat([]byte("NOOP\r\n"), batch)
		for time.Since(began) < z.span && ctx.Err() == nil {
			if _, err := c.conn.Write(noops); err != nil {
				written <- err
				return
			}
			sent.Add(batch)
		}
		_, err := c.conn.Write([]byte("QUIT\r\n"))
		written <- err
	}()
	replies, err := countLines(c.conn, func(n int64) bool { return len(written) > 0 && n > sent.Load() })
	if err == nil {
		err = <-written
	}
	return []float64{float64(replies) / time.Since(began).Seconds()}, err
}

// countLines reads until enough says so.
func countLines(conn net.Conn, enough func(int64) bool) (total int64, err error) {
	buf := readBuffers.Get().(*[readSize]byte)
	defer readBuffers.Put(buf)
	for !enough(total) {
		n, err := conn.Read(buf[:])
		if err != nil {
			return total, err
		}
		total += int64(bytes.Count(buf[:n], []byte{'\n'}))
	}
	return total, nil
}
