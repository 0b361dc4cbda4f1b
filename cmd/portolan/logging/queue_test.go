package logging

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for what should happen at once.
const patience = 10 * time.Second

// reader is whoever reads the log: it may stand still, or fail.
type reader struct {
	mu   sync.Mutex
	text strings.Builder
	fail error // of the next Write
	part int   // bytes that are taken before it fails

	began chan struct{} // a Write has begun
	stand chan struct{} // while it is open no Write ends; nil lets all pass
}

func (r *reader) Write(p []byte) (int, error) {
	if r.stand != nil {
		select {
		case r.began <- struct{}{}:
		default:
		}
		<-r.stand
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.fail; err != nil {
		r.fail = nil
		n := min(r.part, len(p))
		r.text.Write(p[:n])
		return n, err
	}
	return r.text.Write(p)
}

func (r *reader) read() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

func notice(lines int) []byte { return fmt.Appendf(nil, "%d lost\n", lines) }

// TestQueueBurst: the lines of ten thousand sessions wait for a slow disk, whole and in order.
func TestQueueBurst(t *testing.T) {
	slow := &reader{began: make(chan struct{}, 1), stand: make(chan struct{})}
	q := NewQueue(slow, notice)
	log := slog.New(NewJSON(q, slog.LevelInfo))
	const sessions, linesEach = 10_000, 4
	for i := range sessions {
		for range linesEach {
			log.Info("upload", "path", "/some/directory/with/a/file", "result", "done", "bytes", 1234567, "seconds", 3.14,
				"bytes_per_second", 393174, "user", "alice", "peer", "[2001:db8::1234]:50112", "session", i)
		}
	}
	close(slow.stand)
	if !q.Close(patience) {
		t.Fatal("not everything is written")
	}
	lines := strings.Split(strings.TrimSuffix(slow.read(), "\n"), "\n")
	if len(lines) != sessions*linesEach {
		t.Fatalf("%d lines, want %d", len(lines), sessions*linesEach)
	}
	for i, line := range lines {
		if want := fmt.Sprintf(`"session":%d}`, i/linesEach); !strings.HasSuffix(line, want) {
			t.Fatalf("line %d is %s, want one that ends with %s", i, line, want)
		}
	}
}

// TestQueueWhole: no line is mixed with another, however writing and reading alternate.
func TestQueueWhole(t *testing.T) {
	out := &reader{}
	q := NewQueue(out, notice)
	var want strings.Builder
	for i := range 20_000 {
		line := fmt.Sprintf("%d %s\n", i, strings.Repeat("x", i%97))
		want.WriteString(line)
		io.WriteString(q, line)
		if i%50 == 0 {
			time.Sleep(100 * time.Microsecond) // so that the queue is empty now and then
		}
	}
	if !q.Close(patience) || out.read() != want.String() {
		t.Error("the lines are not those that were written")
	}
}

// TestQueueFull: nobody waits; what has no room is counted, at its place, in one gap.
func TestQueueFull(t *testing.T) {
	still := &reader{began: make(chan struct{}, 1), stand: make(chan struct{})}
	q := NewQueue(still, notice)
	io.WriteString(q, "first\n")
	<-still.began // and is being written
	large := strings.Repeat("x", MaxWaiting/2-10) + "\n"
	io.WriteString(q, large)
	io.WriteString(q, large)
	io.WriteString(q, "a\nb\n"+large) // no room
	io.WriteString(q, "small\n")      // would have room, but not behind a gap
	close(still.stand)
	deadline := time.Now().Add(patience)
	for !strings.HasSuffix(still.read(), "lost\n") && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	io.WriteString(q, "last\n")
	if !q.Close(patience) {
		t.Fatal("not everything is written")
	}
	if got, want := still.read(), "first\n"+large+large+"4 lost\nlast\n"; got != want {
		t.Errorf("%d bytes that end with %q, want %d", len(got), got[max(0, len(got)-40):], len(want))
	}
}

// TestQueueClose does not wait for a reader that stands still.
func TestQueueClose(t *testing.T) {
	still := &reader{began: make(chan struct{}, 1), stand: make(chan struct{})}
	q := NewQueue(still, notice)
	io.WriteString(q, "first\n")
	if q.Close(time.Millisecond) {
		t.Error("everything is written, it says")
	}
	close(still.stand)
	if !q.Close(patience) || still.read() != "first\n" {
		t.Errorf("written: %q", still.read())
	}
}

// TestQueueFullDisk: what did not fit comes when there is room, from the byte on at which the disk was full.
func TestQueueFullDisk(t *testing.T) {
	disk := &reader{fail: &os.PathError{Op: "write", Err: syscall.ENOSPC}, part: 3}
	q := NewQueue(disk, notice)
	io.WriteString(q, "first\n")
	for deadline := time.Now().Add(patience); disk.read() != "first\n"; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("written: %q", disk.read())
		}
	}
	io.WriteString(q, "second\n")
	if !q.Close(patience) || disk.read() != "first\nsecond\n" {
		t.Errorf("written: %q", disk.read())
	}
}

// TestQueueReaderGone: lines for nobody are counted, and told to the next reader before its first line.
func TestQueueReaderGone(t *testing.T) {
	pipe := &reader{fail: syscall.EPIPE}
	q := NewQueue(pipe, notice)
	io.WriteString(q, "a\nb\n")
	deadline := time.Now().Add(patience)
	for pipe.read() == "" && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	io.WriteString(q, "c\n")
	if !q.Close(patience) || pipe.read() != "2 lost\nc\n" {
		t.Errorf("written: %q", pipe.read())
	}
}

// BenchmarkLine is what one line costs whoever logs: straight to a file, and through the queue.
func BenchmarkLine(b *testing.B) {
	for name, open := range map[string]func(io.Writer) io.Writer{
		"straight": func(w io.Writer) io.Writer { return w },
		"queue":    func(w io.Writer) io.Writer { return NewQueue(w, notice) },
	} {
		b.Run(name, func(b *testing.B) {
			file, err := os.Create(b.TempDir() + "/log")
			if err != nil {
				b.Fatal(err)
			}
			defer file.Close()
			out := open(file)
			handler := slog.Handler(slog.NewJSONHandler(out, nil))
			if _, queued := out.(*Queue); queued {
				handler = NewJSON(out, slog.LevelInfo)
			}
			log := slog.New(handler)
			b.ReportAllocs()
			for b.Loop() {
				log.Info("login", "user", "alice", "peer", "192.0.2.7:50112", "session", 7)
			}
			if q, queued := out.(*Queue); queued {
				q.Close(patience)
			}
		})
	}
}
