package main

import (
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"
)

func TestCountCalls(t *testing.T) {
	got, err := countCalls(`% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 91.54    0.066120          23      2873         1 sendfile
  5.65    0.004079         339        12           write
  2.81    0.002030         184        11         6 read
------ ----------- ----------- --------- --------- ----------------
100.00    0.072229          24      2896         7 total
`)
	if want := map[string]float64{"sendfile": 2873, "write": 12, "read": 11, "total": 2896}; err != nil || !maps.Equal(got, want) {
		t.Errorf("%v %v, want %v", got, err, want)
	}
	if _, err := countCalls(""); err == nil || err.Error() != "strace counted nothing" {
		t.Error(err)
	}
}

func TestStatus(t *testing.T) {
	path := filepath.Join(t.TempDir(), "status")
	if err := os.WriteFile(path, []byte("Name:\tx\nVmHWM:\t  9000 kB\nVmRSS:\t  8123 kB\nThreads:\tmany\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := statusKiB(path, "VmRSS"); got != 8123 {
		t.Error(got)
	}
	for _, c := range []struct{ path, name string }{{path, "Rss"}, {path, "Threads"}, {path + "x", "VmRSS"}} {
		if got := statusKiB(c.path, c.name); !math.IsNaN(got) {
			t.Errorf("%v: %v", c, got)
		}
	}
}

// TestPeersConfigs: what each peer is told has the address and the directory in it.
func TestPeersConfigs(t *testing.T) {
	for _, l := range peers() {
		s, err := l.start(t.Context(), t.TempDir(), t.TempDir())
		if err != nil {
			t.Errorf("%s: %v", l.name, err)
			continue
		}
		c, err := login(s)
		if err != nil {
			t.Errorf("%s: %v", l.name, err)
		} else {
			c.close()
		}
		s.stop()
	}
}
