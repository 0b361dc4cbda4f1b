package storage

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// fullSink receives into the device that is always full.
func fullSink(t *testing.T, l *Local) *inPlaceUpload {
	t.Helper()
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return &inPlaceUpload{sink: newSink(f, "/f", LocalOptions{}, 0), fs: l}
}

// tcpPair is a TCP connection to this machine: what is sent comes out of the second.
func tcpPair(t *testing.T) (sender, receiver *net.TCPConn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); s.Close() })
	return c.(*net.TCPConn), s.(*net.TCPConn)
}

// send sends s and ends the stream.
func send(t *testing.T, c *net.TCPConn, s string) {
	go func() {
		io.WriteString(c, s)
		c.CloseWrite()
	}()
}

// testLocal serves an empty directory.
func testLocal(t *testing.T, o LocalOptions) (*Local, string) {
	t.Helper()
	dir := t.TempDir()
	l, err := OpenLocal(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, dir
}

func TestNoSpace(t *testing.T) {
	l, _ := testLocal(t, LocalOptions{})
	sender, receiver := tcpPair(t)
	send(t, sender, "some bytes")
	for name, write := range map[string]func(u Upload) (int64, error){
		"Write":    func(u Upload) (int64, error) { n, err := u.Write([]byte("some bytes")); return int64(n), err },
		"ReadFrom": func(u Upload) (int64, error) { return u.ReadFrom(strings.NewReader("some bytes")) },
		"splice":   func(u Upload) (int64, error) { return u.ReadFrom(receiver) },
	} {
		u := fullSink(t, l)
		n, err := write(u)
		if n != 0 || !errors.Is(err, ErrNoSpace) || ClassOf(err) != NoSpace {
			t.Errorf("%s: %d, %v, want 0 and ErrNoSpace", name, n, err)
		}
		if _, err := u.Write([]byte("more")); !errors.Is(err, ErrNoSpace) {
			t.Errorf("%s: a Write after that gives %v, want the same", name, err)
		}
		if err := u.Commit(); !errors.Is(err, ErrNoSpace) {
			t.Errorf("%s: Commit gives %v, want ErrNoSpace", name, err)
		}
	}
}

func TestSplice(t *testing.T) {
	content := strings.Repeat("0123456789abcdef", 1<<16) // 1 MiB
	for _, c := range []struct {
		name     string
		max      int64 // of the upload
		limit    int64 // of the reader; 0 for none
		want     int64
		overrun  bool
		leftOver int64
	}{
		{"whole", 0, 0, 1 << 20, false, 0},
		{"limited", 0, 1000, 1000, false, 0},
		{"limited beyond the end", 0, 1 << 21, 1 << 20, false, 1 << 20},
		{"exactly the largest size", 1 << 20, 0, 1 << 20, false, 0},
		{"over the largest size", 1000, 0, 1000, true, 0},
		{"limited below the largest size", 1000, 999, 999, false, 0},
		{"limited to the largest size", 1000, 1000, 1000, false, 0},
		{"limited over the largest size", 1000, 2000, 1000, true, 999},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, dir := testLocal(t, LocalOptions{MaxBytes: c.max})
			up, err := l.Create(t.Context(), "/f", CreateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			sender, receiver := tcpPair(t)
			send(t, sender, content)
			var r io.Reader = receiver
			limited := &io.LimitedReader{R: receiver, N: c.limit}
			if c.limit > 0 {
				r = limited
			}
			n, err := up.ReadFrom(r)
			if n != c.want || errors.Is(err, ErrTooLarge) != c.overrun || err != nil && !c.overrun {
				t.Errorf("ReadFrom: %d, %v, want %d, over: %v", n, err, c.want, c.overrun)
			}
			if limited.N != c.leftOver {
				t.Errorf("the limited reader has %d left, want %d", limited.N, c.leftOver)
			}
			if err := up.Abort(); err != nil {
				t.Error(err)
			}
			got, err := os.ReadFile(filepath.Join(dir, "f"))
			if err != nil || string(got) != content[:c.want] {
				t.Errorf("%d bytes on disk (%v), want the first %d", len(got), err, c.want)
			}
		})
	}
}

