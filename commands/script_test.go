package commands_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// TestDialogues plays the dialogues in testdata, whose language its README.md describes. The placeholders are client's.
func TestDialogues(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	must(t, err)
	if len(files) == 0 {
		t.Fatal("no dialogues")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		head, parts := splitDialogues(string(text))
		if head != "" {
			t.Errorf("%s: text before the first dialogue", file)
		}
		for _, d := range parts {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt")+"/"+d.name, func(t *testing.T) {
				d.file = file
				d.play(t)
			})
		}
	}
}

// dialogue is one part of a file.
type dialogue struct {
	name, file string
	line       int // of its first line
	lines      []string
}

func splitDialogues(text string) (head string, parts []dialogue) {
	for i, line := range strings.Split(text, "\n") {
		if name, ok := strings.CutPrefix(line, "== "); ok {
			parts = append(parts, dialogue{name: name, line: i + 2})
			continue
		}
		if len(parts) == 0 {
			if !strings.HasPrefix(line, "#") {
				head += strings.TrimSpace(line)
			}
			continue
		}
		last := &parts[len(parts)-1]
		last.lines = append(last.lines, line)
	}
	return head, parts
}

// stage is where a dialogue is played.
type stage struct {
	t       *testing.T
	setup   setup
	rig     *rig
	prepare []func() // what to do once there is a directory
	clients map[string]*client
}

func (d dialogue) play(t *testing.T) {
	s := &stage{t: t, clients: map[string]*client{}}
	at := 0
	defer func() {
		if t.Failed() {
			t.Logf("at %s:%d: %s", d.file, d.line+at, d.lines[at])
		}
	}()
	for i, line := range d.lines {
		at = i
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.do(line)
	}
}

// do carries out one line.
func (s *stage) do(line string) {
	s.t.Helper()
	who := ""
	if line[0] >= '0' && line[0] <= '9' {
		who, line = line[:1], line[1:]
	}
	word, rest, _ := strings.Cut(line, " ")
	if s.configure(word, fields(s.t, rest)) {
		return
	}
	s.open()
	if s.files(word, rest) {
		return
	}
	switch word {
	case "login":
		s.clients[who] = s.rig.login(rest)
	case "C:":
		s.client(who).send(rest)
	case "TLS":
		s.client(who).startTLS(rest)
	case "CLEAR":
		s.client(who).unsecure()
	case "RAW":
		s.client(who).sendRaw(one(s.t, rest))
	case "S:":
		switch {
		case rest == "end":
			s.client(who).expectEnd()
		case rest == "...":
			s.client(who).skips = true
		default:
			s.client(who).expect(rest)
		}
	case "S+":
		if reply := s.client(who).reply(); !slices.Contains(strings.Split(reply, "\n"), rest) {
			s.t.Fatalf("got %q; want one with the line %q", reply, rest)
		}
	case "D<", "D>", "D~", "D":
		s.data(s.client(who), word, rest)
	default:
		s.t.Fatalf("what is %q?", word)
	}
}

// client is the one of that number; a new one connects.
func (s *stage) client(who string) *client {
	if s.clients[who] == nil {
		s.clients[who] = s.rig.dial()
	}
	return s.clients[who]
}

func (s *stage) open() {
	if s.rig == nil {
		s.rig = newRig(s.t, s.setup)
		for _, f := range s.prepare {
			f()
		}
	}
}

