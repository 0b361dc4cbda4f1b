//go:build unix

// Package postgrestest starts a PostgreSQL for a test, on loopback, with a directory of its own.
package postgrestest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// nobody is who runs the database for root, as which it refuses to run.
const nobody = 65534

// Database is a PostgreSQL of a test's own.
type Database struct {
	t    testing.TB
	bin  string // directory of its programs
	dir  string
	port int
	cmd  *exec.Cmd
}

// programs is where PostgreSQL's are; Debian has them in no path.
func programs(t testing.TB) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for _, dir := range append(found, filepath.SplitList(os.Getenv("PATH"))...) {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir
		}
	}
	testcost.Lacking(t, "PostgreSQL is not installed: apt-get install postgresql")
	return ""
}

// Start makes a database and starts it; it ends with the test. The test does not run with -short.
func Start(t testing.TB) *Database {
	t.Helper()
	testcost.Some(t)
	d := &Database{t: t, bin: programs(t)}
	var err error
	if d.dir, err = os.MkdirTemp("", "portolan-pg"); err != nil { // where others may go, too
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(d.dir) })
	if os.Geteuid() == 0 {
		if err := os.Chown(d.dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := d.command("initdb", "--no-sync", "--auth=trust", "--username=portolan", "--encoding=UTF8", "--locale=C", filepath.Join(d.dir, "data")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	d.Restart()
	t.Cleanup(d.Stop)
	return d
}

func (d *Database) command(program string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(d.bin, program), args...)
	c.Dir = d.dir
	if os.Geteuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	return c
}

// URL is that of the database, for a user who may do everything.
func (d *Database) URL() string {
	return fmt.Sprintf("postgres://portolan@127.0.0.1:%d/postgres", d.port)
}

// Restart starts it again after Stop.
func (d *Database) Restart() {
	d.t.Helper()
	d.cmd = d.command("postgres", "-D", "data", "-p", fmt.Sprint(d.port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off")
	if err := d.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	for began := time.Now(); d.command("pg_isready", "-q", "-h", "127.0.0.1", "-p", fmt.Sprint(d.port)).Run() != nil; time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			d.t.Fatal("PostgreSQL does not start")
		}
	}
}

// Stop ends it at once, with all connections.
func (d *Database) Stop() {
	if d.cmd != nil {
		d.cmd.Process.Signal(syscall.SIGQUIT)
		d.cmd.Wait()
		d.cmd = nil
	}
}
