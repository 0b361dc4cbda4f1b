package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// mostCopies is how many read and write calls a transfer of the large file may need: those of the control
// connection and of the server's own wake-ups, but far from one for each piece of the file.
const mostCopies = 100

// callMetrics are the system calls of one transfer, as strace counts them.
func callMetrics(zeroCopy string) []metric {
	return []metric{{zeroCopy, "calls", valueAtLeast, 1}, {"read and write", "calls", valueAtMost, mostCopies}}
}

func tracedDownload(ctx context.Context, _ sizes, s *subject) ([]float64, error) {
	return traced(ctx, s, "sendfile", func(c *client) error {
		_, err := c.download("RETR " + bigFile)
		return err
	})
}

func tracedUpload(ctx context.Context, z sizes, s *subject) ([]float64, error) {
	defer s.clearUploads()
	return traced(ctx, s, "splice", func(c *client) error {
		return c.upload("STOR "+uploadDir+"/0", filepath.Join(s.dir, bigFile), uploadSize(z.file, 1, s.dir))
	})
}

// traced counts the system calls that the server makes for one transfer.
func traced(ctx context.Context, s *subject, zeroCopy string, one func(*client) error) ([]float64, error) {
	c, err := login(s)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if _, err := c.do("TYPE I"); err != nil {
		return nil, err
	}
	counts, err := strace(ctx, s, func() error { return one(c) })
	if err != nil {
		return nil, err
	}
	return []float64{counts[zeroCopy], counts["read"] + counts["write"]}, nil
}

// traceStart is how long strace may take to attach to every thread.
const traceStart = 500 * time.Millisecond

// strace counts the server's system calls by name while do runs.
func strace(ctx context.Context, s *subject, do func() error) (map[string]float64, error) {
	out := s.log.Name() + ".strace"
	defer os.Remove(out)
	tracer := exec.CommandContext(ctx, "strace", "-f", "-c", "-o", out,
		"-e", "trace=sendfile,splice,read,write", "-p", strconv.Itoa(s.pid()))
	if err := tracer.Start(); err != nil {
		return nil, fmt.Errorf("strace is needed: %w", err)
	}
	time.Sleep(traceStart)
	err := do()
	tracer.Process.Signal(syscall.SIGINT)
	tracer.Wait() // strace ends as the signal says
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	return countCalls(string(data))
}

// countCalls reads strace's summary: a line for each call, with its count in the fourth column and its name
// in the last.
func countCalls(summary string) (map[string]float64, error) {
	counts := map[string]float64{}
	for line := range strings.Lines(summary) {
		fields := strings.Fields(line)
		if len(fields) < 5 {
			continue
		}
		if n, err := strconv.ParseFloat(fields[3], 64); err == nil {
			counts[fields[len(fields)-1]] = n
		}
	}
	if len(counts) == 0 {
		return nil, errors.New("strace counted nothing")
	}
	return counts, nil
}
