package accounts

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts/renewed"
)

// logged returns a logger without times, and what it has said.
func logged() (*slog.Logger, *bytes.Buffer) {
	var out bytes.Buffer
	drop := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	return slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: drop})), &out
}

// open opens a users' file whose clock the test moves.
func open(t *testing.T, path string) (*File, *hands, *bytes.Buffer) {
	t.Helper()
	log, out := logged()
	h := &hands{}
	f, err := OpenFile(path, FileOptions{Log: log, clock: func() time.Time { return time.Unix(0, 0).Add(h.clock()) }})
	if err != nil {
		t.Fatal(err)
	}
	return f, h, out
}

func TestFileAuthenticate(t *testing.T) {
	path := usersPath(t)
	write(t, path, "# staff\n"+
		"alice:"+cheapHash(t, "correct")+":read-write:alice\n"+
		"bob:"+foreignBcrypt(t, "horse")+":read,list:/srv/bob\n"+
		"empty::read-only:\n"+
		"locked:!"+cheapHash(t, "correct")+":read-only:\n"+
		"starred:*:read-only:\n")
	f, _, _ := open(t, path)
	tests := []struct {
		user, password string
		want           *Account
	}{
		{"alice", "correct", &Account{Name: "alice", Home: "alice", Permissions: ReadWrite}},
		{"bob", "horse", &Account{Name: "bob", Home: "/srv/bob", Permissions: ReadOnly}},
		{"alice", "horse", nil},
		{"bob", "correct", nil},
		{"alice", "", nil},
		{"alice", "correct ", nil},
		{"Alice", "correct", nil},
		{"alice\x00", "correct", nil},
		{"alice:" + cheapHash(t, "correct"), "correct", nil},
		{"", "", nil},
		{"nobody", "correct", nil},
		{"# staff", "", nil},
		{"empty", "", nil},
		{"empty", "correct", nil},
		{"locked", "correct", nil},
		{"locked", "", nil},
		{"starred", "*", nil},
		{"starred", "", nil},
	}
	for _, test := range tests {
		account, err := f.Authenticate(t.Context(), credentials(test.user, test.password, "192.0.2.1"))
		if !reflect.DeepEqual(account, test.want) {
			t.Errorf("%q with %q: account %+v, want %+v", test.user, test.password, account, test.want)
		}
		if test.want == nil && err != ErrRejected {
			t.Errorf("%q with %q: error %v, want %v", test.user, test.password, err, ErrRejected)
		}
	}
}

func TestFileGivesCopies(t *testing.T) {
	path := usersPath(t)
	write(t, path, "alice:"+cheapHash(t, "correct")+":read-only:\n")
	f, _, _ := open(t, path)
	account, err := f.Authenticate(t.Context(), credentials("alice", "correct", "192.0.2.1"))
	if err != nil {
		t.Fatal(err)
	}
	account.Permissions = ReadWrite
	again, err := f.Authenticate(t.Context(), credentials("alice", "correct", "192.0.2.1"))
	if err != nil || again.Permissions != ReadOnly {
		t.Errorf("account %+v, %v, want %v", again, err, ReadOnly)
	}
}

// TestFileWork counts what each attempt costs: it must not depend on the name.
func TestFileWork(t *testing.T) {
	dear := cost{scheme: schemeArgon2id, memory: 16, passes: 2, parallel: 1}
	dearHash, err := hashPassword("correct", dear)
	if err != nil {
		t.Fatal(err)
	}
	bcrypt4 := cost{scheme: schemeBcrypt, rounds: 4}
	tests := []struct {
		name, content string
		want          []cost
	}{
		{"one kind", "alice:" + cheapHash(t, "correct") + ":read-only:\nbob:" + cheapHash(t, "x") + ":read-only:\n" +
			"empty::read-only:\nlocked:!" + dearHash + ":read-only:\n", []cost{cheap}},
		{"three kinds", "alice:" + cheapHash(t, "correct") + ":read-only:\nbob:" + foreignBcrypt(t, "x") + ":read-only:\n" +
			"carol:" + dearHash + ":read-only:\nempty::read-only:\nlocked:!:read-only:\n", []cost{cheap, bcrypt4, dear}},
		{"nobody can log in", "empty::read-only:\nlocked:!:read-only:\n", []cost{defaultCost()}},
		{"nobody at all", "", []cost{defaultCost()}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := usersPath(t)
			write(t, path, test.content)
			f, _, _ := open(t, path)
			var done []cost
			f.match = func(h hash, password string) bool {
				if password != "correct" {
					t.Errorf("verified %q", password)
				}
				done = append(done, h.cost)
				return h.cost != defaultCost() && h.matches(password)
			}
			for _, user := range []string{"alice", "bob", "carol", "empty", "locked", "nobody", "", "\xff"} {
				done = nil
				got := login(t, f, user, "correct")
				want := "rejected"
				if strings.HasPrefix(test.content, "alice:") && user == "alice" ||
					strings.Contains(test.content, "carol:") && user == "carol" {
					want = "account " + user
				}
				if got != want {
					t.Errorf("%q: %s, want %s", user, got, want)
				}
				if !slices.Equal(done, test.want) {
					t.Errorf("%q: verified at %v, want %v", user, done, test.want)
				}
			}
		})
	}
}

