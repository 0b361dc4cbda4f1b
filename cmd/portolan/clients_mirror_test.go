package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// errand is something that a program does which is made for one purpose: it fetches or brings files, or a whole
// directory. In its arguments HOST, PORT and URL stand for the server's.
type errand struct {
	name, program, install string
	args                   []string
	here, there            fileSet // what there is before
	hereEnd, thereEnd      fileSet // what is added on either side
	told                   string  // in the output; "" for anything
	commands               string  // a row of commands that the server has seen, beside others
}

// tree is a directory with names that suffer, an empty directory, and files of all kinds.
var tree = fileSet{"a": every, "empty": "", "d/": "", "d/two words": "2", "d/Grüße aus Köln, 世界.txt": "3", "d/e/": "", "d/e/100% #1;type=a": "4"}

// large is enough for aria2c to fetch it in four parts.
var large = strings.Repeat(every, 8<<20/len(every))

// below puts a set into a directory.
func below(dir string, all fileSet) fileSet {
	moved := fileSet{}
	for at := 0; at < len(dir); at++ {
		if dir[at] == '/' {
			moved[dir[:at+1]] = ""
		}
	}
	for name, content := range all {
		moved[dir+name] = content
	}
	return moved
}

const (
	rcloneTo    = "--ftp-host HOST --ftp-port PORT --ftp-user alice --ftp-pass PASS --retries 1 --low-level-retries 1"
	rcloneTLSTo = rcloneTo + " --ftp-explicit-tls --ftp-no-check-certificate"
	ncftpTo     = "-u alice -p pw -P PORT"
)

func words(format string, more ...string) []string { return append(strings.Fields(format), more...) }

var errands = []errand{
	{name: "ncftpput", program: "ncftpput", install: "ncftp", args: words("-V "+ncftpTo+" HOST /in", "a", "two words"),
		here: fileSet{"a": every, "two words": "2"}, there: fileSet{"in/": ""}, thereEnd: fileSet{"in/a": every, "in/two words": "2"}, commands: "TYPE I, PASV, STOR"},
	{name: "ncftpput of a directory, active", program: "ncftpput", install: "ncftp", args: words("-V -R -E "+ncftpTo+" HOST /", "d"),
		here: fileSet{"d/": "", "d/a": every, "d/e/": "", "d/e/b": "2"}, thereEnd: fileSet{"d/": "", "d/a": every, "d/e/": "", "d/e/b": "2"}, commands: "PORT, STOR"},
	{name: "ncftpget", program: "ncftpget", install: "ncftp", args: words("-V "+ncftpTo+" HOST .", "/a", "/two words"),
		there: fileSet{"a": every, "two words": "2"}, hereEnd: fileSet{"a": every, "two words": "2"}, commands: "PASV"},
	{name: "ncftpget of a directory", program: "ncftpget", install: "ncftp", args: words("-V -R "+ncftpTo+" HOST .", "/d"),
		there: fileSet{"d/": "", "d/a": every, "d/e/": "", "d/e/b": "2"}, hereEnd: fileSet{"d/": "", "d/a": every, "d/e/": "", "d/e/b": "2"}, commands: "PASV, RETR"},
	{name: "ncftpls", program: "ncftpls", install: "ncftp", args: words("-1 -u alice -p pw", "ftp://HOST:PORT/"),
		there: fileSet{"a": "1", "two words": "2", "d/": ""}, told: "two words\na\nd\n", commands: "PASV, NLST"},
	{name: "wget -r", program: "wget", install: "wget", args: words("-q -r -nH --user=alice --password=pw --no-verbose URL"),
		there: tree, hereEnd: tree, commands: "RETR"},
	{name: "wget -r, active", program: "wget", install: "wget", args: words("-q -r -nH --no-passive-ftp --user=alice --password=pw URL"),
		there: tree, hereEnd: tree, commands: "PORT, RETR"},
	{name: "wget -c", program: "wget", install: "wget", args: words("-q -c --user=alice --password=pw URLa"),
		there: fileSet{"a": every}, here: fileSet{"a": every[:100_001]}, hereEnd: fileSet{"a": every}, commands: "REST, RETR"},
	{name: "aria2c -x4", program: "aria2c", install: "aria2", args: words("-q -x4 -s4 -k1M --ftp-user=alice --ftp-passwd=pw URLlarge"),
		there: fileSet{"large": large}, hereEnd: fileSet{"large": large}, commands: "REST, RETR"},
	{name: "rclone copy", program: "rclone", install: "rclone", args: words("copy --create-empty-src-dirs " + rcloneTo + " data :ftp:/in"),
		here: below("data/", tree), there: fileSet{"in/": ""}, thereEnd: below("in/", tree), commands: "STOR, MFMT"},
	{name: "rclone copy from here", program: "rclone", install: "rclone", args: words("copy --create-empty-src-dirs " + rcloneTo + " :ftp:/ ."),
		there: tree, hereEnd: tree, commands: "MLSD"},
	{name: "rclone sync over TLS", program: "rclone", install: "rclone", args: words("sync --create-empty-src-dirs " + rcloneTLSTo + " :ftp:/ ."),
		there: tree, here: fileSet{"stale": "1", "empty": "not"}, hereEnd: tree, commands: "PBSZ, PROT P"},
	{name: "rclone check", program: "rclone", install: "rclone", args: words("check --download " + rcloneTo + " data :ftp:/"),
		here: below("data/", tree), there: tree, commands: "RETR"},
}

