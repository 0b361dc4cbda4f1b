package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// What /proc says about a process. Where there is no /proc the figures are NaN, or zero time, and the rows
// that need them fail.

// statusKiB reads a figure from a file of lines like "VmRSS:   123 kB"; NaN if it is not there.
func statusKiB(path, name string) float64 {
	data, err := os.ReadFile(path)
	if err != nil {
		return math.NaN()
	}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		if fields := strings.Fields(value); key == name && len(fields) > 0 {
			if n, err := strconv.ParseFloat(fields[0], 64); err == nil {
				return n
			}
		}
	}
	return math.NaN()
}

func (s *subject) proc(file string) string {
	return filepath.Join("/proc", strconv.Itoa(s.pid()), file)
}

// residentMemory of the process, in KiB.
func (s *subject) residentMemory() float64 { return statusKiB(s.proc("status"), "VmRSS") }

// peakMemory is the most that was resident since forgetPeak, in KiB.
func (s *subject) peakMemory() float64 { return statusKiB(s.proc("status"), "VmHWM") }

// forgetPeak makes what is resident now the peak (proc(5), clear_refs).
func (s *subject) forgetPeak() {
	os.WriteFile(s.proc("clear_refs"), []byte("5"), 0) // fails where it is not offered: then peaks only grow less
}

// processorTime is what the process has used, in user space and in the kernel.
func (s *subject) processorTime() time.Duration {
	tasks, _ := filepath.Glob(s.proc("task/*/schedstat"))
	var total time.Duration
	for _, task := range tasks {
		data, err := os.ReadFile(task)
		if err != nil {
			continue // that thread has just ended
		}
		first, _, _ := bytes.Cut(data, []byte{' '})
		n, _ := strconv.ParseInt(string(first), 10, 64)
		total += time.Duration(n)
	}
	return total
}
