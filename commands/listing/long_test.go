package listing

import (
	"io/fs"
	"math"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

func TestAppendLong(t *testing.T) {
	utc8 := time.FixedZone("UTC+8", 8*60*60)
	for _, c := range []struct {
		name string
		info storage.Info
		want string
	}{
		{"file", storage.Info{Name: "a.txt", Size: 3, Mode: 0o644, ModTime: at, Links: 1},
			"-rw-r--r--   1 ftp      ftp             3 Nov 22 17:44 a.txt"},
		{"directory", storage.Info{Name: "sub", Size: 4096, Mode: fs.ModeDir | 0o755, ModTime: at, Links: 2},
			"drwxr-xr-x   2 ftp      ftp          4096 Nov 22 17:44 sub"},
		{"symlink", storage.Info{Name: "link", Size: 5, Mode: fs.ModeSymlink | 0o777, ModTime: at, Links: 1, Target: "a.txt"},
			"lrwxrwxrwx   1 ftp      ftp             5 Nov 22 17:44 link -> a.txt"},
		{"symlink whose target breaks the line", storage.Info{Name: "link", Mode: fs.ModeSymlink | 0o777, ModTime: at, Target: "a\r\nb"},
			"lrwxrwxrwx   1 ftp      ftp             0 Nov 22 17:44 link"},
		{"symlink of unknown target", storage.Info{Name: "link", Mode: fs.ModeSymlink | 0o777, ModTime: at},
			"lrwxrwxrwx   1 ftp      ftp             0 Nov 22 17:44 link"},
		{"target of what is no link", storage.Info{Name: "a", ModTime: at, Target: "b"},
			"----------   1 ftp      ftp             0 Nov 22 17:44 a"},
		{"blanks in the name", storage.Info{Name: " a  b ", Mode: 0o600, ModTime: at, Links: 1},
			"-rw-------   1 ftp      ftp             0 Nov 22 17:44  a  b "},
		{"numbers wider than their columns", storage.Info{Name: "a", Size: math.MaxInt64, Mode: 0o400, ModTime: at, Links: math.MaxUint64},
			"-r-------- 18446744073709551615 ftp      ftp      9223372036854775807 Nov 22 17:44 a"},
		{"owner is not shown, links at least 1, size not negative", storage.Info{Name: "a", Size: -1, ModTime: at, Owner: 1000, Group: 1000},
			"----------   1 ftp      ftp             0 Nov 22 17:44 a"},
		{"one digit day", storage.Info{Name: "a", ModTime: time.Date(2026, 9, 3, 4, 5, 59, 999, time.UTC), Links: 1},
			"----------   1 ftp      ftp             0 Sep  3 04:05 a"},
		{"other zone is shown in UTC", storage.Info{Name: "a", ModTime: time.Date(2026, 11, 1, 7, 0, 0, 0, utc8), Links: 1},
			"----------   1 ftp      ftp             0 Oct 31 23:00 a"},
		{"unknown time", storage.Info{Name: "a", Links: 1},
			"----------   1 ftp      ftp             0 Jan  1  1970 a"},
		{"before 1970", storage.Info{Name: "a", ModTime: time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC), Links: 1},
			"----------   1 ftp      ftp             0 Dec 31  1969 a"},
		{"beyond year 9999", storage.Info{Name: "a", ModTime: time.Date(20000, 5, 1, 0, 0, 0, 0, time.UTC), Links: 1},
			"----------   1 ftp      ftp             0 Dec 31  9999 a"},
	} {
		if got := string(AppendLong([]byte("kept|"), c.info, now)); got != "kept|"+c.want+"\r\n" {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, "kept|"+c.want+"\r\n")
		}
	}
}

// Hour within 182.5 days back and one hour ahead, year outside.
func TestRecent(t *testing.T) {
	const half = 182*24*time.Hour + 12*time.Hour
	for _, c := range []struct {
		off  time.Duration
		want string
	}{
		{0, "Nov 22 18:00"},
		{-half + time.Second, "May 24 06:00"},
		{-half, "May 24  2026"},
		{-half - time.Second, "May 24  2026"},
		{time.Hour, "Nov 22 19:00"},
		{time.Hour + time.Second, "Nov 22  2026"},
		{-365 * 24 * time.Hour, "Nov 22  2025"},
	} {
		if got := string(appendDate(nil, now.Add(c.off), now)); got != c.want {
			t.Errorf("now%+v shows as %q, want %q", c.off, got, c.want)
		}
	}
}

func TestMode(t *testing.T) {
	for mode, want := range map[fs.FileMode]string{
		0:                                     "----------",
		0o777:                                 "-rwxrwxrwx",
		0o421:                                 "-r---w---x",
		0o124:                                 "---x-w-r--",
		fs.ModeDir | 0o700:                    "drwx------",
		fs.ModeSymlink | 0o77:                 "l---rwxrwx",
		fs.ModeNamedPipe:                      "p---------",
		fs.ModeSocket:                         "s---------",
		fs.ModeDevice:                         "b---------",
		fs.ModeDevice | fs.ModeCharDevice:     "c---------",
		fs.ModeIrregular:                      "----------",
		fs.ModeSetuid | 0o755:                 "-rwsr-xr-x",
		fs.ModeSetuid | 0o655:                 "-rwSr-xr-x",
		fs.ModeSetgid | 0o755:                 "-rwxr-sr-x",
		fs.ModeSetgid | 0o745:                 "-rwxr-Sr-x",
		fs.ModeDir | fs.ModeSticky | 0o777:    "drwxrwxrwt",
		fs.ModeDir | fs.ModeSticky | 0o776:    "drwxrwxrwT",
		fs.ModeSetuid | fs.ModeSetgid | 0o111: "---s--s--x",
		fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky: "---S--S--T",
	} {
		if got := string(appendMode([]byte("kept"), mode)); got != "kept"+want {
			t.Errorf("mode %v shows as %q, want %q", mode, got, want)
		}
	}
}

// Every day that four digits of a year can show, against package time.
func TestClock(t *testing.T) {
	day := time.Unix(minSecond, 0).UTC()
	for sec := int64(minSecond); sec <= maxSecond; sec += secondsPerDay {
		year, month, date := day.Date()
		if got, want := clockOf(sec), (clock{year, int(month), date, 0, 0, 0}); got != want {
			t.Fatalf("clockOf(%d) = %v, want %v", sec, got, want)
		}
		day = day.AddDate(0, 0, 1)
	}
	for _, c := range []struct {
		sec  int64
		want clock
	}{
		{0, clock{1970, 1, 1, 0, 0, 0}},
		{-1, clock{1969, 12, 31, 23, 59, 59}},
		{1709251199, clock{2024, 2, 29, 23, 59, 59}},
		{minSecond - 1, clock{0, 1, 1, 0, 0, 0}},
		{math.MinInt64, clock{0, 1, 1, 0, 0, 0}},
		{maxSecond, clock{9999, 12, 31, 23, 59, 59}},
		{math.MaxInt64, clock{9999, 12, 31, 23, 59, 59}},
	} {
		if got := clockOf(c.sec); got != c.want {
			t.Errorf("clockOf(%d) = %v, want %v", c.sec, got, c.want)
		}
	}
}