// configure carries out a line about the server.
func (s *stage) configure(word string, args []string) bool {
	number := func(i int) int {
		n, err := strconv.Atoi(args[i])
		must(s.t, err)
		return n
	}
	o := &s.setup.Options
	switch word {
	case "policy":
		if o.Policies == nil {
			o.Policies = map[string]string{}
		}
		o.Policies[args[0]] = args[1]
	case "language":
		o.Language = args[0]
	case "listen":
		s.setup.network = args[0]
	case "hosts":
		s.setup.hosts = args
	case "ports":
		o.PassivePorts.First, o.PassivePorts.Last = uint16(number(0)), uint16(number(1))
	case "guard":
		s.setup.guard = accounts.NewGuard(accounts.GuardOptions{MaxFailures: number(0)})
	case "dots":
		s.setup.dots = true
	case "uploads":
		how, known := map[string]storage.Uploads{"strict": storage.Strict, "in-place": storage.InPlace}[args[0]]
		if !known {
			s.t.Fatalf("%q is no way to upload, or the default", args[0])
		}
		s.setup.local.Uploads = how
	case "sync":
		if args[0] != "data" {
			s.t.Fatalf("%q is no moment to sync, or the default", args[0])
		}
		s.setup.local.Sync = storage.SyncData // which puts all that came where it can be waited for
	case "tells":
		s.setup.tells = true
	case "maxbytes":
		s.setup.local.MaxBytes = int64(number(0))
	case "quota":
		s.setup.files = limitedFiles(quota.Limits{Bytes: int64(number(0)), Files: int64(number(1))})
	case "limit":
		s.limit(args[0], args[1])
	default:
		return false
	}
	if s.rig != nil {
		s.t.Fatalf("%q comes too late", word)
	}
	return true
}

// limitedFiles gives all logins of a server one ledger, which the first of them begins.
func limitedFiles(limits quota.Limits) func(storage.FS) storage.FS {
	var once sync.Once
	var ledger *quota.Ledger
	return func(fs storage.FS) storage.FS {
		once.Do(func() { ledger = quota.NewLedger(fs) })
		return ledger.Limit(fs, limits)
	}
}

func (s *stage) limit(name, value string) {
	l := &s.setup.Limits
	durations := map[string]*time.Duration{"login": &l.LoginTimeout, "idle": &l.IdleTimeout, "no-transfer": &l.NoTransferTimeout,
		"data": &l.DataTimeout, "stall": &l.StallTimeout}
	var err error
	if d := durations[name]; d != nil {
		*d, err = time.ParseDuration(value)
	} else if name == "sessions" {
		l.Sessions, err = strconv.Atoi(value)
	} else {
		err = fmt.Errorf("there is no limit %q", name)
	}
	must(s.t, err)
}

var fileWords = []string{"file", "dir", "link", "sparse", "chmod", "has", "wait", "tree", "fault", "changed", "mode"}

// files carries out a line about the directory.
func (s *stage) files(word, rest string) bool {
	s.t.Helper()
	if !slices.Contains(fileWords, word) {
		return false
	}
	args := fields(s.t, rest)
	if word == "tree" {
		s.tree(args)
		return true
	}
	path := filepath.Join(s.rig.dir, filepath.FromSlash(args[0]))
	switch word {
	case "file":
		s.rig.write(args[0], args[1])
	case "dir":
		s.rig.mkdir(args[0])
	case "link":
		must(s.t, os.Symlink(args[1], path))
		s.rig.age()
	case "sparse":
		size, err := strconv.ParseInt(args[1], 10, 64)
		must(s.t, err)
		s.rig.write(args[0], "")
		must(s.t, os.Truncate(path, size))
	case "chmod":
		mode, err := strconv.ParseUint(args[1], 8, 32)
		must(s.t, err)
		must(s.t, os.Chmod(path, os.FileMode(mode)))
	case "has":
		content, err := os.ReadFile(path)
		must(s.t, err)
		if string(content) != args[1] {
			s.t.Fatalf("%s has %q; want %q", args[0], content, args[1])
		}
	case "wait":
		s.rig.wait(args[0], args[1])
	case "changed", "mode":
		info, err := os.Stat(path)
		must(s.t, err)
		got := string(listing.AppendTime(nil, info.ModTime()))
		if word == "mode" {
			got = fmt.Sprintf("%03o", info.Mode().Perm())
		}
		if got != args[1] {
			s.t.Fatalf("%s is %s; want %s", args[0], got, args[1])
		}
	case "fault":
		s.fault(args)
	}
	return true
}

