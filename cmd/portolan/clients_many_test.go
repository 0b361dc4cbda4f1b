package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jlaffaye/ftp"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// mover is a client that moves many files over TLS with its own settings, most of them with several connections at once
// that share one store of TLS sessions.
type mover struct {
	name, program, install string
	flags                  []string                                   // of the server
	move                   func(v *visitor, put bool, names []string) // all files between the directories; v.with is the version of TLS
}

// movers need nothing of the server but TLS, unless they say so.
var movers = []mover{
	{name: "rclone, 4 at once", program: "rclone", install: "rclone", move: byRclone("4")},
	{name: "rclone, 16 at once", program: "rclone", install: "rclone", move: byRclone("16")},
	{name: "curl -Z", program: "curl", install: "curl", move: byParallelCurl},
	{name: "lftp mirror -P 8", program: "lftp", install: "lftp", move: byLftpMirror},
	{name: "lftp mirror -P 8, sessions wanted", program: "lftp", install: "lftp", flags: sessionsWanted, move: byLftpMirror},
	{name: "ftplib", program: "python3", install: "python3", move: byFtplib("none")},
	{name: "ftplib with the control connection's session", program: "python3", install: "python3", flags: sessionsWanted, move: byFtplib("control")},
	{name: "ftplib with each session once", program: "python3", install: "python3", flags: sessionsWanted, move: byFtplib("once")},
	{name: "jlaffaye, 8 connections", move: byJlaffayes(8)},
	{name: "jlaffaye, sessions wanted", flags: sessionsWanted, move: byJlaffayes(1)},
}

var sessionsWanted = []string{"--tls-data", "required"}

// manyFiles are small, as those are where connections come and go; some are empty or end in the middle of a TLS record.
var manyFiles = func() fileSet {
	all := fileSet{}
	for i := range 24 {
		all[fmt.Sprintf("f%02d", i)] = every[i*100 : i*100+i*i*90]
	}
	return all
}()

// TestManyFilesOverTLS moves files there and back, and compares every byte on both sides.
func TestManyFilesOverTLS(t *testing.T) {
	testcost.Long(t)
	t.Parallel()
	for _, m := range movers {
		for _, version := range []string{"1.2", "1.3"} {
			t.Run(m.name+" TLS "+version, func(t *testing.T) {
				t.Parallel()
				v := &visitor{t: t, with: version, here: t.TempDir(), remote: t.TempDir()}
				if m.program != "" {
					v.program = needs(t, m.program, "apt-get install "+m.install)
				}
				v.address = serveDir(t, v.remote, 1, slices.Concat([]string{"--tls-self-signed", "--tls", "required", "--user", "alice:pw"}, m.flags)...).addresses[0]
				names := slices.Sorted(maps.Keys(manyFiles))
				fillDir(t, v.here, manyFiles)
				m.move(v, true, names)
				sameFiles(t, "the server", v.remote, manyFiles)
				v.here = t.TempDir()
				m.move(v, false, names)
				sameFiles(t, "the client", v.here, manyFiles)
			})
		}
	}
}

func byRclone(transfers string) func(*visitor, bool, []string) {
	return func(v *visitor, put bool, _ []string) {
		v.t.Helper()
		to := strings.NewReplacer("HOST", v.host(), "PORT", v.port(), "PASS", strings.TrimSpace(v.run("", "obscure", "pw")))
		args := words("copy --transfers " + transfers + " " + to.Replace(rcloneTLSTo))
		if v.with == "1.2" {
			args = append(args, "--ftp-disable-tls13")
		}
		ends := []string{".", ":ftp:/"}
		if !put {
			slices.Reverse(ends)
		}
		v.run("", append(args, ends...)...)
	}
}

func byParallelCurl(v *visitor, put bool, names []string) {
	v.t.Helper()
	version := "--tlsv1.2 --tls-max 1.2"
	if v.with == "1.3" {
		version = "--tlsv1.3"
	}
	args := words("-q -sS -Z --parallel-max 2 --ssl-reqd --insecure " + version)
	for _, name := range names {
		how := "-T"
		if !put {
			how = "-o"
		}
		args = append(args, how, name, "ftp://alice:pw@"+v.address+"/"+name)
	}
	v.run("", args...)
}

func byLftpMirror(v *visitor, put bool, _ []string) {
	v.t.Helper()
	script := lftpTLS + "; set net:max-retries 1; set ssl:priority NORMAL:-VERS-ALL:+VERS-TLS" + v.with +
		"; open -u alice,pw -p " + v.port() + " " + v.host() + "; mirror --no-perms -P 8 "
	if put {
		script += "-R . /"
	} else {
		script += "/ ."
	}
	v.run("", "--norc", "-c", script)
}