// TestSpliceSourceFails keeps a lost connection apart from a lost disk.
func TestSpliceSourceFails(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	up, err := l.Create(t.Context(), "/f", CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	sender, receiver := tcpPair(t)
	if _, err := io.WriteString(sender, "part"); err != nil {
		t.Fatal(err)
	}
	receiver.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	n, err := up.ReadFrom(receiver)
	if n != 4 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("ReadFrom: %d, %v, want 4 and the connection's deadline", n, err)
	}
	if e, ok := errors.AsType[*Error](err); ok {
		t.Errorf("a fault of the connection is one of the storage: %v", e)
	}
	if err := up.Commit(); err != nil {
		t.Errorf("Commit: %v: the caller decides what a lost connection means", err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "f")); string(got) != "part" {
		t.Errorf("on disk: %q, %v, want the part", got, err)
	}
}

// TestCopyFromFile moves a file of the operating system into an upload, within every bound.
func TestCopyFromFile(t *testing.T) {
	content := strings.Repeat("0123456789abcdef", 1<<14) // 256 KiB
	for _, c := range []struct {
		name      string
		max, take int64 // of the upload, and of the reader; 0 for none
		want      int64
		err       error
	}{
		{"whole", 0, 0, 1 << 18, nil},
		{"limited", 0, 1000, 1000, nil},
		{"exactly the largest size", 1 << 18, 0, 1 << 18, nil},
		{"over the largest size", 1000, 0, 1000, ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, dir := testLocal(t, LocalOptions{MaxBytes: c.max})
			name := filepath.Join(t.TempDir(), "source")
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			source, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer source.Close()
			up, err := l.Create(t.Context(), "/f", CreateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var r io.Reader = source
			if c.take > 0 {
				r = io.LimitReader(source, c.take)
			}
			if n, err := up.ReadFrom(r); n != c.want || !errors.Is(err, c.err) {
				t.Errorf("ReadFrom: %d, %v, want %d, %v", n, err, c.want, c.err)
			}
			if err := up.Abort(); err != nil {
				t.Error(err)
			}
			if got, err := os.ReadFile(filepath.Join(dir, "f")); err != nil || string(got) != content[:c.want] {
				t.Errorf("%d bytes on disk (%v), want the first %d", len(got), err, c.want)
			}
		})
	}
}

