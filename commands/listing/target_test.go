package listing

import (
	"errors"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// reading is a Reading without what cannot be compared; pattern says whether it matches.
type reading struct {
	path     storage.Path
	given    string
	prefix   string
	all      bool
	long     bool
	matching bool
}

func readingsOf(t Target) []reading {
	var all []reading
	for _, r := range t.Readings {
		all = append(all, reading{r.Path, r.Given, r.Prefix(), r.All, r.Long, r.Matching})
	}
	return all
}

func TestParseTarget(t *testing.T) {
	for _, c := range []struct {
		arg  string
		want []reading
	}{
		{"a", []reading{{path: "/w/a", given: "a", prefix: "a/"}}},
		{"a/", []reading{{path: "/w/a", given: "a/", prefix: "a/"}}},
		{"/", []reading{{path: "/", given: "/", prefix: "/"}}},
		{".", []reading{{path: "/w", given: ".", prefix: "./"}}},
		{"~", []reading{{path: "/w/~", given: "~", prefix: "~/"}, {path: "/", given: "/", prefix: "/"}}},
		{"-a ~/x", []reading{
			{path: "/w/-a ~/x", given: "-a ~/x", prefix: "-a ~/x/"},
			{path: "/w/~/x", given: "~/x", prefix: "~/x/", all: true},
			{path: "/x", given: "/x", prefix: "/x/", all: true},
		}},
		{"../x y ", []reading{{path: "/x y ", given: "../x y ", prefix: "../x y /"}}},
		{"-a", []reading{
			{path: "/w/-a", given: "-a", prefix: "-a/"},
			{path: "/w", all: true},
		}},
		{"-la sub", []reading{
			{path: "/w/-la sub", given: "-la sub", prefix: "-la sub/"},
			{path: "/w/sub", given: "sub", prefix: "sub/", all: true, long: true},
		}},
		{"-a  b", []reading{
			{path: "/w/-a  b", given: "-a  b", prefix: "-a  b/"},
			{path: "/w/ b", given: " b", prefix: " b/", all: true},
			{path: "/w/b", given: "b", prefix: "b/", all: true},
		}},
		{"-x", []reading{{path: "/w/-x", given: "-x", prefix: "-x/"}}},
		{"*.txt", []reading{
			{path: "/w/*.txt", given: "*.txt", prefix: "*.txt/"},
			{path: "/w", matching: true},
		}},
		{"/d/s/*.txt", []reading{
			{path: "/d/s/*.txt", given: "/d/s/*.txt", prefix: "/d/s/*.txt/"},
			{path: "/d/s", given: "/d/s/", prefix: "/d/s/", matching: true},
		}},
		{"-a *", []reading{
			{path: "/w/-a *", given: "-a *", prefix: "-a */"},
			{path: "/w/*", given: "*", prefix: "*/", all: true},
			{path: "/w", all: true, matching: true},
		}},
		// A pattern in the middle, or none that compiles, is a name.
		{"*/a", []reading{{path: "/w/*/a", given: "*/a", prefix: "*/a/"}}},
		{"[abc", []reading{{path: "/w/[abc", given: "[abc", prefix: "[abc/"}}},
	} {
		got, err := ParseTarget(c.arg, "/w")
		if err != nil {
			t.Errorf("%q: %v", c.arg, err)
		}
		if !slices.Equal(readingsOf(got), c.want) {
			t.Errorf("%q:\n got %+v\nwant %+v", c.arg, readingsOf(got), c.want)
		}
		called := c.want[0]
		if len(c.want) > 1 && (c.want[1].all || c.want[1].long) {
			called = c.want[1]
		}
		if storage.Path(got.String()) != called.path {
			t.Errorf("%q is called %q; want %q", c.arg, got, called.path)
		}
	}
}

func TestNoTargetHasNoName(t *testing.T) {
	if got := (Target{}).String(); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestParseTargetRefuses(t *testing.T) {
	for _, arg := range []string{"a\nb", "a\rb", "a\x00b", "-a x\ny", string(make([]byte, 300)) + "*"} {
		if got, err := ParseTarget(arg, "/"); !errors.Is(err, storage.ErrInvalidName) || got.Readings != nil {
			t.Errorf("%q: %v, %v; want no reading and an invalid name", arg, got, err)
		}
	}
}

// A path too long with its options, and possible without them.
func TestParseTargetTooLongAsAName(t *testing.T) {
	name := string(slices.Repeat([]byte("n"), storage.MaxName))
	got, err := ParseTarget("-a "+name, "/")
	want := []reading{{path: storage.Path("/" + name), given: name, prefix: name + "/", all: true}}
	if err != nil || !slices.Equal(readingsOf(got), want) {
		t.Errorf("got %+v, %v; want %+v", readingsOf(got), err, want)
	}
}

func TestReadingShows(t *testing.T) {
	for _, c := range []struct {
		arg, shows, hides string
	}{
		{"x", "a", ".a"},
		{"-a x", ".a", ""},
		{"*", "a", ".a"},
		{"*.c", "a.c", "a.h"},
		{".*", ".a", "a"},
		{"-A *", ".a", ""},
	} {
		target, err := ParseTarget(c.arg, "/")
		if err != nil {
			t.Fatal(err)
		}
		r := target.Readings[len(target.Readings)-1]
		if !r.Shows(c.shows) || c.hides != "" && r.Shows(c.hides) {
			t.Errorf("%q: shows %q %t, shows %q %t; want the first alone", c.arg, c.shows, r.Shows(c.shows), c.hides, r.Shows(c.hides))
		}
	}
}

func TestParseFactList(t *testing.T) {
	for _, c := range []struct {
		arg   string
		names string
		err   error
	}{
		{"type;size;", "type;size;", nil},
		{"SIZE;unknown;unix.mode", "size;UNIX.mode;", nil},
		{"unknown;", "", nil},
		{"", "", nil},
		{"type size", "", ErrFacts},
		{";", "", ErrFacts},
	} {
		f, err := ParseFactList(c.arg, "/")
		if !errors.Is(err, c.err) || f.Names() != c.names {
			t.Errorf("%q: %q, %v; want %q, %v", c.arg, f.Names(), err, c.names, c.err)
		}
		if err == nil && f.OrDefault().Names() != c.names {
			t.Errorf("%q: shown are %q; want what was chosen, %q", c.arg, f.OrDefault().Names(), c.names)
		}
	}
	if got := Facts(0).OrDefault(); got != DefaultFacts {
		t.Errorf("without a choice %q are shown; want %q", got.Names(), DefaultFacts.Names())
	}
}
