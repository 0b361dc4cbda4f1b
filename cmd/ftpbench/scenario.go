package main

import (
	"context"
	"fmt"
	"time"
)

// sizes are how much each scenario does.
type sizes struct {
	file     int64         // bytes of the large file
	entries  int           // of the large directory
	sessions int           // idle at once
	span     time.Duration // of one measurement of a rate
	settle   time.Duration // for a server to become idle
}

var (
	fullSizes  = sizes{file: 1 << 30, entries: 100_000, sessions: 5_000, span: 250 * time.Millisecond, settle: 5 * time.Second}
	quickSizes = sizes{file: 16 << 20, entries: 2_000, sessions: 100, span: 50 * time.Millisecond, settle: 500 * time.Millisecond}
)

// goal says what a metric is held against.
type goal uint8

const (
	informs      goal = iota // nothing: it explains the others
	ratioAtLeast             // our value by the floor's
	ratioAtMost
	valueAtLeast
	valueAtMost
)

// metric is one figure that a scenario measures.
type metric struct {
	name  string
	unit  string
	goal  goal
	bound float64
}

func (m metric) target() string {
	switch m.goal {
	case ratioAtLeast, valueAtLeast:
		return fmt.Sprintf(">= %.7g", m.bound)
	case ratioAtMost, valueAtMost:
		return fmt.Sprintf("<= %.7g", m.bound)
	}
	return ""
}

// meets says whether a value, and its ratio to the floor's, reach the target.
func (m metric) meets(value, ratio float64) bool {
	switch m.goal {
	case ratioAtLeast:
		return ratio >= m.bound
	case ratioAtMost:
		return ratio <= m.bound
	case valueAtLeast:
		return value >= m.bound
	case valueAtMost:
		return value <= m.bound
	}
	return true
}

// scenario is one situation that a server is put into.
type scenario struct {
	name    string
	alone   bool     // only our server is put into it
	secure  bool     // over TLS, control and data (RFC 4217); other servers are left out
	fresh   bool     // a process is measured once: memory does not go back to what it was
	slices  int      // of each round, so many alternate: rates vary with whatever else the machine does
	needs   []string // what must be in the directory
	metrics []metric
	measure func(context.Context, sizes, *subject) ([]float64, error) // one value for each metric
}

// scenarios are all that is measured. The bounds are those that the project set itself.
func scenarios() []scenario {
	rate := func(name, unit string, bound float64) []metric {
		return []metric{{name, unit, ratioAtLeast, bound}}
	}
	moved := func(bound float64) []metric {
		return append(rate("throughput", "MiB/s", bound), metric{"server time", "ms/GiB", informs, 0})
	}
	idling := []metric{{"memory", "KiB/session", valueAtMost, 6}, {"goroutines", "/session", valueAtMost, 1}}
	listed := []metric{{"whole", "ms", ratioAtMost, 1}, {"first bytes", "ms", valueAtMost, 5}, {"memory growth", "KiB", valueAtMost, flatMemory}}
	return []scenario{
		{name: "retr-1", needs: []string{bigFile}, metrics: moved(0.95), measure: downloads(1, "TYPE I", bigFile)},
		{name: "retr-8", needs: []string{bigFile}, metrics: moved(0.95), measure: downloads(8, "TYPE I", bigFile)},
		{name: "retr-calls", alone: true, needs: []string{bigFile}, metrics: callMetrics("sendfile"), measure: tracedDownload},
		{name: "stor-1", needs: []string{bigFile}, metrics: moved(0.95), measure: uploads(1)},
		{name: "stor-8", needs: []string{bigFile}, metrics: moved(0.95), measure: uploads(8)},
		{name: "stor-calls", alone: true, needs: []string{bigFile}, metrics: callMetrics("splice"), measure: tracedUpload},
		{name: "tls-retr-1", secure: true, needs: []string{bigFile}, metrics: moved(0.95), measure: downloads(1, "TYPE I", bigFile)},
		{name: "tls-retr-8", secure: true, needs: []string{bigFile}, metrics: moved(0.95), measure: downloads(8, "TYPE I", bigFile)},
		{name: "tls-stor-1", secure: true, needs: []string{bigFile}, metrics: moved(0.95), measure: uploads(1)},
		{name: "tls-stor-8", secure: true, needs: []string{bigFile}, metrics: moved(0.95), measure: uploads(8)},
		{name: "text-1", needs: []string{textFile}, metrics: moved(0.9), measure: downloads(1, "TYPE A", textFile)},
		{name: "deflate-1", needs: []string{storyFile}, metrics: moved(3), measure: deflated(storyFile)},
		{name: "list", needs: []string{manyDir, fewDir}, metrics: listed, measure: listing("LIST")},
		{name: "nlst", needs: []string{manyDir, fewDir}, metrics: listed, measure: listing("NLST")},
		{name: "mlsd", needs: []string{manyDir, fewDir}, metrics: listed, measure: listing("MLSD")},
		{name: "small-1", slices: rateSlices, needs: []string{smallFile}, metrics: rate("files", "/s", 0.85), measure: smallFiles(1)},
		{name: "small-8", slices: rateSlices, needs: []string{smallFile}, metrics: rate("files", "/s", 0.85), measure: smallFiles(8)},
		{name: "small-stor-1", slices: rateSlices, needs: []string{smallFile}, metrics: rate("files", "/s", 0.85), measure: smallUploads(1)},
		{name: "small-stor-8", slices: rateSlices, needs: []string{smallFile}, metrics: rate("files", "/s", 0.85), measure: smallUploads(8)},
		{name: "login", slices: rateSlices, metrics: rate("logins", "/s", 1), measure: logins},
		{name: "tls-login", secure: true, slices: rateSlices, metrics: rate("logins", "/s", 1), measure: logins},
		{name: "noop", slices: rateSlices, metrics: rate("round trips", "/s", 0.95), measure: roundTrips("NOOP")},
		{name: "pwd", slices: rateSlices, metrics: rate("round trips", "/s", 0.95), measure: roundTrips("PWD")},
		{name: "cwd", slices: rateSlices, needs: []string{fewDir}, metrics: rate("round trips", "/s", 0.95), measure: roundTrips("CWD /" + fewDir)},
		{name: "noop-pipe", metrics: []metric{{"replies", "/s", valueAtLeast, 1_000_000}}, measure: pipelined},
		{name: "idle", alone: true, fresh: true, metrics: idling, measure: idleSessions},
	}
}

// rateSlices make a round of a rate take a second.
const rateSlices = 4

// flatMemory is how much a server's peak may grow, in KiB, while it lists the large directory: the buffers of
// one listing and what a garbage collector leaves lying about, but not 100,000 entries, which need 20 MiB.
const flatMemory = 4 << 10
