package accounts

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func parse(t testing.TB, content string) *Users {
	t.Helper()
	users, err := ParseUsers("users", []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return users
}

func TestParseUsers(t *testing.T) {
	argon, crypt := cheapHash(t, "a"), foreignBcrypt(t, "b")
	users := parse(t, "# comment: with:colons:in:it\n"+
		"\n"+
		"alice:"+argon+":read-write:alice\n"+
		" \t# indented comment\n"+
		"bob:"+crypt+":read,list,write:/srv/ftp/bob\n"+
		"carol:!:none:\n"+
		"Dave:*"+argon+":read-only:C:\\ftp\n"+
		"erin::read-only:pub/erin")
	want := []User{
		{Entry{Account: Account{Name: "alice", Home: "alice", Permissions: ReadWrite}}, "argon2id", false, false},
		{Entry{Account: Account{Name: "bob", Home: "/srv/ftp/bob", Permissions: Read | List | Write}}, "bcrypt", false, false},
		{Entry{Account: Account{Name: "carol"}}, "", true, false},
		{Entry{Account: Account{Name: "Dave", Home: `C:\ftp`, Permissions: ReadOnly}}, "", true, false},
		{Entry{Account: Account{Name: "erin", Home: "pub/erin", Permissions: ReadOnly}}, "", true, false},
	}
	if got := users.List(); !reflect.DeepEqual(got, want) {
		t.Errorf("users\n%+v\nwant\n%+v", got, want)
	}
}

func TestParseUsersEmpty(t *testing.T) {
	for _, content := range []string{"", "\n", "# nobody yet", "\n\n#\n \t\n"} {
		if got := parse(t, content).List(); got != nil {
			t.Errorf("users of %q: %+v", content, got)
		}
	}
}

func TestParseUsersErrors(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"fields", "alice\nbob:secret\ncarol:!:none\n", "" +
			"users:1: line has 1 of the 4 fields name:hash:permissions:home\n" +
			"users:2: line has 2 of the 4 fields name:hash:permissions:home\n" +
			"users:3: line has 3 of the 4 fields name:hash:permissions:home"},
		{"all of one line", ":secret:raed:..\n", "" +
			"users:1: user name is empty\n" +
			"users:1: password field is neither an argon2id nor a bcrypt hash\n" +
			"users:1: unknown permission \"raed\": did you mean \"read\"?\n" +
			"users:1: home \"..\" climbs with \"..\""},
		{"all lines, counting comments", "# one\n\nalice:!:read:\nbob:!:\x01:\n\n eve:!:read:\n", "" +
			"users:4: unknown permission \"\\x01\": the names are read, list, write, append, delete, rename, mkdir, rmdir, attributes, none, read-only, read-write\n" +
			"users:6: user name \" eve\" starts or ends with a space"},
		{"twice", "alice:!:read:\nbob:!:read:\nalice:!:write:\nalice:!:list:\n", "" +
			"users:3: user \"alice\" is on line 1 already\n" +
			"users:4: user \"alice\" is on line 1 already"},
		{"line ends", "# fine\nalice:!:read:\r\n\r\n", "" +
			"users:2: line ends in CR LF: save the file with LF line ends\n" +
			"users:3: line ends in CR LF: save the file with LF line ends"},
		{"byte order mark", "\ufeffalice:!:read:\n", "" +
			"users:1: user name \"\\ufeffalice\" contains the invisible character U+FEFF"},
		{"NUL", "al\x00ice:!:read:\n", "" +
			"users:1: user name \"al\\x00ice\" contains the control character 0x00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			users, err := ParseUsers("users", []byte(test.content))
			if users != nil {
				t.Error("users with an error")
			}
			wantError(t, err, test.want)
		})
	}
}

func TestParseUsersErrorHasPosition(t *testing.T) {
	_, err := ParseUsers("/etc/users", []byte("\nalice\n"))
	var line *LineError
	if !errors.As(err, &line) || line.Path != "/etc/users" || line.Line != 2 || errors.Unwrap(line) != line.Err {
		t.Errorf("error %#v", err)
	}
}

func TestErrorsDoNotQuoteSecrets(t *testing.T) {
	const secret = "correct-horse-battery"
	for _, content := range []string{
		"alice:" + secret + ":read:\n",
		"alice:!:" + secret + ":\n",
		"alice:" + secret + "\n",
		"alice:! " + secret + ":read:\n",
		"alice:$2b$99$" + secret + ":read:\n",
	} {
		_, err := ParseUsers("users", []byte(content))
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: error %v", content, err)
		}
	}
}

// edited is a file with everything that an edit must leave alone.
const edited = "#first\n\n  \t\n" +
	"alice:!:list , read: alice:x\n" +
	"  # last, and no line end\n" +
	"bob:*:write:/b"