func byFtplib(offer string) func(*visitor, bool, []string) {
	return func(v *visitor, put bool, names []string) {
		v.t.Helper()
		script, err := filepath.Abs("testdata/clients/many.py")
		if err != nil {
			v.t.Fatal(err)
		}
		v.run("", append([]string{script, v.host(), v.port(), v.with, map[bool]string{true: "put", false: "get"}[put], offer}, names...)...)
	}
}

// byJlaffayes has connections that share their TLS configuration, and so its store of sessions.
func byJlaffayes(connections int) func(*visitor, bool, []string) {
	return func(v *visitor, put bool, names []string) {
		v.t.Helper()
		config := trusting()
		config.MinVersion = tls.VersionTLS12
		config.MaxVersion = map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}[v.with]
		todo := make(chan string, len(names))
		for _, name := range names {
			todo <- name
		}
		close(todo)
		var all sync.WaitGroup
		for range connections {
			all.Go(func() {
				if err := jlaffayeMoves(v, config, put, todo); err != nil {
					v.t.Error(err)
				}
			})
		}
		all.Wait()
	}
}

func jlaffayeMoves(v *visitor, config *tls.Config, put bool, names <-chan string) error {
	c, err := ftp.Dial(v.address, ftp.DialWithExplicitTLS(config), ftp.DialWithTimeout(3*patience))
	if err != nil {
		return err
	}
	defer c.Quit()
	if err := c.Login("alice", "pw"); err != nil {
		return err
	}
	for name := range names {
		if put {
			err = jlaffayeStores(v, c, name)
		} else {
			err = jlaffayeFetches(v, c, name)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func jlaffayeStores(v *visitor, c *ftp.ServerConn, name string) error {
	file, err := os.Open(filepath.Join(v.here, name))
	if err != nil {
		return err
	}
	defer file.Close()
	return c.Stor(name, file)
}

func jlaffayeFetches(v *visitor, c *ftp.ServerConn, name string) error {
	r, err := c.Retr(name)
	if err != nil {
		return err
	}
	content, err := io.ReadAll(r)
	if closed := r.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(v.here, name), content, 0o600)
}

// TestJavaResumes: JSSE uses sessions of TLS 1.3 once, and needs a new one from every data connection. Those of TLS 1.2
// it resumes by session ID, as curl does, which crypto/tls does not have: the log says so, and what to set.
func TestJavaResumes(t *testing.T) {
	t.Parallel()
	const good = "226 Transfer complete."
	for _, test := range []struct {
		version string
		proof   string
		want    string
		log     string
	}{
		{"TLSv1.3", "required", good, ""},
		{"TLSv1.2", "certificate", good, ""},
		{"TLSv1.2", "required", "522 The data connection could not be protected.",
			"resuming TLS 1.2 by session ID, as curl and Java do, is not possible here; taken with --tls-data certificate"},
	} {
		t.Run(test.version+" "+test.proof, func(t *testing.T) {
			t.Parallel()
			v := &visitor{t: t, program: commonsNet.find(t), here: t.TempDir(), remote: t.TempDir()}
			s := serveDir(t, v.remote, 1, "--tls-self-signed", "--tls-data", test.proof, "--user", "alice:pw")
			v.address = s.addresses[0]
			fillDir(t, v.here, fileSet{"a": every[:5], "b": every, "c": ""})
			fillDir(t, v.remote, fileSet{"d": every})
			steps := words("put a put b get d put c get d put a put b")
			told := outputLines(v.run("", slices.Concat([]string{"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
				"--add-opens=java.base/sun.security.ssl=ALL-UNNAMED", "--add-opens=java.base/sun.security.util=ALL-UNNAMED",
				"-cp", commonsNetClasses(t), "Resuming", v.host(), v.port(), test.version}, steps)...))
			if want := slices.Repeat([]string{test.want}, len(steps)/2); !slices.Equal(told, want) {
				t.Errorf("told %q, want %q", told, want)
			}
			if test.want == good {
				sameFiles(t, "the server", v.remote, fileSet{"a": every[:5], "b": every, "c": "", "d": every})
				sameFiles(t, "the client", v.here, fileSet{"a": every[:5], "b": every, "c": "", "d": every})
			} else {
				s.logged(test.log)
			}
		})
	}
}
