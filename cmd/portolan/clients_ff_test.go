package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// ffOfPython works in directories whose names have FF, by the names that replies tell it. ftplib doubles no FF, and
// makes none of two.
const ffOfPython = `
import ftplib, sys
f = ftplib.FTP(encoding="latin-1")
f.connect(sys.argv[1], int(sys.argv[2]))
f.login("alice", "pw")
for name in ("a\xff", "q\xff\xff\xff", "\xfff", "left\xff"):
    told = f.mkd(name)
    f.cwd(told)
    there = f.pwd()
    f.mkd("in\xff")
    f.cwd("/")
    f.cwd(there)
    f.rmd("in\xff")
    f.cwd("/")
    if name != "left\xff":
        f.rmd(told)
`

// ffOfLftp does the same with lftp, which doubles FF in what it sends and makes one FF of two in replies.
const ffOfLftp = `set cmd:fail-exit yes; set net:max-retries 1; set ftp:use-feat no; set ftp:charset iso-8859-1; set file:charset iso-8859-1
mkdir "a` + "\xff" + `"
cd "a` + "\xff" + `"
pwd
put f -o "n` + "\xff\xff" + `"
rm "n` + "\xff\xff" + `"
cd /
rmdir "a` + "\xff" + `"
mkdir "left` + "\xff" + `"
`

// TestClientsWithFFInNames: a client that follows Telnet and one that has never heard of it work on the names they
// mean.
func TestClientsWithFFInNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		program, install string
		run              func(v *visitor)
	}{
		{"lftp", "apt-get install lftp", func(v *visitor) {
			out := v.run("open -u alice,pw -p "+v.port()+" "+v.host()+"\n"+ffOfLftp, "--norc")
			if !strings.HasSuffix(strings.TrimSpace(out), "/a%FF") {
				v.t.Errorf("lftp is at %q", out)
			}
		}},
		{"python3", "apt-get install python3", func(v *visitor) { v.run("", "-c", ffOfPython, v.host(), v.port()) }},
	} {
		t.Run(c.program, func(t *testing.T) {
			s := serve(t, "--user", "alice:pw")
			fillDir(t, s.dir, fileSet{"a/": "", "a/kept": "x", "n": "kept", "f": "kept", "left/": ""})
			v := &visitor{t: t, program: needs(t, c.program, c.install), here: t.TempDir(), address: s.addresses[0]}
			writeFile(t, v.here+"/f", "data")
			c.run(v)
			entries, err := os.ReadDir(s.dir)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, e := range entries {
				names = append(names, e.Name())
			}
			if want := []string{"a", "f", "left", "left\xff", "n"}; !slices.Equal(names, want) {
				t.Errorf("there are %q, want %q", names, want)
			}
			if _, err := os.Stat(s.dir + "/a/kept"); err != nil {
				t.Error(err)
			}
		})
	}
}
