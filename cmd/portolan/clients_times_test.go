package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestClientsSetTimes: lftp's mirror gives what it uploads the times that it has here, by MFMT or SITE UTIME; curl
// sends what it is told.
func TestClientsSetTimes(t *testing.T) {
	t.Parallel()
	then := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	changed := func(t *testing.T, file string) {
		t.Helper()
		info, err := os.Stat(file)
		if err != nil || !info.ModTime().Equal(then) {
			t.Errorf("%s: changed %v, %v; want %v", filepath.Base(file), info.ModTime(), err, then)
		}
	}
	for _, c := range []struct{ name, settings string }{
		{"MFMT", ""}, {"SITE UTIME", "set ftp:use-feat no; set ftp:use-site-utime yes; "},
	} {
		t.Run("lftp by "+c.name, func(t *testing.T) {
			v := &visitor{t: t, program: needs(t, "lftp", "apt-get install lftp"), here: t.TempDir()}
			s := serveDir(t, t.TempDir(), 1, "--user", "alice:pw")
			v.address = s.addresses[0]
			fillDir(t, filepath.Join(v.here, "tree"), fileSet{"a b": "one", "d/": "", "d/f": "two"})
			for _, name := range []string{"a b", "d/f"} {
				if err := os.Chtimes(filepath.Join(v.here, "tree", name), then, then); err != nil {
					t.Fatal(err)
				}
			}
			v.run(c.settings+"open -u alice,pw -p "+v.port()+" "+v.host()+"\nmirror -R tree there\n", "--norc")
			changed(t, filepath.Join(s.dir, "there/a b"))
			changed(t, filepath.Join(s.dir, "there/d/f"))
		})
	}
	t.Run("curl", func(t *testing.T) {
		v := &visitor{t: t, program: needs(t, "curl", "apt-get install curl"), here: t.TempDir()}
		s := serveDir(t, t.TempDir(), 1, "--user", "alice:pw")
		writeFile(t, filepath.Join(s.dir, "f"), "f")
		v.run("", "-sS", "-Q", "MFMT 20010203040506 f", "-Q", "SITE CHMOD 640 f", "-Q", "SITE MKDIR x/y", "ftp://alice:pw@"+s.addresses[0]+"/")
		changed(t, filepath.Join(s.dir, "f"))
		if info, err := os.Stat(filepath.Join(s.dir, "f")); err != nil || info.Mode() != 0o640 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		if info, err := os.Stat(filepath.Join(s.dir, "x/y")); err != nil || !info.IsDir() {
			t.Errorf("SITE MKDIR: %v", err)
		}
	})
}