// TestFileDummyNeverAdmits gives a name without a hash every chance.
func TestFileDummyNeverAdmits(t *testing.T) {
	path := usersPath(t)
	write(t, path, "alice:"+cheapHash(t, "a")+":read-only:\nempty::read-only:\nlocked:!:read-only:\n")
	f, _, _ := open(t, path)
	f.match = func(hash, string) bool { return true }
	for user, want := range map[string]string{
		"alice": "account alice", "empty": "rejected", "locked": "rejected", "nobody": "rejected",
	} {
		if got := login(t, f, user, ""); got != want {
			t.Errorf("%q: %s, want %s", user, got, want)
		}
	}
}

func TestFileTooManyKinds(t *testing.T) {
	t.Chdir(t.TempDir())
	var content strings.Builder
	content.WriteString("# five kinds\n")
	for passes := range uint32(5) {
		field, err := hashPassword("x", cost{scheme: schemeArgon2id, memory: 8, passes: passes + 1, parallel: 1})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&content, "user%d:%s:read-only:\n", passes, field)
	}
	write(t, "PATH", content.String())
	_, err := OpenFile("PATH", FileOptions{})
	wantError(t, err, "PATH:6: hash is of a kind beyond the 4 that one file may hold, as every log-in works through all: "+
		"argon2id m=8,t=1,p=1; argon2id m=8,t=2,p=1; argon2id m=8,t=3,p=1; argon2id m=8,t=4,p=1")
}

func TestOpenFileErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := OpenFile("PATH", FileOptions{})
	wantError(t, err, "users file: open PATH: no such file or directory")
	write(t, "PATH", "alice\nbob:!:raed:\n")
	_, err = OpenFile("PATH", FileOptions{})
	wantError(t, err, "PATH:1: line has 1 of the 4 fields name:hash:permissions:home\n"+
		`PATH:2: unknown permission "raed": did you mean "read"?`)
	write(t, "PATH", "")
	if err := os.Chmod("PATH", 0o602); err != nil {
		t.Fatal(err)
	}
	_, err = OpenFile("PATH", FileOptions{})
	wantError(t, err, "users file PATH: mode 0602 lets others write it: run chmod 600")
}

