//go:build unix

package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/diff"
)

// tables are the server's table, and the same with one more region and one more policy.
var tables = []struct{ name, file string }{
	{"today", filepath.Join("..", "..", "spec", "ftp.yaml")},
	{"one more region", filepath.Join("testdata", "growth", "region.yaml")},
	{"one more policy", filepath.Join("testdata", "growth", "policy.yaml")},
}

// BenchmarkGrowth says what the table costs, and what it would with one more region of two states or one more policy:
// the audit, what the audit explores, and a comparison that has to explore both sides. Besides the time there are the
// processor's, the configurations and transitions that are kept, and the largest heap.
//
//	go test ./cmd/ftpspec -run NONE -bench Growth -benchtime 3x
func BenchmarkGrowth(b *testing.B) {
	for _, table := range tables {
		s, err := decode.Load(table.file)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("explore/"+table.name, func(b *testing.B) {
			var m *check.Model
			measure(b, func() { m = check.NewModel(s) })
			b.ReportMetric(float64(len(m.Graph.Nodes)), "nodes")
			b.ReportMetric(float64(len(m.Graph.Edges)), "edges")
		})
		b.Run("audit/"+table.name, func(b *testing.B) {
			measure(b, func() {
				if _, err := auditSpec(s); err != nil {
					b.Fatal(err)
				}
			})
		})
		b.Run("diff/"+table.name, func(b *testing.B) {
			now := forgetful(b, table.file)
			measure(b, func() {
				if r := diff.Compare(diff.Revision{Name: "old", Spec: s}, diff.Revision{Name: "new", Spec: now}); r.Verdict != diff.Widened {
					b.Fatal(r.Word())
				}
			})
		})
	}
}

// forgetful is a table in which a name given by RNFR survives NOOP: a change that only a walk through both finds.
func forgetful(b *testing.B, file string) *spec.Spec {
	b.Helper()
	s, err := decode.Load(file)
	if err != nil {
		b.Fatal(err)
	}
	for i := range s.Regions {
		if s.Regions[i].Name == "rename" {
			s.Regions[i].Survives = append(s.Regions[i].Survives, "NOOP")
		}
	}
	return s
}

// measure runs something and reports the largest heap beside its time.
func measure(b *testing.B, run func()) {
	runtime.GC()
	stop, largest := make(chan struct{}), make(chan uint64)
	go func() {
		most, tick := uint64(0), time.NewTicker(5*time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-stop:
				largest <- most
				return
			case <-tick.C:
			}
		}
	}()
	begun := processor()
	for b.Loop() {
		run()
	}
	b.ReportMetric((processor()-begun)/float64(b.N), "cpu-s/op")
	close(stop)
	b.ReportMetric(float64(<-largest)/(1<<20), "MB")
}

// processor is the processor time that the process has used, in seconds: other programs do not count, as they do in
// ns/op.
func processor() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}

// The tables of the benchmark are ones that can be made: without faults, with what they add.
func TestGrowthTables(t *testing.T) {
	for _, table := range tables[1:] {
		data, err := os.ReadFile(table.file)
		if err != nil || !strings.HasPrefix(string(data), "# The server's table with "+table.name) {
			t.Error(table.name, err)
		}
		s, err := decode.Load(table.file)
		if err != nil {
			t.Error(err)
			continue
		}
		if s.Base == nil || len(s.Regions)+len(s.Policies) != len(s.Base.Regions)+len(s.Base.Policies)+1 {
			t.Errorf("%s: %d regions and %d policies", table.name, len(s.Regions), len(s.Policies))
		}
	}
}
