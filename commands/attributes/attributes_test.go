package attributes_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/attributes"
	"github.com/portolan-ftp/portolan/storage"
)

func at(s string) time.Time {
	t, err := time.Parse("20060102150405.999999999", s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestParseTime(t *testing.T) {
	for arg, want := range map[string]string{
		"20020717210715": "20020717210715", "20000229000000": "20000229000000", "19691231235959": "19691231235959",
		"20161231235960": "20170101000000", "20020717210715.5": "20020717210715.5",
		"20020717210715.1234567899": "20020717210715.123456789", "99991231235959": "99991231235959",
		"00000101000000": "00000101000000", "00010101000000": "00010101000000.000000001", "22620411234717": "22620411234717",
	} {
		if got, err := attributes.ParseTime(arg, "/"); err != nil || !got.Equal(at(want)) {
			t.Errorf("%s: %v, %v; want %s", arg, got, err, want)
		}
	}
	for _, arg := range []string{
		"", "x", "2002071721071", "200207172107155", "20020717210761", "20020717216015", "20020717250715", "20020732210715",
		"20021317210715", "20020017210715", "20010229000000", "19000229000000", "20020717210715.", "20020717210715.x",
		"20020717210715,5", "-0020717210715", "+0020717210715", "2002071721071٥", " 0020717210715", "99991231235960",
		"20020717210715.5.5", "0000071721071\x00",
	} {
		if got, err := attributes.ParseTime(arg, "/"); err == nil {
			t.Errorf("%q is %v", arg, got)
		}
	}
}

func TestParseDated(t *testing.T) {
	type want struct {
		name, path storage.Path
		time       string
	}
	for arg, w := range map[string]want{
		"f":                           {"/d/f", "", ""},
		"20020717210715 f":            {"/d/20020717210715 f", "/d/f", "20020717210715"},
		"20020717210715+120 ../f":     {"/d/20020717210715+120 ../f", "/f", "20020717190715"},
		"20020717210715-0 f":          {"/d/20020717210715-0 f", "/d/f", "20020717210715"},
		"20020717210715.5-60 f":       {"/d/20020717210715.5-60 f", "/d/f", "20020717220715.5"},
		"20020717210715  f":           {"/d/20020717210715  f", "/d/ f", "20020717210715"},
		"00000101000000+1 f":          {"/d/00000101000000+1 f", "", ""},
		"99991231235959-1 f":          {"/d/99991231235959-1 f", "", ""},
		"20020717210715+1441 f":       {"/d/20020717210715+1441 f", "", ""},
		"20020717210715+1000000000 f": {"/d/20020717210715+1000000000 f", "", ""},
		"20020717210715+-1 f":         {"/d/20020717210715+-1 f", "", ""},
		"20020717210715+ f":           {"/d/20020717210715+ f", "", ""},
		"20020717210715":              {"/d/20020717210715", "", ""},
		"20020717210715 ":             {"/d/20020717210715 ", "", ""},
	} {
		got, err := attributes.ParseDated(arg, "/d")
		if err != nil || got.Name != w.name || got.Path != w.path || w.time != "" && !got.Time.Equal(at(w.time)) {
			t.Errorf("%q: %+v, %v; want %+v", arg, got, err, w)
		}
	}
	if got, err := attributes.ParseDated("20020717210715 f\x00", "/"); err == nil {
		t.Errorf("a name with NUL is %+v", got)
	}
}

func TestParseStamp(t *testing.T) {
	a, m := at("20030101000000"), at("20030102000000")
	for arg, want := range map[string]attributes.Stamp{
		"200301020000 f":         {Path: "/d/f", Modified: m},
		"20030102000000 a b":     {Path: "/d/a b", Modified: m},
		"20030102000000 ../../f": {Path: "/f", Modified: m},
		"a b 20030101000000 20030102000000 20030103000000 UTC": {Path: "/d/a b", Accessed: a, Modified: m},
		"20030101000000 20030102000000 20030103000000 UTC":     {Path: "/d/20030102000000 20030103000000 UTC", Modified: a},
	} {
		got, err := attributes.ParseStamp(arg, "/d")
		if err != nil || got.Path != want.Path || !got.Modified.Equal(want.Modified) || !got.Accessed.Equal(want.Accessed) {
			t.Errorf("%q: %+v, %v; want %+v", arg, got, err, want)
		}
	}
	for _, arg := range []string{"", "f", "20030102000000", "20030102000000 ", "2003010200000 f", "20031302000000 f",
		"20030102000000.5 f", "f 20030101000000 20030102000000 x UTC", "20030102000000 f\x00", " 20030102000000 f"} {
		if got, err := attributes.ParseStamp(arg, "/"); err == nil {
			t.Errorf("%q is %+v", arg, got)
		}
	}
}

func TestParseMode(t *testing.T) {
	for arg, want := range map[string]fs.FileMode{
		"0": 0, "644": 0o644, "0644": 0o644, "777": 0o777,
		"u=rwx,g=rx,o=": 0o750, "a=r": 0o444, "=r": 0o444, "+x": 0o751, "go-rwx": 0o600, "u-w": 0o440, "ug+w,o=r": 0o664,
		"o+X": 0o640, "u=": 0o040, "-r": 0o200, "o=rwxX": 0o647,
	} {
		mode, err := attributes.ParseMode(arg, "")
		if got := mode.Apply(0o640); err != nil || got != want {
			t.Errorf("%s makes %o of 640, %v; want %o", arg, got, err, want)
		}
	}
	search, err := attributes.ParseMode("a+X", "")
	if got := search.Apply(fs.ModeDir | 0o640); err != nil || got != 0o751 {
		t.Errorf("a+X makes %o of a directory's 640, %v", got, err)
	}
	if got := search.Apply(0o740); got != 0o751 {
		t.Errorf("a+X makes %o of 740", got)
	}
	for _, arg := range []string{"", "8", "1777", "4755", "00644", "01000", "u", "u=s", "t+r", "u+t", "r", "u=r,", ",", "u==r", "0x1", "-1", "u=r g=r"} {
		if got, err := attributes.ParseMode(arg, ""); err == nil {
			t.Errorf("%q is %v", arg, got)
		}
	}
}

func TestParseUmask(t *testing.T) {
	for arg, want := range map[string]string{"022": "022", "0": "000", "77": "077", " 027 ": "027", "0777": "777"} {
		if got, err := attributes.ParseUmask(arg, ""); err != nil || got.String() != want {
			t.Errorf("%q is %s, %v; want %s", arg, got, err, want)
		}
	}
	for _, arg := range []string{"", "1022", "u=r", "9", "-1"} {
		if got, err := attributes.ParseUmask(arg, ""); err == nil {
			t.Errorf("%q is %s", arg, got)
		}
	}
	if got := (storage.Umask{}).String(); got != "" {
		t.Errorf("no mask is %q", got)
	}
}

func TestParseChanges(t *testing.T) {
	c, err := attributes.ParseChanges("UNIX.mode=0640;modify=20020717210715.5;UNIX.group=staff", "")
	if err != nil || c.Unknown || c.Group != "staff" || !c.Modified.Equal(at("20020717210715.5")) || c.Mode.Apply(0) != 0o640 {
		t.Errorf("%+v, %v", c, err)
	}
	stored := storage.Info{Mode: 0o600, Group: 7, ModTime: at("20020717210715")}
	if got, want := c.Facts(stored), "Modify=20020717210715;UNIX.group=7;UNIX.mode=0600;"; got != want {
		t.Errorf("facts %q, want %q", got, want)
	}
	if got := (attributes.Changes{}).Facts(stored); got != "" {
		t.Errorf("facts %q of no change", got)
	}
	if c, err := attributes.ParseChanges("Size=1;", ""); err != nil || !c.Unknown {
		t.Errorf("Size: %+v, %v", c, err)
	}
	for _, arg := range []string{"", ";", "=", "x", "Modify=", "Modify=x", "UNIX.mode=", "UNIX.group=", "a=1;;b=1", "a=1;A=2",
		"UNIX.group=a\x00b;", "UNIX.group=" + strings.Repeat("g", 65), "x=\x01"} {
		if c, err := attributes.ParseChanges(arg, ""); err == nil {
			t.Errorf("%q is %+v", arg, c)
		}
	}
}

// FuzzParse gives every parser everything: none may panic, and what they take names a clean path.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"20020717210715+120 f", "a b 20030101000000 20030102000000 20030103000000 UTC", "u=rwX,go-w", "Modify=20020717210715;UNIX.mode=1;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		attributes.ParseTime(s, "/d")
		attributes.ParseUmask(s, "/d")
		attributes.ParseGroup(s, "/d")
		if m, err := attributes.ParseMode(s, "/d"); err == nil && m.Apply(0o640)&^0o777 != 0 {
			t.Errorf("%q gives more than permissions", s)
		}
		if c, err := attributes.ParseChanges(s, "/d"); err == nil && c.Mode.Apply(0)&^0o777 != 0 {
			t.Errorf("%q gives more than permissions", s)
		}
		if d, err := attributes.ParseDated(s, "/d"); err == nil && (!d.Name.Valid() || d.Path != "" && !d.Path.Valid()) {
			t.Errorf("%q names %+v", s, d)
		}
		if d, err := attributes.ParseStamp(s, "/d"); err == nil && (!d.Path.Valid() || d.Modified.IsZero()) {
			t.Errorf("%q names %+v", s, d)
		}
	})
}
