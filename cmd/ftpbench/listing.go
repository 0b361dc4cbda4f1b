package main

import (
	"context"
	"net"
	"time"
)

// listing lists the large directory, and measures the whole of it, when the first bytes came, and how much
// the server's peak memory grew by it. The data connection is open before the clock starts.
func listing(verb string) func(context.Context, sizes, *subject) ([]float64, error) {
	return func(ctx context.Context, _ sizes, s *subject) ([]float64, error) {
		c, err := login(s)
		if err != nil {
			return nil, err
		}
		defer c.close()
		if _, err := c.download(verb + " " + fewDir); err != nil { // buffers that any listing needs
			return nil, err
		}
		s.forgetPeak()
		before := s.peakMemory()
		data, err := c.openData()
		if err != nil {
			return nil, err
		}
		began := time.Now()
		var first time.Duration
		err = c.transfer(verb+" "+manyDir, data, func(data *net.TCPConn) error {
			var one [1]byte
			_, err := data.Read(one[:])
			first = time.Since(began)
			if err == nil {
				_, err = drain(data)
			}
			forget(data)
			return err
		})
		whole := time.Since(began)
		if err == nil {
			err = ctx.Err()
		}
		growth := s.ownFigure(s.peakMemory() - before)
		return []float64{milliseconds(whole), milliseconds(first), growth}, err
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
