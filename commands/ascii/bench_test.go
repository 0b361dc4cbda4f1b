package ascii

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"testing"
)

// naiveEncode is the plain byte loop that the benchmarks compare with and the
// tests trust.
func naiveEncode(dst, src []byte, last *byte) []byte {
	for _, b := range src {
		if b == '\n' && *last != '\r' {
			dst = append(dst, '\r')
		}
		dst = append(dst, b)
		*last = b
	}
	return dst
}

// naiveDecode likewise, for a whole stream in one piece.
func naiveDecode(dst, src []byte) []byte {
	for i, b := range src {
		if b == '\r' && i+1 < len(src) && src[i+1] == '\n' {
			continue
		}
		dst = append(dst, b)
	}
	return dst
}

// corpus is one kind of file, 4 MiB long.
type corpus struct {
	name string
	data []byte
}

// corpora makes the files of the benchmarks: lines of random length around a
// mean, files of nothing but line ends, and random bytes.
func corpora() []corpus {
	const size = 4 << 20
	rng := rand.New(rand.NewPCG(1, 2))
	lines := func(lo, hi int, end string) []byte {
		p := make([]byte, 0, size+hi+2)
		for len(p) < size {
			for range lo + rng.IntN(hi-lo+1) {
				p = append(p, byte(' '+rng.IntN(95)))
			}
			p = append(p, end...)
		}
		return p[:size]
	}
	binary := make([]byte, size)
	for i := range binary {
		binary[i] = byte(rng.Uint32())
	}
	return []corpus{
		{"lines-30-80", lines(30, 80, "\n")},
		{"lines-crlf", lines(30, 80, "\r\n")},
		{"lines-1000", lines(500, 1500, "\n")},
		{"lines-8-24", lines(8, 24, "\n")},
		{"lines-0-8", lines(0, 8, "\n")},
		{"only-lf", bytes.Repeat([]byte{'\n'}, size)},
		{"binary", binary},
		{"no-lf", bytes.Repeat([]byte{'x'}, size)},
	}
}

// sink takes everything and keeps nothing. Unlike io.Discard it is not a
// ReaderFrom, as a connection with TLS is not.
type sink struct{}

func (sink) Write(p []byte) (int, error) { return len(p), nil }

func BenchmarkEncode(b *testing.B) {
	for _, c := range corpora() {
		b.Run(c.name+"/fast", func(b *testing.B) {
			b.SetBytes(int64(len(c.data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Encode(sink{}, bytes.NewReader(c.data)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/naive", func(b *testing.B) {
			b.SetBytes(int64(len(c.data)))
			in, out := make([]byte, BufferSize/2), make([]byte, 0, BufferSize)
			for b.Loop() {
				r, last := bytes.NewReader(c.data), byte(0)
				for {
					n, err := r.Read(in)
					if err == io.EOF {
						break
					}
					out = naiveEncode(out[:0], in[:n], &last)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, c := range corpora() {
		last := byte(0)
		wire := naiveEncode(nil, c.data, &last)
		b.Run(c.name+"/fast", func(b *testing.B) {
			b.SetBytes(int64(len(wire)))
			b.ReportAllocs()
			for b.Loop() {
				d := NewDecoder(sink{})
				if _, err := d.ReadFrom(bytes.NewReader(wire)); err != nil {
					b.Fatal(err)
				}
				if err := d.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/naive", func(b *testing.B) {
			b.SetBytes(int64(len(wire)))
			in, out := make([]byte, BufferSize), make([]byte, 0, BufferSize)
			for b.Loop() {
				r := bytes.NewReader(wire)
				for {
					n, err := r.Read(in)
					if err == io.EOF {
						break
					}
					out = naiveDecode(out[:0], in[:n])
				}
			}
		})
	}
}

func BenchmarkSize(b *testing.B) {
	for _, c := range corpora() {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Size(context.Background(), bytes.NewReader(c.data)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