func (s *stage) tree(want []string) {
	s.t.Helper()
	var got []string
	for name := range s.rig.tree() {
		got = append(got, name)
	}
	slices.Sort(got)
	want = slices.DeleteFunc(slices.Sorted(slices.Values(want)), func(w string) bool { return w == "" })
	if !slices.Equal(got, want) {
		s.t.Fatalf("there are %q; want %q", got, want)
	}
}

func (s *stage) fault(args []string) {
	f := storagetest.Fault{Op: storagetest.Op(args[0]), Class: classNamed(s.t, args[1])}
	if len(args) > 2 {
		var err error
		f.After, err = strconv.ParseInt(args[2], 10, 64)
		must(s.t, err)
	}
	s.rig.fail(f)
}

// classNamed is the class of errors of that name.
func classNamed(t *testing.T, name string) storage.Class {
	t.Helper()
	for c := range storage.Class(storage.ClassCount) {
		if c.String() == name {
			return c
		}
	}
	t.Fatalf("there is no class %q", name)
	return storage.Other
}

// data carries out a line about the data connection.
func (s *stage) data(c *client, word, rest string) {
	s.t.Helper()
	switch word {
	case "D<":
		if got, want := c.download(), one(s.t, rest); got != want && !pattern(want).MatchString(got) {
			s.t.Fatalf("got data  %q\n      want data %q", got, want)
		}
		return
	case "D>":
		c.upload(one(s.t, rest))
		return
	case "D~":
		sameLines(s.t, c.download(), fields(s.t, rest))
		return
	}
	verb, argument, _ := strings.Cut(rest, " ")
	switch verb {
	case "open":
		c.openData()
	case "close":
		c.closeData()
	case "reset":
		c.resetData()
	case "drain":
		c.drain()
	case "send":
		_, err := io.WriteString(c.openData(), one(s.t, argument))
		must(s.t, err)
	case "get":
		want := one(s.t, argument)
		got := make([]byte, len(want))
		if _, err := io.ReadFull(c.openData(), got); err != nil || string(got) != want {
			s.t.Fatalf("got data %q, %v; want %q", got, err, want)
		}
	default:
		s.t.Fatalf("what is D %s?", verb)
	}
}

// sameLines compares lines that end in CR LF, in any order.
func sameLines(t *testing.T, got string, want []string) {
	t.Helper()
	lines := strings.Split(got, "\r\n")
	if last := len(lines) - 1; lines[last] != "" {
		t.Fatalf("the last line of %q has no end", got)
	}
	lines = lines[:len(lines)-1]
	if len(lines) != len(want) {
		t.Fatalf("got lines %q\n      want %q", lines, want)
	}
	for _, w := range want {
		i := slices.IndexFunc(lines, func(l string) bool { return l == w || pattern(w).MatchString(l) })
		if i < 0 {
			t.Fatalf("got lines %q\n      want %q", lines, w)
		}
		lines = slices.Delete(lines, i, i+1)
	}
}

// fields cuts a line at its blanks; double quotes hold a field together, as in Go.
func fields(t *testing.T, s string) []string {
	t.Helper()
	var all []string
	for s = strings.TrimLeft(s, " "); s != ""; s = strings.TrimLeft(s, " ") {
		if s[0] != '"' {
			word, rest, _ := strings.Cut(s, " ")
			all, s = append(all, word), rest
			continue
		}
		quoted, err := strconv.QuotedPrefix(s)
		must(t, err)
		word, err := strconv.Unquote(quoted)
		must(t, err)
		all, s = append(all, word), s[len(quoted):]
	}
	return all
}

// one is the only field of a line.
func one(t *testing.T, s string) string {
	t.Helper()
	all := fields(t, s)
	if len(all) != 1 {
		t.Fatalf("%q is not one string", s)
	}
	return all[0]
}
