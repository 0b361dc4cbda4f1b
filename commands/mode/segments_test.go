package mode

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"hash/adler32"
	"io"
	"math/rand/v2"
	"sync"
	"testing"

	"golang.org/x/sync/semaphore"
)

// helped lets so many helpers compress in a test, whatever the machine, and sees to it that none is left.
func helped(t testing.TB, most int) {
	t.Helper()
	before, counted := mostHelpers, helpers
	mostHelpers, helpers = most, semaphore.NewWeighted(int64(most))
	t.Cleanup(func() {
		if !helpers.TryAcquire(int64(most)) {
			t.Error("a helper is left")
		}
		mostHelpers, helpers = before, counted
	})
}

// prose is text that compresses as texts do.
func prose(size int) []byte {
	r := rand.New(rand.NewPCG(5, 6))
	words := make([][]byte, 2_000)
	for i := range words {
		for range 2 + r.IntN(8) {
			words[i] = append(words[i], byte('a'+r.IntN(26)))
		}
		words[i] = append(words[i], ' ')
	}
	text := make([]byte, 0, size+10)
	for len(text) < size {
		text = append(text, words[int(r.ExpFloat64()*200)%len(words)]...)
	}
	return text[:size]
}

// inflate is what another implementation reads, which checks the header and the checksum.
func inflate(t *testing.T, wire []byte) []byte {
	t.Helper()
	in := bytes.NewReader(wire)
	z, err := zlib.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil || in.Len() > 0 {
		t.Fatalf("%v, %d octets behind the end", err, in.Len())
	}
	return got
}

// TestSegments: files of all sizes around a segment's come out as one zlib stream, with and without helpers.
func TestSegments(t *testing.T) {
	text := prose(7*segmentSize + 5)
	for _, most := range []int{0, 1, 9} {
		helped(t, most)
		for _, size := range []int{0, 1, segmentSize - 1, segmentSize, segmentSize + 1, 2 * segmentSize, len(text)} {
			there(t, DefaultLevel, text[:size])
		}
	}
}

// TestSegmentsOfLevels: so does every level.
func TestSegmentsOfLevels(t *testing.T) {
	helped(t, 1)
	text := prose(segmentSize + 1)
	for level := MinLevel; level <= MaxLevel; level++ {
		there(t, level, text[:1])
		there(t, level, text)
	}
}

// there sends a file, and sees to it that it comes out as it is.
func there(t *testing.T, level int, file []byte) {
	t.Helper()
	var wire bytes.Buffer
	s := deflate(level, false)(&wire)
	for left := file; len(left) > 0; {
		n := min(len(left), 100_000)
		if m, err := s.Write(left[:n]); m != n || err != nil {
			t.Fatal(m, err)
		}
		left = left[n:]
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(inflate(t, wire.Bytes()), file) {
		t.Errorf("level %d: %d octets come out as others", level, len(file))
	}
	if level > MinLevel && len(file) > 1_000 && wire.Len() > len(file)/2 {
		t.Errorf("level %d: %d octets become %d", level, len(file), wire.Len())
	}
}

// TestHelpersAreShared: many files at once get what is theirs, with the few helpers that there are.
func TestHelpersAreShared(t *testing.T) {
	helped(t, 3)
	text := prose(6 * segmentSize)
	var all sync.WaitGroup
	for i := range 5 {
		all.Go(func() {
			file := text[i*segmentSize:]
			var wire bytes.Buffer
			s := deflate(DefaultLevel, false)(&wire)
			if _, err := s.Write(file); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if !bytes.Equal(inflate(t, wire.Bytes()), file) {
				t.Errorf("file %d comes out as another", i)
			}
		})
	}
	all.Wait()
}

// TestSegmentsOfABrokenConnection: the error of the connection ends the file, and nothing of it comes into the next
// one.
func TestSegmentsOfABrokenConnection(t *testing.T) {
	helped(t, 2)
	broken := errors.New("broken")
	text := prose(6 * segmentSize)
	for range 4 {
		s := deflate(DefaultLevel, false)(failing{broken})
		if n, err := s.Write(text); err != broken || n == len(text) {
			t.Fatal(n, err)
		}
		var wire bytes.Buffer
		next := deflate(DefaultLevel, false)(&wire)
		next.Write(text)
		if err := next.Close(); err != nil || !bytes.Equal(inflate(t, wire.Bytes()), text) {
			t.Fatal("the next file comes out as another:", err)
		}
	}
}

// failing is a connection that fails.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestLevels: there are ten.
func TestLevels(t *testing.T) {
	for level, want := range map[int]bool{MinLevel - 1: false, MinLevel: true, MaxLevel: true, MaxLevel + 1: false} {
		if _, err := NewDeflate(io.Discard, level, false); (err == nil) != want {
			t.Errorf("level %d: %v", level, err)
		}
	}
}

// TestCombined: the checksum of two pieces is that of the whole.
func TestCombined(t *testing.T) {
	data := bytes.Repeat([]byte{0xff, 0xfe, 0, 7}, 60_000)
	for _, n := range []int{0, 1, 65_520, 65_521, 65_522, len(data)} {
		got := combined(adler32.Checksum(data[:n]), adler32.Checksum(data[n:]), len(data)-n)
		if want := adler32.Checksum(data); got != want {
			t.Errorf("cut at %d: %08x, want %08x", n, got, want)
		}
	}
}

// BenchmarkDeflate is a file in MODE Z at some levels, with and without a helper.
func BenchmarkDeflate(b *testing.B) {
	text := prose(16 << 20)
	for _, level := range []int{MinLevel, DefaultLevel, 6, MaxLevel} {
		for _, most := range []int{0, 1} {
			b.Run(fmt.Sprintf("level %d/helpers %d", level, most), func(b *testing.B) {
				helped(b, most)
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				var out count
				for b.Loop() {
					out = 0
					s := deflate(level, false)(&out)
					s.Write(text)
					s.Close()
				}
				b.ReportMetric(float64(len(text))/float64(out), "ratio")
			})
		}
	}
}
