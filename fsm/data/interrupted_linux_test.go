package data

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/fsm/socket"
)

// interruptEvery is from one deadline of the data connection to the next, far shorter than the transfers of these tests
// take.
const interruptEvery = 200 * time.Microsecond

// interruptedSize is how much is transferred: many times what the system buffers for the connections of these tests.
const interruptedSize = 3 << 20

// interrupted is a slow data connection whose operations are interrupted all the time, so that writes and
// reads are cut short wherever they can be. The other end is returned with it.
func interrupted(t *testing.T, secure bool, pair func(*testing.T) (net.Conn, net.Conn)) (*Connection, net.Conn) {
	t.Helper()
	ours, theirs := pair(t)
	c := New(Settings{StallTimeout: time.Minute}, new(Progress))
	c.conn = ours
	if secure {
		c.carrier = &carrier{Conn: ours, owner: c}
		secured, client := tls.Server(c.carrier, selfSigned(t)), tls.Client(theirs, &tls.Config{InsecureSkipVerify: true})
		failed := make(chan error, 1)
		go func() { failed <- client.Handshake() }()
		if err := errors.Join(secured.Handshake(), <-failed); err != nil {
			t.Fatal(err)
		}
		c.carrier.live = true
		c.conn, theirs = secured, client
	}
	c.opened.Store(true)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			c.mu.Lock()
			if c.conn != nil {
				c.conn.SetDeadline(longAgo)
			}
			c.mu.Unlock()
			time.Sleep(interruptEvery)
		}
	}()
	t.Cleanup(func() { cancel(); <-done; theirs.Close(); c.Close() })
	return c, theirs
}

// narrowPair is a TCP connection that holds little, as PORT makes it.
func narrowPair(t *testing.T) (ours, theirs net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	theirs = dialNarrow(t, l.Addr().String())
	if ours, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	narrow(t, ours.(*net.TCPConn))
	return ours, theirs
}

// narrowPassive is one as PASV makes it.
func narrowPassive(t *testing.T) (ours, theirs net.Conn) {
	t.Helper()
	l, err := socket.Listen(netip.MustParseAddrPort("127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	theirs = dialNarrow(t, l.Addr().String())
	if ours, _, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	narrow(t, ours.(syscall.Conn))
	return ours, theirs
}

func dialNarrow(t *testing.T, to string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	narrow(t, conn.(*net.TCPConn))
	return conn
}

// narrow makes a connection hold little.
func narrow(t *testing.T, conn syscall.Conn) {
	t.Helper()
	raw, err := conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		for _, option := range []int{unix.SO_RCVBUF, unix.SO_SNDBUF} {
			failed = errors.Join(failed, unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, option, 16<<10))
		}
	})
	if err := errors.Join(err, failed); err != nil {
		t.Fatal(err)
	}
}

// pairs are the kinds of data connections.
var pairs = map[string]func(*testing.T) (net.Conn, net.Conn){"active": narrowPair, "passive": narrowPassive}

func counted(c *Connection) int64 {
	n, _ := c.progress.Counts()
	return n
}

func selfSigned(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, DynamicRecordSizingDisabled: true}
}

// pattern is content in which nothing can be missing or twice without being seen.
func pattern(b []byte) []byte {
	for i := range b {
		b[i] = byte(i) ^ byte(i>>8)*7 ^ byte(i>>16)*13
	}
	return b
}

// slowly reads with pauses, so that the sender's buffers are full nearly always.
func slowly(conn net.Conn, got chan<- []byte) {
	var all bytes.Buffer
	for buf := make([]byte, 24<<10); ; {
		n, err := conn.Read(buf)
		all.Write(buf[:n])
		if err != nil {
			got <- all.Bytes()
			return
		}
		time.Sleep(interruptEvery)
	}
}

// memoryFile is a file with this content that the system can neither sendfile nor splice, and that ends in EIO: a part
// of the memory of this process.
func memoryFile(t *testing.T, size int) (*os.File, []byte) {
	t.Helper()
	page := os.Getpagesize()
	memory := lowMemory(t, uintptr(size+page))
	if err := unix.MunmapPtr(unsafe.Add(memory, size), uintptr(page)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.MunmapPtr(memory, uintptr(size)) })
	f, err := os.Open("/proc/self/mem")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if _, err := f.Seek(int64(uintptr(memory)), io.SeekStart); err != nil {
		t.Fatal(err)
	}
	return f, pattern(unsafe.Slice((*byte)(memory), size))
}

// lowMemory maps this much memory below 2 GiB: its place is an offset in /proc/self/mem, and sendfile refuses offsets
// beyond that there before it looks whether it can send at all. The heap of C is put down there at random, so several
// places are tried.
func lowMemory(t *testing.T, size uintptr) unsafe.Pointer {
	t.Helper()
	const first, last, step = 0x10000000, 0x70000000, 0x04000000
	var err error
	for at := uintptr(first); at < last; at += step {
		var memory unsafe.Pointer
		memory, err = unix.MmapPtr(-1, 0, unsafe.Add(nil, at), size, unix.PROT_READ|unix.PROT_WRITE,
			unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_FIXED_NOREPLACE)
		if err == nil {
			return memory
		}
	}
	t.Fatalf("no place below 2 GiB for %d bytes: %v", size, err)
	return nil
}