// TestAskBeforeSplice covers files that the kernel cannot splice into: those that
// append, and devices, which stand for file systems without it.
func TestAskBeforeSplice(t *testing.T) {
	name := filepath.Join(t.TempDir(), "f")
	for _, c := range []struct {
		name string
		flag int
		want bool
	}{
		{name, os.O_WRONLY | os.O_CREATE, true},
		{name, os.O_WRONLY | os.O_APPEND, false},
		{name, os.O_RDONLY, false},
		{"/dev/full", os.O_WRONLY, false},
	} {
		f, err := os.OpenFile(c.name, c.flag, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if got := splices(f); got != c.want {
			t.Errorf("splices(%s, flags %#x) = %v, want %v", c.name, c.flag, got, c.want)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if fi, err := os.Stat(name); err != nil || fi.Size() != 0 {
		t.Errorf("asking left %v, %v, want an empty file", fi, err)
	}
}

func TestAppendFromTCP(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	name := filepath.Join(dir, "f")
	if err := os.WriteFile(name, []byte("old,"), 0o644); err != nil {
		t.Fatal(err)
	}
	up, err := l.Create(t.Context(), "/f", CreateOptions{Mode: Append})
	if err != nil {
		t.Fatal(err)
	}
	sender, receiver := tcpPair(t)
	send(t, sender, "new")
	if n, err := up.ReadFrom(receiver); n != 3 || err != nil {
		t.Errorf("ReadFrom: %d, %v, want 3", n, err)
	}
	if err := up.Commit(); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(name); string(got) != "old,new" {
		t.Errorf("on disk: %q, %v, want old,new", got, err)
	}
}

// readerFrom notes what it is handed.
type readerFrom struct {
	bytes.Buffer
	got io.Reader
}

func (w *readerFrom) ReadFrom(r io.Reader) (int64, error) {
	w.got = r
	return w.Buffer.ReadFrom(r)
}

func TestWriteToHandsOverTheFile(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte("0123456789"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := l.Open(t.Context(), "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(4, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	var w readerFrom
	n, err := io.Copy(&w, f)
	if n != 6 || err != nil || w.String() != "456789" {
		t.Errorf("io.Copy: %d, %v, %q", n, err, w.String())
	}
	if file, ok := w.got.(*os.File); !ok || file != f.(*localFile).os {
		t.Errorf("the writer was handed a %T, want the *os.File", w.got)
	}
}

// TestWriteToTCP sends a file as a data connection does.
func TestWriteToTCP(t *testing.T) {
	content := strings.Repeat("0123456789abcdef", 1<<14)
	l, dir := testLocal(t, LocalOptions{})
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := l.Open(t.Context(), "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sender, receiver := tcpPair(t)
	sent := make(chan error, 1)
	go func() {
		_, err := f.WriteTo(sender)
		sender.CloseWrite()
		sent <- err
	}()
	got, err := io.ReadAll(receiver)
	if err != nil || string(got) != content {
		t.Errorf("%d bytes arrived (%v), want the %d of the file", len(got), err, len(content))
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
}

func TestPump(t *testing.T) {
	lost := errors.New("lost")
	for _, c := range []struct {
		name string
		w    io.Writer
		r    io.Reader
		n    int64
		err  error
	}{
		{"all", io.Discard, strings.NewReader("12345"), 5, nil},
		{"one by one", io.Discard, iotest.OneByteReader(strings.NewReader("12345")), 5, nil},
		{"data with EOF", io.Discard, iotest.DataErrReader(strings.NewReader("12345")), 5, nil},
		{"source lost", io.Discard, io.MultiReader(strings.NewReader("12"), iotest.ErrReader(lost)), 2, lost},
		{"nothing", io.Discard, strings.NewReader(""), 0, nil},
		{"short write", shortWriter{}, strings.NewReader("12345"), 1, io.ErrShortWrite},
		{"no progress", io.Discard, stuckReader{}, 0, io.ErrNoProgress},
	} {
		if n, err := pump(c.w, c.r); n != c.n || err != c.err {
			t.Errorf("%s: %d, %v, want %d, %v", c.name, n, err, c.n, c.err)
		}
	}
}

type shortWriter struct{}

func (shortWriter) Write([]byte) (int, error) { return 1, nil }

type stuckReader struct{}

func (stuckReader) Read([]byte) (int, error) { return 0, nil }

// TestAbortFails closes the file under an upload, as a fault of the system would.
func TestAbortFails(t *testing.T) {
	for how, sync := range map[Uploads]Sync{Safe: SyncData, InPlace: SyncNever} { // each asks the file at the end
		l, dir := testLocal(t, LocalOptions{Uploads: how, Sync: sync})
		up, err := l.Create(t.Context(), "/f", CreateOptions{})
		if err == nil {
			_, err = up.Write([]byte("part"))
		}
		if err != nil {
			t.Fatal(err)
		}
		if u, ok := up.(*besideUpload); ok {
			u.file.Close()
		} else {
			up.(*inPlaceUpload).file.Close()
		}
		first := up.Abort()
		e, ok := first.(*Error)
		if !ok || e.Op != "abort" || e.Path != "/f" || !strings.Contains(e.Err.Error(), "closed") {
			t.Errorf("%v: Abort gives %v, want the file's error", how, first)
		}
		if again := up.Abort(); again != first {
			t.Errorf("%v: Abort again gives %v", how, again)
		}
		left, err := filepath.Glob(filepath.Join(dir, UploadPrefix+"*"))
		if err != nil || len(left) != 0 {
			t.Errorf("%v: %q is left (%v)", how, left, err)
		}
	}
}

// TestCommitFailsLate lets what Commit does fail: the old file stays, and nothing is left beside it.
func TestCommitFailsLate(t *testing.T) {
	for _, how := range []Uploads{Safe, Strict} {
		for what, spoil := range map[string]func(u *besideUpload, dir string){
			"syncing":  func(u *besideUpload, _ string) { u.file.Close() },
			"renaming": func(u *besideUpload, dir string) { must(t, os.Remove(filepath.Join(dir, u.temp))) },
		} {
			l, dir := testLocal(t, LocalOptions{Uploads: how, Sync: SyncData})
			must(t, os.WriteFile(filepath.Join(dir, "f"), []byte("old"), 0o644))
			up, err := l.Create(t.Context(), "/f", CreateOptions{})
			must(t, err)
			_, err = up.Write([]byte("new"))
			must(t, err)
			spoil(up.(*besideUpload), dir)
			if err := up.Commit(); err == nil {
				t.Errorf("%v, %s: Commit gives no error", how, what)
			}
			got, err := os.ReadFile(filepath.Join(dir, "f"))
			entries, _ := os.ReadDir(dir)
			if err != nil || string(got) != "old" || len(entries) != 1 {
				t.Errorf("%v, %s: the file is %q (%v), and the directory has %v", how, what, got, err, entries)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFileErrorsNameTheFile(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	if err := os.WriteFile(filepath.Join(dir, "f"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := l.Open(t.Context(), "/f")
	if err != nil {
		t.Fatal(err)
	}
	_, seekErr := f.Seek(-1, io.SeekStart)
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	_, readErr := f.Read(make([]byte, 1))
	for op, err := range map[string]error{"seek": seekErr, "read": readErr, "close": f.Close()} {
		e, ok := err.(*Error)
		if !ok || e.Op != op || e.Path != "/f" {
			t.Errorf("%s gives %v, want an *Error that names it", op, err)
		}
	}
}

// pipesOpen is how many pipes this process has.
func pipesOpen(t *testing.T) (n int) {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		if to, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasPrefix(to, "pipe:") {
			n++
		}
	}
	return n / 2
}

// TestPipesAreFew: uploads that wait for their clients have no pipe, and those that are over leave few.
func TestPipesAreFew(t *testing.T) {
	const uploads = 64
	l, dir := testLocal(t, LocalOptions{})
	content := strings.Repeat("0123456789abcdef", 1<<14)
	before := pipesOpen(t)
	var senders []*net.TCPConn
	done := make(chan error, uploads)
	for i := range uploads {
		up, err := l.Create(t.Context(), Path(fmt.Sprintf("/f%d", i)), CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		sender, receiver := tcpPair(t)
		senders = append(senders, sender)
		go func() {
			_, err := up.ReadFrom(receiver)
			done <- errors.Join(err, up.Commit())
		}()
	}
	for _, s := range senders {
		if _, err := io.WriteString(s, content); err != nil {
			t.Fatal(err)
		}
	}
	const most = idlePipes + 2
	for end := time.Now().Add(20 * time.Second); pipesOpen(t)-before > most; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d pipes are open while %d uploads wait", pipesOpen(t)-before, uploads)
		}
	}
	for _, s := range senders {
		s.CloseWrite()
	}
	for range uploads {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := pipesOpen(t) - before; n > most {
		t.Errorf("%d pipes are open after %d uploads", n, uploads)
	}
	for i := range uploads {
		if got, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("f%d", i))); err != nil || string(got) != content {
			t.Errorf("upload %d: %d bytes, %v", i, len(got), err)
		}
	}
}

// systemOnly is a connection whose bytes nobody but the system may take.
type systemOnly struct{ *net.TCPConn }

func (systemOnly) Read([]byte) (int, error) { return 0, errors.New("its bytes are copied") }

// TestEachConnectionIsSpliced: also one that is not package net's own.
func TestEachConnectionIsSpliced(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	up, err := l.Create(t.Context(), "/f", CreateOptions{Mode: Resume, Offset: 3})
	if err != nil {
		t.Fatal(err)
	}
	sender, receiver := tcpPair(t)
	go func() {
		io.WriteString(sender, "def")
		sender.CloseWrite()
	}()
	if n, err := up.ReadFrom(&io.LimitedReader{R: systemOnly{receiver}, N: 100}); n != 3 || err != nil {
		t.Error(n, err)
	}
	if err := up.Commit(); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "f")); string(got) != "abcdef" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestSpliceInterrupted: a deadline that passes ends a splice, which loses nothing of what has come.
func TestSpliceInterrupted(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	up, err := l.Create(t.Context(), "/f", CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	sender, receiver := tcpPair(t)
	content := strings.Repeat("0123456789abcdef", 1<<16)
	go func() {
		for rest := content; len(rest) > 0; rest = rest[1<<15:] {
			io.WriteString(sender, rest[:1<<15])
			time.Sleep(time.Millisecond)
		}
		sender.CloseWrite()
	}()
	var total int64
	for over := false; !over; {
		receiver.SetReadDeadline(time.Now().Add(500 * time.Microsecond))
		n, err := up.ReadFrom(receiver)
		total += n
		if over = err == nil; !over && !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
	}
	if err := up.Commit(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "f")); err != nil || string(got) != content || total != int64(len(content)) {
		t.Errorf("%d bytes, %d told of, %v", len(got), total, err)
	}
}
