package accounts

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestAccountOptions: what ACCT has to give and the mounts are part of the account, and what opens it does not matter.
func TestAccountOptions(t *testing.T) {
	word, crypt := cheapHash(t, "project"), foreignBcrypt(t, "other")
	path := usersPath(t)
	write(t, path, "alice:"+cheapHash(t, "pw")+":read-write;account="+word+";mount=films=shared/films;mount=old/photos=/p=q:alice\n"+
		"carol:*:read;cn=c;account="+crypt+":\nbob:"+cheapHash(t, "pw")+":read:\n")
	file, err := OpenFile(path, FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	alice, err := file.Authenticate(t.Context(), credentials("alice", "pw", "192.0.2.1"))
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"films": "shared/films", "old/photos": "/p=q"}; !maps.Equal(alice.Mounts, want) {
		t.Errorf("mounts %q", alice.Mounts)
	}
	alice.Mounts["films"] = "gone" // the caller's own
	if again, err := file.Authenticate(t.Context(), credentials("alice", "pw", "192.0.2.1")); err != nil || again.Mounts["films"] != "shared/films" {
		t.Errorf("again: %+v, %v", again, err)
	}
	c := credentials("carol", "", "192.0.2.1")
	c.Certificate = &x509.Certificate{Raw: []byte("c"), Subject: pkix.Name{CommonName: "c"}}
	carol, err := file.AuthenticateCertificate(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		account *Account
		word    string
		want    error
	}{{alice, "project", nil}, {alice, "pw", ErrRejected}, {alice, "", ErrRejected}, {carol, "other", nil}, {carol, "project", ErrRejected}} {
		if err := test.account.Confirm(t.Context(), test.word); !errors.Is(err, test.want) || test.want == nil && err != nil {
			t.Errorf("%s, %q: %v, want %v", test.account.Name, test.word, err, test.want)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := alice.Confirm(ended, "wrong"); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if bob, err := file.Authenticate(t.Context(), credentials("bob", "pw", "192.0.2.1")); err != nil || bob.Confirm != nil || bob.Mounts != nil {
		t.Errorf("bob: %+v, %v", bob, err)
	}
}

// TestBadAccountOptions: each is named, and no hash is quoted.
func TestBadAccountOptions(t *testing.T) {
	word := cheapHash(t, "w")
	for option, want := range map[string]string{
		"account":                              `option "account=" is no hash of argon2id or bcrypt`,
		"account=":                             `option "account=" is no hash of argon2id or bcrypt`,
		"account=secret":                       `option "account=" is no hash of argon2id or bcrypt`,
		"account=!":                            `option "account=" is no hash of argon2id or bcrypt`,
		"account=" + word + ";account=" + word: `option "account=" is given twice`,
		"mount":                                `option "mount=": "" is not NAME=DIRECTORY`,
		"mount=":                               `option "mount=": "" is not NAME=DIRECTORY`,
		"mount=films":                          `option "mount=": "films" is not NAME=DIRECTORY`,
		"mount==films":                         `option "mount=": "" is no name of a mount: write it without a slash around it, and without dots alone`,
		"mount=/films=f":                       `option "mount=": "/films" is no name of a mount: write it without a slash around it, and without dots alone`,
		"mount=a/../b=f":                       `option "mount=": "a/../b" is no name of a mount: write it without a slash around it, and without dots alone`,
		"mount=a=../f":                         `option "mount=": home "../f" climbs with ".."`,
		"mount=a\x01=f":                        `option "mount=": name of a mount "a\x01" contains the control character 0x01`,
		"mount=a=f;mount=a=g":                  `option "mount=": "a" is given twice`,
		"password;account=" + word:             `option "password" adds to a certificate: say whose with cn= or sha256=`,
	} {
		_, err := ParseUsers("users", []byte("a:!:read;"+option+":\n"))
		if err == nil || !strings.HasPrefix(err.Error(), "users:1: "+want) {
			t.Errorf("%q: %v; want %q", option, err, want)
		}
	}
}

// TestSetEntry: what is set is read again, and what would end its option is refused.
func TestSetEntry(t *testing.T) {
	word := foreignBcrypt(t, "w")
	users := parse(t, "# kept\na:*:read-only;quota=1K;cn=a b:x\n")
	set := func(change func(*Entry)) error { return users.Set("a", change) }
	err := set(func(e *Entry) {
		e.Certificates = append(e.Certificates, "sha256="+strings.Repeat("0f", 32))
		e.Both, e.Word, e.NoExchange, e.Mounts = true, word, true, map[string]string{"z": "/z", "a/b": "c=d"}
	})
	want := "# kept\na:*:read-only;cn=a b;sha256=" + strings.Repeat("0f", 32) + ";password;account=" + word + ";mount=a/b=c=d;mount=z=/z;no-fxp;quota=1K:x\n"
	if got := string(users.Bytes()); got != want || err != nil {
		t.Errorf("file\n%q, %v\nwant\n%q", got, err, want)
	}
	got := parse(t, want).List()[0]
	if got.Word != word || !got.Both || !got.NoExchange || !slices.Equal(got.Certificates, []string{"cn=a b", "sha256=" + strings.Repeat("0f", 32)}) || got.ByCertificate {
		t.Errorf("read again: %+v", got)
	}
	for what, change := range map[string]func(*Entry){
		"cn":          func(e *Entry) { e.Certificates = []string{"cn=x;password"} },
		"other":       func(e *Entry) { e.Certificates = []string{"quota=7"} },
		"word":        func(e *Entry) { e.Word = "plain" },
		"mount":       func(e *Entry) { e.Mounts = map[string]string{"a": "b:c"} },
		"mount, line": func(e *Entry) { e.Mounts = map[string]string{"a": "b\neve:!:read:"} },
		"mount, name": func(e *Entry) { e.Mounts = map[string]string{"a=b": "c"} },
		"mount, root": func(e *Entry) { e.Mounts = map[string]string{"/": "d"} },
	} {
		if err := set(change); err == nil {
			t.Errorf("%s was taken: %q", what, users.Bytes())
			users = parse(t, want)
		}
	}
	if got := string(users.Bytes()); got != want {
		t.Errorf("errors changed the file to\n%q", got)
	}
	if err := set(func(e *Entry) { *e = Entry{Account: Account{Permissions: Read}} }); err != nil {
		t.Error(err)
	}
	if got := string(users.Bytes()); got != "# kept\na:*:read:\n" {
		t.Errorf("emptied: %q", got)
	}
}
