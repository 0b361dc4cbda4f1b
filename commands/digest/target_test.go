package digest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/storage"
)

// readings are those of a target: path, part and given name of each, or "!" for an error.
func readings(t digest.Target, err error) string {
	if err != nil {
		return "!"
	}
	var all []string
	for _, r := range t.Readings {
		part := ""
		if r.Bounded {
			part = fmt.Sprintf("[%d:%d]", r.Start, r.End)
		} else if r.Start > 0 {
			part = fmt.Sprintf("[%d:]", r.Start)
		}
		all = append(all, fmt.Sprintf("%s%s<%s>", r.Path, part, r.Given))
	}
	return strings.Join(all, " ")
}

func TestParseTarget(t *testing.T) {
	for arg, want := range map[string]string{
		`f`:                          `/d/f<f>`,
		`/a/../f`:                    `/f</a/../f>`,
		`my file`:                    `/d/my file<my file>`,
		`f 10`:                       `/d/f 10<f 10> /d/f[10:]<f>`,
		`f 10 20`:                    `/d/f 10 20<f 10 20> /d/f 10[20:]<f 10> /d/f[10:20]<f>`,
		`f  10  20`:                  `/d/f  10  20<f  10  20> /d/f  10[20:]<f  10> /d/f[10:20]<f>`,
		`f 20 10`:                    `/d/f 20 10<f 20 10> /d/f 20[10:]<f 20>`,
		`f 10 x`:                     `/d/f 10 x<f 10 x>`,
		`f -1 5`:                     `/d/f -1 5<f -1 5> /d/f -1[5:]<f -1>`,
		`f +1`:                       `/d/f +1<f +1>`,
		`f 9223372036854775808`:      `/d/f 9223372036854775808<f 9223372036854775808>`,
		`10 20`:                      `/d/10 20<10 20> /d/10[20:]<10>`,
		` f `:                        `/d/ f < f >`,
		`"f"`:                        `/d/"f"<"f"> /d/f<f>`,
		`"my file" 0 5`:              `/d/"my file" 0 5<"my file" 0 5> /d/my file[0:5]<my file>`,
		` "my file"  3 `:             `/d/ "my file"  3 < "my file"  3 > /d/my file[3:]<my file>`,
		`"say ""hi""" 1`:             `/d/"say ""hi""" 1<"say ""hi""" 1> /d/say "hi"[1:]<say "hi">`,
		`"f" 5 5`:                    `/d/"f" 5 5<"f" 5 5> /d/f[5:5]<f>`,
		`"f" 5 4`:                    `!`,
		`"f" 1 2 3`:                  `!`,
		`"f" x`:                      `!`,
		`"f" -1`:                     `!`,
		`"f" 9223372036854775807`:    `/d/"f" 9223372036854775807<"f" 9223372036854775807> /d/f[9223372036854775807:]<f>`,
		`"f" 18446744073709551615 1`: `!`,
		`"f`:                         `/d/"f<"f>`,
		`""`:                         `/d/""<"">`,
		"f\x00":                      `!`,
		"\"f\rg\"":                   `!`,
		`"../../etc/passwd" 0 1`:     `/d/etc/passwd" 0 1<"../../etc/passwd" 0 1> /etc/passwd[0:1]<../../etc/passwd>`,
	} {
		if got := readings(digest.ParseTarget(arg, "/d")); got != want {
			t.Errorf("%q is read as\n%s; want\n%s", arg, got, want)
		}
	}
}

func TestParseName(t *testing.T) {
	for arg, want := range map[string]string{
		`f`:         `/d/f<f>`,
		`f 10 20`:   `/d/f 10 20<f 10 20>`,
		`"f"`:       `/d/"f"<"f"> /d/f<f>`,
		`"f" 10`:    `/d/"f" 10<"f" 10>`,
		`"a ""b"`:   `/d/"a ""b"<"a ""b"> /d/a "b<a "b>`,
		"f\nx":      `!`,
		"\"f\x00\"": `!`,
	} {
		if got := readings(digest.ParseName(arg, "/d")); got != want {
			t.Errorf("%q is read as\n%s; want\n%s", arg, got, want)
		}
	}
}

func TestParseNames(t *testing.T) {
	for arg, want := range map[string]string{
		`f`:         `/d/f<f>`,
		`f, g`:      `/d/f<f>|/d/g<g>`,
		`a,b, c d`:  `/d/a,b<a,b>|/d/c d<c d>`,
		`"a, b", c`: `/d/"a, b"<"a, b"> /d/a, b<a, b>|/d/c<c>`,
		`"a","b"`:   `/d/"a"<"a"> /d/a<a>|/d/"b"<"b"> /d/b<b>`,
		`"a" b, c`:  `/d/"a" b<"a" b>|/d/c<c>`,
		"f, g\x00":  `!`,
		strings.Repeat("f, ", digest.MaxNames) + "f": `!`,
	} {
		names, err := digest.ParseNames(arg, "/d")
		got := "!"
		if err == nil {
			var all []string
			for _, n := range names {
				all = append(all, readings(n, nil))
			}
			got = strings.Join(all, "|")
		}
		if got != want {
			t.Errorf("%q is read as\n%s; want\n%s", arg, got, want)
		}
	}
	if names, err := digest.ParseNames(strings.Repeat("f, ", digest.MaxNames-1)+"g", "/"); err != nil || len(names) != digest.MaxNames || names.String() != "/f" {
		t.Errorf("%d names, %v, called %q", len(names), err, names)
	}
	if got := digest.Targets(nil).String() + new(digest.Target).String(); got != "" {
		t.Errorf("nothing is called %q", got)
	}
}

// FuzzParsers reads arbitrary arguments: what is read are paths, and parts that run forward.
func FuzzParsers(f *testing.F) {
	for _, arg := range []string{`f`, `"f" 1 2`, `f 1 2`, `a, "b", c`, `""""`, `" `, "\r\n", `"a" 9223372036854775808`} {
		f.Add(arg)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		check := func(target digest.Target, err error) {
			if (err == nil) != (len(target.Readings) > 0) {
				t.Fatalf("%q: %d readings, %v", arg, len(target.Readings), err)
			}
			for _, r := range target.Readings {
				if p, err := storage.Resolve("/d", r.Given); err != nil || p != r.Path || !p.Valid() {
					t.Errorf("%q: %q is read as %q", arg, r.Given, r.Path)
				}
				if start, end := r.Within(100); start < 0 || end < start || end > 100 {
					t.Errorf("%q: %+v is from %d to %d", arg, r.Part, start, end)
				}
			}
		}
		check(digest.ParseName(arg, "/d"))
		check(digest.ParseTarget(arg, "/d"))
		if names, err := digest.ParseNames(arg, "/d"); err == nil {
			for _, n := range names {
				check(n, nil)
			}
		}
	})
}