func regularFile(t *testing.T) (*os.File, []byte) {
	t.Helper()
	content := pattern(make([]byte, interruptedSize))
	name := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, content
}

// TestInterruptedDownloadsAreWhole: whatever the way from the file to the socket, a write that is cut short is gone on
// with where the socket has stopped to take.
func TestInterruptedDownloadsAreWhole(t *testing.T) {
	for _, c := range []struct {
		name   string
		secure bool
		file   func(*testing.T) (*os.File, []byte)
		send   func(*Writer, *os.File) (int64, error)
		ends   error
	}{
		{"sendfile", false, regularFile, func(w *Writer, f *os.File) (int64, error) { return w.ReadFrom(f) }, nil},
		{"no sendfile", false, func(t *testing.T) (*os.File, []byte) { return memoryFile(t, interruptedSize) },
			func(w *Writer, f *os.File) (int64, error) { return w.ReadFrom(f) }, syscall.EIO},
		{"a pipe", false, pipeFile, func(w *Writer, f *os.File) (int64, error) { return w.ReadFrom(f) }, nil},
		{"a part", false, regularFile, func(w *Writer, f *os.File) (int64, error) { return w.ReadFrom(io.LimitReader(f, interruptedSize)) }, nil},
		{"written", false, regularFile, func(w *Writer, f *os.File) (int64, error) {
			all, err := io.ReadAll(f)
			n, failed := w.Write(all)
			return int64(n), errors.Join(err, failed)
		}, nil},
		{"TLS", true, regularFile, func(w *Writer, f *os.File) (int64, error) { return w.ReadFrom(f) }, nil},
	} {
		for kind, pair := range pairs {
			t.Run(c.name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				file, content := c.file(t)
				tr, theirs := interrupted(t, c.secure, pair)
				got := make(chan []byte, 1)
				go slowly(theirs, got)
				n, err := c.send(tr.Writer(), file)
				if n != int64(len(content)) || !errors.Is(err, c.ends) || counted(tr) != n && !c.secure {
					t.Errorf("sent %d of %d bytes, %v; %d are counted", n, len(content), err, counted(tr))
				}
				tr.Close()
				if all := <-got; !bytes.Equal(all, content) {
					t.Errorf("%d bytes came of %d, and they are not the same", len(all), len(content))
				}
			})
		}
	}
}

func pipeFile(t *testing.T) (*os.File, []byte) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	content := pattern(make([]byte, interruptedSize))
	go func() {
		w.Write(content)
		w.Close()
	}()
	t.Cleanup(func() { r.Close() })
	return r, content
}

// spliced is where an upload goes that the system can move by itself.
type spliced struct{ io.Writer }

func (spliced) ReadFrom(r io.Reader) (int64, error) {
	limited := r.(*io.LimitedReader)
	if _, ok := limited.R.(interface {
		net.Conn
		syscall.Conn
	}); !ok {
		return 0, errors.New("what is read is no connection of the system")
	}
	return 0, nil
}

// TestUploadsCanBeSpliced: an upload is given the connection itself, whoever opened it.
func TestUploadsCanBeSpliced(t *testing.T) {
	for kind, pair := range pairs {
		ours, theirs := pair(t)
		c := New(Settings{StallTimeout: time.Minute}, new(Progress))
		c.conn = ours
		if _, err := c.Reader(nil).WriteTo(spliced{io.Discard}); err != nil {
			t.Error(kind, err)
		}
		ours.Close()
		theirs.Close()
	}
}

// TestInterruptedUploadsAreWhole is the same for the other direction.
func TestInterruptedUploadsAreWhole(t *testing.T) {
	for _, c := range []struct {
		name   string
		secure bool
		to     func(*os.File) io.Writer
	}{
		{"splice", false, func(f *os.File) io.Writer { return f }},
		{"copy", false, func(f *os.File) io.Writer { return struct{ io.Writer }{f} }},
		{"TLS", true, func(f *os.File) io.Writer { return f }},
	} {
		for kind, pair := range pairs {
			t.Run(c.name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				name := filepath.Join(t.TempDir(), "f")
				file, err := os.Create(name)
				if err != nil {
					t.Fatal(err)
				}
				defer file.Close()
				tr, theirs := interrupted(t, c.secure, pair)
				content := pattern(make([]byte, interruptedSize))
				go func() {
					for rest := content; len(rest) > 0; {
						n, err := theirs.Write(rest[:min(len(rest), 24<<10)])
						if err != nil {
							return
						}
						rest = rest[n:]
						time.Sleep(interruptEvery)
					}
					theirs.Close()
				}()
				n, err := tr.Reader(nil).WriteTo(c.to(file))
				if n != interruptedSize || err != nil || counted(tr) != n {
					t.Errorf("received %d of %d bytes, %v; %d are counted", n, interruptedSize, err, counted(tr))
				}
				if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, content) {
					t.Errorf("%d bytes are stored of %d, and they are not the same, %v", len(got), interruptedSize, err)
				}
			})
		}
	}
}
