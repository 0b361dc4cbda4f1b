package storage

import (
	"errors"
	"strings"
	"testing"
)

func TestResolve(t *testing.T) {
	long := strings.Repeat("n", MaxName)
	for _, c := range []struct {
		cwd  Path
		arg  string
		want Path
	}{
		{"/", "", "/"},
		{"/pub", "", "/pub"},
		{"/pub", ".", "/pub"},
		{"/pub", "/", "/"},
		{"/pub", "//", "/"},
		{"/pub", "f", "/pub/f"},
		{"/", "f", "/f"},
		{"/pub", "/f", "/f"},
		{"/pub", "d/f", "/pub/d/f"},
		{"/pub", "d/f/", "/pub/d/f"},
		{"/pub", "/d//f///", "/d/f"},
		{"/pub", "./d/./f", "/pub/d/f"},
		{"/pub", "..", "/"},
		{"/pub/a/b", "../c", "/pub/a/c"},
		{"/pub", "../../../..", "/"},
		{"/pub", "../../etc/passwd", "/etc/passwd"},
		{"/pub", "/../../etc/passwd", "/etc/passwd"},
		{"/pub", "a/../../b", "/b"},
		{"/pub", "...", "/pub/..."},
		{"/pub", "..f", "/pub/..f"},
		{"/pub", ".f", "/pub/.f"},
		{"/pub", "~", "/pub/~"},
		{"/pub", "~/", "/pub/~"},
		{"/pub", "~/x", "/pub/~/x"},
		{"/pub", "~//x/../y", "/pub/~/y"},
		{"/pub", "./~", "/pub/~"},
		{"/pub", "~user", "/pub/~user"},
		{"/pub", "x/~", "/pub/x/~"},
		{"/pub", "/~", "/~"},
		{"/pub", `..\..\etc`, `/pub/..\..\etc`},
		{"/pub", " f ", "/pub/ f "},
		{"/pub", "\xff\xfe", "/pub/\xff\xfe"},
		{"/pub", "tab\there", "/pub/tab\there"},
		{"/pub", long, "/pub/" + Path(long)},
		{"/pub", "/" + long, "/" + Path(long)},
		{"", "f", "/f"},
	} {
		got, err := Resolve(c.cwd, c.arg)
		if err != nil || got != c.want {
			t.Errorf("Resolve(%q, %q) = %q, %v, want %q", c.cwd, c.arg, got, err, c.want)
		}
	}
}

func TestResolveRefuses(t *testing.T) {
	long := strings.Repeat("n", MaxName+1)
	deep := strings.Repeat("/n", MaxPath/2)
	for _, c := range []struct {
		arg   string
		cause error
	}{
		{"a\rb", errForges},
		{"a\nb", errForges},
		{"a\x00b", errForges},
		{"a\r\n226 done", errForges},
		{"\n", errForges},
		{"/clean/\n/../f", errForges},
		{"~/\r", errForges},
		{long, errLongName},
		{"/" + long, errLongName},
		{long + "/../f", errLongName},
		{deep + "/n", errLongPath},
		{deep[1:], errLongPath}, // below /cwd
	} {
		got, err := Resolve("/cwd", c.arg)
		if got != "" || !errors.Is(err, ErrInvalidName) || !errors.Is(err, c.cause) {
			t.Errorf("Resolve(%.20q) = %.20q, %v, want %v", c.arg, got, err, c.cause)
		}
	}
	if got, err := Resolve("/cwd", deep); err != nil || string(got) != deep {
		t.Errorf("a path of %d bytes is refused: %v", len(deep), err)
	}
}

func TestResolveDoesNotAllocate(t *testing.T) {
	for _, arg := range []string{"/", "/pub/file", "/a b/\xff/.hidden/..."} {
		if n := testing.AllocsPerRun(100, func() { Resolve("/cwd", arg) }); n != 0 {
			t.Errorf("Resolve(%q) allocates %v times", arg, n)
		}
	}
}

func TestCutHome(t *testing.T) {
	for arg, want := range map[string]string{"~": "/", "~/": "/", "~/a/b": "/a/b", "~//a": "//a", "~a": "", "a/~": "", "": "", "/~": ""} {
		if got, ok := CutHome(arg); got != want || ok != (want != "") {
			t.Errorf("CutHome(%q) = %q, %t; want %q", arg, got, ok, want)
		}
	}
}

func TestPathParts(t *testing.T) {
	for _, c := range []struct {
		p    Path
		base string
		dir  Path
	}{
		{"/", "/", "/"},
		{"", "/", "/"},
		{"/a", "a", "/"},
		{"/a/b", "b", "/a"},
		{"/a/b c", "b c", "/a"},
	} {
		if c.p.Base() != c.base || c.p.Dir() != c.dir {
			t.Errorf("%q: Base %q, Dir %q, want %q and %q", c.p, c.p.Base(), c.p.Dir(), c.base, c.dir)
		}
	}
}

func TestPathJoin(t *testing.T) {
	for _, c := range []struct {
		p    Path
		name string
		want Path
	}{
		{"/", "a", "/a"},
		{"", "a", "/a"},
		{"/a", "b", "/a/b"},
		{"/a", "~", "/a/~"},
		{"/a", "new\nline", "/a/new\nline"},
		{"/a", "", "/a"},
		{"/a", ".", "/a"},
		{"/a", "..", "/"},
		{"/", "..", "/"},
		{"/a", "b/../../../c", "/c"},
		{"/a", "/b/", "/a/b"},
	} {
		if got := c.p.Join(c.name); got != c.want {
			t.Errorf("%q.Join(%q) = %q, want %q", c.p, c.name, got, c.want)
		}
	}
}

func FuzzResolve(f *testing.F) {
	for _, arg := range []string{"", "/", "~", "~/x", "../..", "/a/b", "a//b/", "./~", "\x00", "a\r\nb", "/../~/..", `\..\`} {
		f.Add("/", arg)
		f.Add("/pub/a", arg)
	}
	f.Fuzz(func(t *testing.T, cwd, arg string) {
		base, err := Resolve("/", cwd)
		if err != nil {
			base = "/"
		}
		p, err := Resolve(base, arg)
		if err != nil {
			if p != "" || ClassOf(err) != InvalidName {
				t.Fatalf("Resolve(%q, %q) = %q and class %v", base, arg, p, ClassOf(err))
			}
			return
		}
		if !clean(string(p)) || forges(string(p)) {
			t.Fatalf("Resolve(%q, %q) = %q is not clean", base, arg, p)
		}
		for e := range strings.SplitSeq(string(p), "/") {
			if e == "." || e == ".." {
				t.Fatalf("Resolve(%q, %q) = %q holds %q", base, arg, p, e)
			}
		}
		if again, err := Resolve(base, string(p)); again != p || err != nil {
			t.Fatalf("Resolve of %q gives %q, %v", p, again, err)
		}
		if p != "/" && p.Dir().Join(p.Base()) != p {
			t.Fatalf("%q is not its Dir and Base: %q, %q", p, p.Dir(), p.Base())
		}
	})
}