// TestErrands lets programs fetch and bring, and compares every byte on both sides.
func TestErrands(t *testing.T) {
	t.Parallel()
	for _, e := range errands {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			e.run(t)
		})
	}
}

func (e errand) run(t *testing.T) {
	v := &visitor{t: t, program: needs(t, e.program, "apt-get install "+e.install), here: t.TempDir(), remote: t.TempDir()}
	fillDir(t, v.here, e.here)
	fillDir(t, v.remote, e.there)
	flags := []string{"--user", "alice:pw", "--log-level", "debug", "--log-format", "json"}
	if strings.Contains(e.name, "TLS") {
		flags = append(flags, "--tls-self-signed", "--tls", "required")
	}
	s := serveDir(t, v.remote, 1, flags...)
	v.address = s.addresses[0]
	password := "pw"
	if e.program == "rclone" {
		password = strings.TrimSpace(v.run("", "obscure", password))
	}
	replace := strings.NewReplacer("HOST", v.host(), "PORT", v.port(), "URL", "ftp://"+v.address+"/", "PASS", password)
	args := make([]string, len(e.args))
	for i, arg := range e.args {
		args[i] = replace.Replace(arg)
	}
	if told := v.run("", args...); e.told != "" && told != e.told {
		t.Errorf("told %q, want %q", told, e.told)
	}
	here, there := e.here, e.there
	if e.hereEnd != nil {
		here = e.hereEnd
	}
	if e.thereEnd != nil {
		there = fileSet{}
		for _, set := range []fileSet{e.there, e.thereEnd} {
			for name, content := range set {
				there[name] = content
			}
		}
	}
	sameFiles(t, "the client", v.here, here)
	sameFiles(t, "the server", filepath.Clean(v.remote), there)
	s.saw(e.commands)
}

// saw waits for commands in the log, which have to come in this order, with others between them or not. A client that
// does not wait for the answer to QUIT can be gone before the log is written.
func (s *server) saw(commands string) {
	s.t.Helper()
	eventually(s.t, "the server sees, in this order, "+commands, func() bool {
		log, found := s.log.String(), true
		for _, c := range strings.Split(commands, ", ") {
			if _, log, found = strings.Cut(log, `"command":"`+c); !found {
				return false
			}
		}
		return true
	})
}