func TestEditsKeepOtherBytes(t *testing.T) {
	content := strings.Replace(edited, ": alice", ":alice", 1)
	hash := cheapHash(t, "new")
	tests := []struct {
		name string
		edit func(*Users) error
		want string
	}{
		{"nothing", func(*Users) error { return nil }, content},
		{"add", func(u *Users) error {
			return u.Add(Record{Entry{Account: Account{Name: "carol", Home: "c:d", Permissions: ReadOnly | Write}}, hash})
		}, content + "\ncarol:" + hash + ":read,list,write:c:d\n"},
		{"add locked", func(u *Users) error {
			return u.Add(Record{Entry{Account: Account{Name: "carol"}}, "!"})
		}, content + "\ncarol:!:none:\n"},
		{"set hash", func(u *Users) error {
			return u.SetHash("alice", hash)
		}, strings.Replace(content, "alice:!:", "alice:"+hash+":", 1)},
		{"set hash in the last line", func(u *Users) error {
			return u.SetHash("bob", hash)
		}, strings.Replace(content, "bob:*:", "bob:"+hash+":", 1)},
		{"remove", func(u *Users) error {
			return u.Remove("alice")
		}, strings.Replace(content, "alice:!:list , read:alice:x\n", "", 1)},
		{"remove the last line", func(u *Users) error {
			return u.Remove("bob")
		}, strings.Replace(content, "bob:*:write:/b", "", 1)},
		{"remove and add again", func(u *Users) error {
			return errors.Join(u.Remove("bob"), u.Add(Record{Entry{Account: Account{Name: "bob"}}, "*"}))
		}, strings.Replace(content, "bob:*:write:/b", "bob:*:none:\n", 1)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			users := parse(t, content)
			if err := test.edit(users); err != nil {
				t.Fatal(err)
			}
			if got := string(users.Bytes()); got != test.want {
				t.Errorf("file\n%q\nwant\n%q", got, test.want)
			}
			if again := parse(t, test.want).List(); !reflect.DeepEqual(users.List(), again) {
				t.Errorf("users\n%+v\nbut the file says\n%+v", users.List(), again)
			}
		})
	}
}

func TestEditErrors(t *testing.T) {
	tests := []struct {
		name string
		edit func(*Users) error
		kind error
		want string
	}{
		{"add twice", func(u *Users) error { return u.Add(Record{Entry{Account: Account{Name: "alice"}}, "!"}) },
			ErrUserExists, `add user "alice": user exists already`},
		{"set unknown", func(u *Users) error { return u.SetHash("Alice", "!") },
			ErrNoUser, `set password of user "Alice": no such user`},
		{"remove unknown", func(u *Users) error { return u.Remove("") },
			ErrNoUser, `remove user "": no such user`},
		{"name", func(u *Users) error { return u.Add(Record{Entry{Account: Account{Name: "a:b"}}, "!"}) },
			nil, `add user "a:b": user name "a:b" contains a colon`},
		{"comment", func(u *Users) error { return u.Add(Record{Entry{Account: Account{Name: "#a"}}, "!"}) },
			nil, `add user "#a": user name "#a" starts like a comment`},
		{"hash", func(u *Users) error { return u.Add(Record{Entry{Account: Account{Name: "a"}}, "plain"}) },
			nil, `add user "a": password field is neither an argon2id nor a bcrypt hash`},
		{"hash with a field in it", func(u *Users) error { return u.Add(Record{Entry{Account: Account{Name: "a"}}, "!:read-write:/"}) },
			nil, `add user "a": hash contains a colon`},
		{"hash with a line in it", func(u *Users) error { return u.SetHash("alice", "!\neve:!:read:") },
			nil, `set password of user "alice": password field contains a space or a byte that is not printable ASCII`},
		{"permissions", func(u *Users) error {
			return u.Add(Record{Entry{Account: Account{Name: "a", Permissions: 1 << 20}}, "!"})
		},
			nil, `add user "a": unknown permission "0x100000": the names are read, list, write, append, delete, rename, mkdir, rmdir, attributes, none, read-only, read-write`},
		{"home with a line in it", func(u *Users) error {
			return u.Add(Record{Entry{Account: Account{Name: "a", Home: "x\neve:!:read:"}}, "!"})
		},
			nil, `add user "a": home "x\neve:!:read:" contains the control character 0x0a`},
		{"home that ends a line", func(u *Users) error { return u.Add(Record{Entry{Account: Account{Name: "a", Home: "x\n"}}, "!"}) },
			nil, `add user "a": home "x\n" contains the control character 0x0a`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			const content = "alice:!:read:"
			users := parse(t, content)
			err := test.edit(users)
			wantError(t, err, test.want)
			if test.kind != nil && !errors.Is(err, test.kind) {
				t.Errorf("error is no %q", test.kind)
			}
			if got := string(users.Bytes()); got != content {
				t.Errorf("file became %q", got)
			}
		})
	}
}

func FuzzParseUsers(f *testing.F) {
	f.Add("")
	f.Add(strings.Replace(edited, ": alice", ":alice", 1))
	f.Add("a:$2b$04$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234:read:\n")
	f.Add("a:$argon2id$v=19$m=8,t=1,p=1$c2l4dGVlbiBieXRlcyBvaw$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE:read-only:/x:y")
	f.Add("a:*:read;cn=x;account=$2b$04$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234;mount=f=films;mount=a/b=:\n")
	f.Add("a:\x00:read:\r\n:::\n\xff:!:none,:\n")
	f.Fuzz(func(t *testing.T, content string) {
		users, err := ParseUsers("users", []byte(content))
		if err != nil {
			if users != nil || err.Error() == "" {
				t.Fatalf("users %v, error %q", users, err)
			}
			return
		}
		if got := string(users.Bytes()); got != content {
			t.Fatalf("read %q, written %q", content, got)
		}
		before := users.List()
		if users.find("fuzzed-in") >= 0 {
			return
		}
		account := Account{Name: "fuzzed-in", Home: "x", Permissions: Append}
		if err := users.Add(Record{Entry{Account: account}, "!"}); err != nil {
			t.Fatal(err)
		}
		again, err := ParseUsers("users", users.Bytes())
		if err != nil {
			t.Fatalf("after an edit: %v", err)
		}
		want := append(slices.Clone(before), User{Entry: Entry{Account: account}, Locked: true})
		if got := again.List(); !reflect.DeepEqual(got, want) {
			t.Fatalf("after an edit: %+v, want %+v", got, want)
		}
	})
}