// TestFileFollowsChanges walks one file through good and broken versions.
func TestFileFollowsChanges(t *testing.T) {
	t.Chdir(t.TempDir())
	one, two := "alice:"+cheapHash(t, "1")+":read-only:\n", "bob:"+cheapHash(t, "2")+":read-only:\n"
	write(t, "PATH", one)
	f, clock, out := open(t, "PATH")
	const (
		again   = "level=INFO msg=\"users file read again\" path=PATH users=%d\n"
		trouble = "level=ERROR msg=\"users file is broken, keeping the last good version\" path=PATH error=%s\n"
	)
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name   string
		do     func()
		passed time.Duration
		alice  string
		bob    string
		log    string
	}{
		{"unchanged", func() {}, time.Second, "account alice", "rejected", ""},
		{"changed, but looked at just now", func() { write(t, "PATH", one+two) }, time.Second - 1, "account alice", "rejected", ""},
		{"changed", func() {}, 1, "account alice", "account bob", fmt.Sprintf(again, 2)},
		{"broken", func() { write(t, "PATH", two+"alice\n") }, time.Second, "account alice", "account bob",
			fmt.Sprintf(trouble, `"PATH:2: line has 1 of the 4 fields name:hash:permissions:home"`)},
		{"broken as before", func() {}, time.Second, "account alice", "account bob", ""},
		{"broken otherwise", func() { write(t, "PATH", two+"alice:!\n") }, time.Second, "account alice", "account bob",
			fmt.Sprintf(trouble, `"PATH:2: line has 2 of the 4 fields name:hash:permissions:home"`)},
		{"mended", func() { write(t, "PATH", two) }, time.Second, "rejected", "account bob", fmt.Sprintf(again, 1)},
		{"gone", func() { must(os.Remove("PATH")) }, time.Second, "rejected", "account bob",
			fmt.Sprintf(trouble, `"users file: open PATH: no such file or directory"`)},
		{"still gone", func() {}, time.Hour, "rejected", "account bob", ""},
		{"back", func() { write(t, "PATH", one) }, time.Second, "account alice", "rejected", fmt.Sprintf(again, 1)},
		{"for all to write", func() { must(os.Chmod("PATH", 0o666)) }, time.Second, "account alice", "rejected",
			fmt.Sprintf(trouble, `"users file PATH: mode 0666 lets others write it: run chmod 600"`)},
		{"for all to write, and changed", func() { write(t, "PATH", one+two) }, time.Second, "account alice", "rejected", ""},
		{"with another mode", func() { must(os.Chmod("PATH", 0o600)) }, time.Second, "account alice", "account bob", fmt.Sprintf(again, 2)},
		{"edited", func() {
			must(EditFile(t.Context(), "PATH", func(u *Users) error { return u.SetHash("bob", "!") }))
		}, time.Second, "account alice", "rejected", fmt.Sprintf(again, 2)},
		{"emptied", func() { write(t, "PATH", "") }, time.Second, "account alice", "rejected",
			fmt.Sprintf(trouble, `"users file PATH: it is empty; to have no users, leave a comment in it"`)},
		{"blank", func() { write(t, "PATH", "\n \t\n") }, time.Second, "account alice", "rejected", ""},
		{"a directory", func() { must(errors.Join(os.Remove("PATH"), os.Mkdir("PATH", 0o700))) }, time.Second, "account alice", "rejected",
			fmt.Sprintf(trouble, `"users file: read PATH: not a regular file"`)},
		{"huge", func() {
			must(os.Remove("PATH"))
			write(t, "PATH", "")
			must(os.Truncate("PATH", 1<<40))
		}, time.Second, "account alice", "rejected", fmt.Sprintf(trouble, `"users file: read PATH: more than 16777216 bytes"`)},
		{"as it was before", func() { write(t, "PATH", one) }, time.Second, "account alice", "rejected", fmt.Sprintf(again, 1)},
		{"written again with the same", func() { write(t, "PATH", one) }, time.Second, "account alice", "rejected", ""},
		{"without users, on purpose", func() { write(t, "PATH", "# nobody\n") }, time.Second, "rejected", "rejected", fmt.Sprintf(again, 0)},
		{"and then empty", func() { write(t, "PATH", "") }, time.Second, "rejected", "rejected", fmt.Sprintf(again, 0)},
	}
	for _, step := range steps {
		step.do()
		clock.now += step.passed
		alice, bob := login(t, f, "alice", "1"), login(t, f, "bob", "2")
		if alice != step.alice || bob != step.bob {
			t.Errorf("%s: alice %s, bob %s, want %s, %s", step.name, alice, bob, step.alice, step.bob)
		}
		if got := out.String(); got != step.log {
			t.Errorf("%s: log\n%swant\n%s", step.name, got, step.log)
		}
		out.Reset()
	}
}

// TestFileChangesTwiceInOneMoment: a version of the same length and time as the one before is found, too, and not an
// hour later.
func TestFileChangesTwiceInOneMoment(t *testing.T) {
	t.Chdir(t.TempDir())
	one, two := cheapHash(t, "1"), cheapHash(t, "2")
	now := time.Now()
	put := func(hash string) {
		write(t, "PATH", "alice:"+hash+":read-only:\n")
		if err := os.Chtimes("PATH", now, now); err != nil {
			t.Fatal(err)
		}
	}
	put(one)
	f, clock, out := open(t, "PATH")
	clock.now += time.Second
	if got := login(t, f, "alice", "1"); got != "account alice" || out.Len() > 0 {
		t.Errorf("%s, log %q", got, out)
	}
	put(two)
	clock.now += time.Second
	if got := login(t, f, "alice", "1"); got != "rejected" {
		t.Error(got)
	}
}

func TestFileReload(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "PATH", "alice:"+cheapHash(t, "1")+":read-only:\n")
	f, clock, out := open(t, "PATH")
	write(t, "PATH", "bob:"+cheapHash(t, "2")+":read-only:\n")
	if err := f.Reload(); err != nil {
		t.Fatal(err)
	}
	write(t, "PATH", "broken\n")
	wantError(t, f.Reload(), "PATH:1: line has 1 of the 4 fields name:hash:permissions:home")
	clock.now += renewed.LookAgain // where the broken version is no news
	if alice, bob := login(t, f, "alice", "1"), login(t, f, "bob", "2"); alice != "rejected" || bob != "account bob" {
		t.Errorf("alice %s, bob %s, want rejected, account bob", alice, bob)
	}
	if out.Len() != 0 {
		t.Errorf("log %q, though the caller was told", out)
	}
}

func TestFileAtOnce(t *testing.T) {
	path := usersPath(t)
	write(t, path, "alice:"+cheapHash(t, "1")+":read-only:\n")
	log, _ := logged()
	f, err := OpenFile(path, FileOptions{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 10 {
				if i == 0 {
					if err := f.Reload(); err != nil {
						t.Error(err)
					}
				}
				if got := login(t, f, "alice", "1"); got != "account alice" {
					t.Error(got)
				}
			}
		})
	}
	all.Wait()
}
