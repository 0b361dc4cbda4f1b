package digest_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/portolan-ftp/portolan/commands/digest"
)

// all are the algorithms with the digests of nothing, of "abc" and of "123456789", as their standards give them.
var all = []struct {
	a             digest.Algorithm
	name          string
	nothing, text string
	tool          []string
}{
	{digest.SHA256, "SHA-256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", []string{"sha256sum"}},
	{digest.SHA512, "SHA-512", "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
		"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f", []string{"sha512sum"}},
	{digest.SHA1, "SHA-1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "a9993e364706816aba3e25717850c26c9cd0d89d", []string{"sha1sum"}},
	{digest.MD5, "MD5", "d41d8cd98f00b204e9800998ecf8427e", "900150983cd24fb0d6963f7d28e17f72", []string{"md5sum"}},
	{digest.CRC32, "CRC32", "00000000", "352441c2", nil},
}

func TestSum(t *testing.T) {
	for _, c := range all {
		for text, want := range map[string]string{"": c.nothing, "abc": c.text} {
			for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
				if got, err := digest.Sum(t.Context(), c.a, r); got != want || err != nil {
					t.Errorf("%s of %q: %s, %v; want %s", c.name, text, got, err, want)
				}
			}
		}
	}
}

// TestSumInManyChunks compares a digest of more than one chunk with the library's own.
func TestSumInManyChunks(t *testing.T) {
	content := strings.Repeat("0123456789abcde", 100_000)
	want := sha256.Sum256([]byte(content))
	if got, err := digest.Sum(t.Context(), digest.SHA256, strings.NewReader(content)); got != hex.EncodeToString(want[:]) || err != nil {
		t.Errorf("%s, %v; want %x", got, err, want)
	}
}

func TestSumFails(t *testing.T) {
	lost := errors.New("lost")
	if got, err := digest.Sum(t.Context(), digest.MD5, io.MultiReader(strings.NewReader("some"), iotest.ErrReader(lost))); got != "" || err != lost {
		t.Errorf("got %q, %v; want the reader's error", got, err)
	}
}

// TestSumIsStopped ends the context while a source without an end is read.
func TestSumIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	reads := 0
	endless := readerFunc(func(b []byte) (int, error) {
		if reads++; reads == 3 {
			cancel()
		}
		return len(b), nil
	})
	if got, err := digest.Sum(ctx, digest.SHA1, endless); got != "" || err != context.Canceled || reads != 3 {
		t.Errorf("got %q, %v after %d reads; want none and the context's error after 3", got, err, reads)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestNames(t *testing.T) {
	for _, c := range all {
		if c.a.String() != c.name {
			t.Errorf("%d is called %s; want %s", c.a, c.a, c.name)
		}
		for _, name := range []string{c.name, strings.ToLower(c.name), " " + c.name + " "} {
			if got, err := digest.ParseAlgorithm(name, "/"); got != c.a || err != nil {
				t.Errorf("%q is %v, %v", name, got, err)
			}
		}
		if got := c.a.OrDefault(); got != c.a {
			t.Errorf("instead of %s there is %s", c.a, got)
		}
	}
	for _, name := range []string{"", "SHA", "SHA-256*", "\u017fha-256", "SHA256", "SHA-256 MD5"} {
		if got, err := digest.ParseAlgorithm(name, "/"); got != 0 || err == nil {
			t.Errorf("%q is %v; want none", name, got)
		}
	}
	if got := digest.Algorithm(0).OrDefault(); got != digest.SHA256 {
		t.Errorf("the default is %s", got)
	}
	if got, want := digest.Feat(digest.SHA1), "SHA-256;SHA-512;SHA-1*;MD5;CRC32"; got != want {
		t.Errorf("Feat: %q; want %q", got, want)
	}
}

// TestAgreesWithTools compares with what the machine's own programs say of a file.
func TestAgreesWithTools(t *testing.T) {
	name := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(name, []byte(strings.Repeat("some text\n", 99_999)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.tool == nil {
			continue
		}
		out, err := exec.Command(c.tool[0], name).Output()
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := digest.Sum(t.Context(), c.a, f)
		f.Close()
		if want := strings.Fields(string(out))[0]; got != want || err != nil {
			t.Errorf("%s: %s, %v; %s says %s", c.name, got, err, c.tool[0], want)
		}
	}
}

func TestParts(t *testing.T) {
	for _, c := range []struct {
		p                digest.Part
		size, start, end int64
	}{
		{digest.Part{}, 10, 0, 10},
		{digest.Part{Start: 3}, 10, 3, 10},
		{digest.Part{Start: 10}, 10, 10, 10},
		{digest.Part{Start: 11}, 10, 10, 10},
		{digest.Part{Start: 2, End: 5, Bounded: true}, 10, 2, 5},
		{digest.Part{Start: 2, End: 50, Bounded: true}, 10, 2, 10},
		{digest.Part{Start: 20, End: 50, Bounded: true}, 10, 10, 10},
		{digest.Part{Start: 0, End: 0, Bounded: true}, 10, 0, 0},
		{digest.Inclusive(2, 4), 10, 2, 5},
		{digest.Inclusive(0, math.MaxInt64), 10, 0, 10},
		{digest.Inclusive(math.MaxInt64, math.MaxInt64), 10, 10, 10},
	} {
		if start, end := c.p.Within(c.size); start != c.start || end != c.end {
			t.Errorf("%+v of %d bytes is from %d to %d; want %d, %d", c.p, c.size, start, end, c.start, c.end)
		}
	}
	for want, p := range map[int64]digest.Part{3: digest.Inclusive(2, 4), 1: digest.Inclusive(0, 0), math.MaxInt64 - 7: digest.Inclusive(7, math.MaxInt64)} {
		if got := p.Size(); got != want {
			t.Errorf("%+v has %d bytes; want %d", p, got, want)
		}
	}
}
