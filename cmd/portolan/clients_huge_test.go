package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

const (
	huge = 4<<30 + 1<<20 // bytes: more than 32 bits count
	cut  = 4<<30 + 1000  // where a first transfer of it broke off; tnftp's put fails where 32 bits would be negative
)

// marks are the bytes of the huge file that are not zero, by offset: where counters of 31 and 32 bits turn over,
// at the ends, and on both sides of the cut.
var marks = map[int64]string{0: "begin", 1<<31 - 2: "half", cut - 6: "before", cut: "after", 1<<32 - 2: "whole", huge - 3: "end"}

// TestHugeFile lets every client finish broken transfers, both ways, of a file whose size needs more than 32 bits.
func TestHugeFile(t *testing.T) {
	testcost.Long(t)
	t.Parallel()
	for _, p := range clientPrograms {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			m := offered(t)[slices.IndexFunc(dataModes, func(m dataMode) bool { return p.ways[m.name].cannot == "" })]
			dir := t.TempDir()
			v := &visitor{t: t, program: p.find(t), with: p.ways[m.name].with, here: t.TempDir(), there: "/", remote: dir}
			v.address = serveDir(t, dir, 1, "--listen", m.listen, "--user", "alice:pw").addresses[0]
			makeHuge(t, filepath.Join(dir, "theirs"), huge)
			makeHuge(t, filepath.Join(v.here, "theirs"), cut)
			makeHuge(t, filepath.Join(v.here, "ours"), huge)
			makeHuge(t, filepath.Join(dir, "ours"), cut)
			fillDir(t, filepath.Join(v.here, ".told"), nil)
			p.perform(v, []clientStep{{doResumeGet, "theirs", "theirs"}, {doResumePut, "ours", "ours"}})
			told := p.perform(v, []clientStep{{doList, ".", ""}})
			if want := []string{fmt.Sprint(huge, " ours"), fmt.Sprint(huge, " theirs")}; !slices.Equal(slices.Sorted(slices.Values(told)), want) {
				t.Errorf("told %q, want %q", told, want)
			}
			checkHuge(t, filepath.Join(v.here, "theirs"), cut)
			checkHuge(t, filepath.Join(dir, "ours"), cut)
		})
	}
}

// TestHugeFileWhole moves all of it in one transfer, each way.
func TestHugeFileWhole(t *testing.T) {
	testcost.Long(t)
	dir := roomyDir(t, huge)
	v := &visitor{t: t, here: dir, there: "/"}
	v.address = serveDir(t, dir, 1, "--user", "alice:pw").addresses[0]
	makeHuge(t, filepath.Join(dir, "from"), huge)
	c := v.dialJlaffaye()
	r, err := c.Retr("from")
	if err != nil {
		t.Fatal(err)
	}
	compareHuge(t, r, 0)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := v.sendFile("from", 0, func(r io.Reader) error { return c.Stor("to", r) }); err != nil {
		t.Fatal(err)
	}
	checkHuge(t, filepath.Join(dir, "to"), 0)
}

// makeHuge makes the first size bytes of the file, without its zeros taking room.
func makeHuge(t *testing.T, path string, size int64) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for offset, mark := range marks {
		if offset < size {
			_, err = f.WriteAt([]byte(mark), offset)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Truncate(size); err != nil {
		t.Fatal(err)
	}
}

// checkHuge compares the whole size and every byte from an offset on.
func checkHuge(t *testing.T, path string, from int64) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Size() != huge {
		t.Fatalf("%d bytes, %v; want %d", info.Size(), err, int64(huge))
	}
	for offset, mark := range marks {
		got := make([]byte, len(mark))
		if _, err := f.ReadAt(got, offset); err != nil || string(got) != mark {
			t.Errorf("%q, %v at %d; want %q", got, err, offset, mark)
		}
	}
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	compareHuge(t, f, from)
}

// compareHuge reads to the end and compares every byte.
func compareHuge(t *testing.T, r io.Reader, at int64) {
	t.Helper()
	got, zeros := make([]byte, 1<<20), make([]byte, 1<<20)
	for {
		n, err := io.ReadFull(r, got)
		if !bytes.Equal(got[:n], marked(zeros[:n], at)) {
			t.Fatalf("other bytes than sent between %d and %d", at, at+int64(n))
		}
		at += int64(n)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if at != huge {
		t.Errorf("%d bytes, want %d", at, int64(huge))
	}
}

// marked is zeros with the marks that fall into them, if any do.
func marked(zeros []byte, at int64) []byte {
	want := zeros
	for offset, mark := range marks {
		for i := range int64(len(mark)) {
			if p := offset + i - at; 0 <= p && p < int64(len(zeros)) {
				if &want[0] == &zeros[0] {
					want = slices.Clone(zeros)
				}
				want[p] = mark[i]
			}
		}
	}
	return want
}
