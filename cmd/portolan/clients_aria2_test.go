package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestAria2SmallFiles fetches many small files by aria2c with its defaults, among which is a time-out of a minute. It
// waits for that at each file whose 150 and 226 it gets in one read. One such slip is let pass, as the machine may be
// so busy that aria2c stands still for longer than 226 is held back.
func TestAria2SmallFiles(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	const files, two = 30, 100 * time.Second
	v := &visitor{t: t, program: needs(t, "aria2c", "apt-get install aria2"), here: t.TempDir(), remote: t.TempDir()}
	set, urls := fileSet{}, ""
	s := serveDir(t, v.remote, 1, "--user", "alice:pw")
	v.address = s.addresses[0]
	for i := range files {
		name := fmt.Sprintf("f%d", i)
		set[name] = strings.Repeat(name, 1000)
		urls += "ftp://" + v.address + "/" + name + "\n"
	}
	fillDir(t, v.remote, set)
	list := filepath.Join(t.TempDir(), "urls")
	if err := os.WriteFile(list, []byte(urls), 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	v.run("", "-q", "--no-conf", "--ftp-user=alice", "--ftp-passwd=pw", "-i", list)
	if took := time.Since(began); took > two {
		t.Errorf("took %v: 226 came with 150", took)
	}
	sameFiles(t, "the client", v.here, set)
}
