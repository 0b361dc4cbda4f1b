package commands_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

const (
	// interleavings is how many transfers meet something else; workers of them at the same time.
	interleavings = 1000
	workers       = 4
)

// TestInterleavings lets transfers meet ABOR, QUIT, REIN, USER, STAT, and the loss of either connection, at any
// moment. Every command is answered once and in order, a session that goes on is usable, and in the end nothing
// is left: no goroutine, no descriptor, no open files. It is for the race detector most of all.
func TestInterleavings(t *testing.T) {
	testcost.Some(t)
	goroutines, descriptors := runtime.NumGoroutine(), countDescriptors()
	t.Run("meet", func(t *testing.T) {
		r := newRig(t, setup{})
		r.write("f", strings.Repeat("some text\n", 100))
		r.write("big", strings.Repeat("0123456789abcdef", 1<<16))
		for i := range 200 {
			r.write(fmt.Sprintf("d/file number %d", i), "")
		}
		var all sync.WaitGroup
		for w := range workers {
			all.Go(func() {
				m := meeting{r: r, random: rand.New(rand.NewPCG(1, uint64(w)))}
				for range interleavings / workers {
					m.once(t)
				}
				m.leave()
			})
		}
		all.Wait()
	})
	settle(t, "goroutines", goroutines, runtime.NumGoroutine)
	settle(t, "descriptors", descriptors, countDescriptors)
}

// settle waits until a count is back to what it was.
func settle(t *testing.T, what string, want int, count func() int) {
	t.Helper()
	got := count()
	for end := time.Now().Add(patience); got > want && time.Now().Before(end); got = count() {
		time.Sleep(5 * time.Millisecond)
	}
	if got > want {
		t.Errorf("there are %d %s; there were %d", got, what, want)
	}
}

// countDescriptors counts the sockets, files and directories that this process has open, where the system tells.
// The pipes that Go keeps for splice, and its poller, are not a session's.
func countDescriptors() (n int) {
	const dir = "/proc/self/fd"
	all, err := os.ReadDir(dir)
	if err != nil {
		return 0
	}
	for _, f := range all {
		if what, err := os.Readlink(filepath.Join(dir, f.Name())); err == nil &&
			(strings.HasPrefix(what, "socket:") || strings.HasPrefix(what, os.TempDir())) {
			n++
		}
	}
	return n
}

// meeting is a client that keeps its session as long as it can.
type meeting struct {
	r      *rig
	c      *client
	random *rand.Rand
}

func (m *meeting) leave() {
	if m.c != nil {
		m.c.close()
		m.c = nil
	}
}

// once is one transfer, and what it meets.
func (m *meeting) once(t *testing.T) {
	if m.c == nil {
		m.c = m.r.login("alice")
	}
	c := m.c
	if m.random.IntN(2) == 0 {
		c.pasv()
	} else {
		c.send("PORT 127,0,0,1,<p1,p2>")
		c.reply()
	}
	line := []string{"RETR f", "RETR big", "LIST d", "MLSD d", "STOR new", "APPE new"}[m.random.IntN(6)]
	action := []string{"ABOR", "QUIT", "REIN", "USER alice", "STAT", "NOOP", "close", "close data", "reset data"}[m.random.IntN(9)]
	c.send(line)
	if m.random.IntN(4) > 0 {
		c.openData()
	}
	time.Sleep(time.Duration(m.random.IntN(300)) * time.Microsecond)
	if action == "close" {
		m.leave()
		return
	}
	m.act(action)
	if want, got := m.expected(action), m.replies(action); !slices.ContainsFunc(want, func(w string) bool { return w == got }) {
		t.Errorf("%s and then %s: the replies are %s; want one of %q", line, action, got, want)
	}
	switch action {
	case "QUIT":
		c.expectEnd()
		m.leave()
	case "REIN", "USER alice":
		m.leave()
	}
}

// act sends the other command, or does something to the data connection.
func (m *meeting) act(action string) {
	switch action {
	case "close data":
		m.c.openData()
		m.c.closeData()
	case "reset data":
		m.c.resetData()
	default:
		m.c.send(action)
		if action != "ABOR" { // let the transfer end; ABOR ends it itself
			go finish(m.c.openData())
			m.c.data = nil
		}
	}
}

// finish is a client that sends nothing more and takes what there is.
func finish(data interface {
	io.ReadCloser
	CloseWrite() error
}) {
	data.CloseWrite()
	io.Copy(io.Discard, data)
	data.Close()
}

// replies are the codes that come for a transfer and an action. A transfer that does not begin has one less.
func (m *meeting) replies(action string) string {
	n := 3
	if strings.HasSuffix(action, " data") {
		n = 2
	}
	var codes []string
	for len(codes) < n {
		codes = append(codes, m.c.reply()[:3])
		if len(codes) == 1 && codes[0] != "150" {
			n--
		}
	}
	m.c.closeData()
	return strings.Join(codes, " ")
}

// expected are the possible replies: which of the ends it is depends on who was first.
func (m *meeting) expected(action string) []string {
	var all []string
	for _, end := range []string{"226", "425", "426"} {
		code := map[string]string{"ABOR": "226", "QUIT": "221", "REIN": "220", "USER alice": "331", "STAT": "211", "NOOP": "200"}[action]
		all = append(all, strings.TrimSpace("150 "+end+" "+code))
		if action == "STAT" {
			all = append(all, "150 211 "+end)
		}
	}
	if action == "ABOR" { // on a busy machine it finds the handler at work, before the transfer
		all = append(all, "450 226")
	}
	return all
}
