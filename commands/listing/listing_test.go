package listing

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// now is the time at which the tests list, and at is a little before it.
var (
	now = time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	at  = time.Date(2026, 11, 22, 17, 44, 0, 0, time.UTC)
)

// file is a plain file for the tests to vary.
func file(name string) storage.Info {
	return storage.Info{Name: name, Size: 3, Mode: 0o644, ModTime: at, Links: 1, Device: 0x801, Inode: 0x1a2b}
}

func TestListable(t *testing.T) {
	for name, want := range map[string]bool{
		"a.txt": true, " ": true, "-x": true, "ä": true, "\xff": true, "\x1b[2J": true, "a;b=c": true,
		"": false, "a\nb": false, "a\rb": false, "a\x00": false, "\n": false,
	} {
		if got := Listable(name); got != want {
			t.Errorf("Listable(%q) = %v", name, got)
		}
	}
}

func TestAppendName(t *testing.T) {
	for _, c := range []struct{ prefix, name, want string }{
		{"", "a.txt", "a.txt\r\n"},
		{"sub/", "a.txt", "sub/a.txt\r\n"},
		{"../x//", "a b ", "../x//a b \r\n"},
		{"", "a\r\n226 forged", ""},
		{"", "a\x00b", ""},
		{"", "", ""},
		{"s\nub/", "a.txt", ""},
	} {
		if got := string(AppendName([]byte("kept|"), c.prefix, c.name)); got != "kept|"+c.want {
			t.Errorf("AppendName(%q, %q) = %q, want %q after what was there", c.prefix, c.name, got, c.want)
		}
	}
}

// No entry allocates, and a name that cannot be listed leaves no trace in any
// kind of listing.
func TestEntriesAllocateNothing(t *testing.T) {
	link := file("link")
	link.Mode, link.Target = fs.ModeSymlink|0o777, "a.txt"
	dir := file("sub")
	dir.Mode = fs.ModeDir | 0o755
	const all = ^Facts(0)
	buf := make([]byte, 0, 4096)
	n := testing.AllocsPerRun(100, func() {
		buf = buf[:0]
		for _, i := range []storage.Info{file("a.txt"), link, dir} {
			buf = AppendLong(buf, i, now)
			buf = AppendName(buf, "sub/", i.Name)
			buf = AppendFacts(buf, i, all, Entry, Perm(i, 0xff, 0xff))
		}
	})
	if n != 0 {
		t.Errorf("nine entries allocate %v times", n)
	}
	for _, name := range []string{"", "a\nb", "a\rb", "a\x00b"} {
		i := file(name)
		if got := AppendLong([]byte("kept"), i, now); string(got) != "kept" {
			t.Errorf("AppendLong(%q) = %q", name, got)
		}
		if got := AppendFacts([]byte("kept"), i, all, Entry, "r"); string(got) != "kept" {
			t.Errorf("AppendFacts(%q) = %q", name, got)
		}
	}
}

// longFront is what stands before the name in a long line.
var longFront = regexp.MustCompile(`^[-dlpscb]([-r][-w][-xsStT]){3} +[1-9]\d* ftp      ftp      +\d+ [A-Z][a-z]{2} [ 123]\d (\d\d:\d\d| \d{4}) `)

// FuzzLine: whatever the file, a line has its columns in place and exactly one
// line end, and the name comes out as it was.
func FuzzLine(f *testing.F) {
	f.Add("a.txt", "target", int64(3), uint32(0o644), int64(1795369440), uint64(1))
	f.Add("a -> b; c", "t; x", int64(-1), uint32(fs.ModeSymlink|0o777), int64(-1)<<63, uint64(0))
	f.Add("nl\n", "", int64(1)<<62, uint32(fs.ModeDir), int64(1)<<62, ^uint64(0))
	f.Fuzz(func(t *testing.T, name, target string, size int64, mode uint32, sec int64, n uint64) {
		i := storage.Info{Name: name, Target: target, Size: size, Mode: fs.FileMode(mode),
			ModTime: time.Unix(sec, 0), Links: n, Device: n, Inode: n}
		long := string(AppendLong(nil, i, now))
		entry := string(AppendFacts(nil, i, ^Facts(0), Entry, "r"))
		if !Listable(name) {
			if long != "" || entry != "" {
				t.Fatalf("unlistable %q gave %q and %q", name, long, entry)
			}
			return
		}
		front := longFront.FindString(long)
		rest, ok := strings.CutSuffix(long[len(front):], "\r\n")
		if front == "" || !ok || breaksLine(rest) {
			t.Fatalf("line %q", long)
		}
		want := name
		if i.Mode&fs.ModeSymlink != 0 && Listable(target) {
			want += " -> " + target
		}
		if rest != want {
			t.Fatalf("name %q in %q, want %q", rest, long, want)
		}
		facts, got, ok := strings.Cut(entry, " ")
		if !ok || got != name || !strings.HasSuffix(facts, ";") || !WellFormedFacts(strings.ReplaceAll(facts, "=", "")) {
			t.Fatalf("entry %q of name %q", entry, name)
		}
	})
}

func BenchmarkAppendLong(b *testing.B) {
	i, buf := file("some-file-name.txt"), make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendLong(buf[:0], i, now)
	}
}

func BenchmarkAppendFacts(b *testing.B) {
	i, buf := file("some-file-name.txt"), make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendFacts(buf[:0], i, DefaultFacts, Entry, Perm(i, 0xff, 0xff))
	}
}

func BenchmarkAppendName(b *testing.B) {
	buf := make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendName(buf[:0], "sub/", "some-file-name.txt")
	}
}
