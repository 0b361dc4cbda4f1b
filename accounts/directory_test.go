package accounts

import (
	"context"
	"errors"
	"testing"
)

// book is a Directory of one answer.
type book struct {
	scripted
	known bool
}

func (b *book) Knows(context.Context, string) (bool, error) { return b.known, b.err }

// TestKnows: what each authenticator says of a name. Whoever cannot tell may have it.
func TestKnows(t *testing.T) {
	path := usersPath(t)
	write(t, path, "alice:"+cheapHash(t, "pw")+":read-only:\nlocked:!:read-only:\n")
	file, err := OpenFile(path, FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	down := errors.New("down")
	both := Chain(static(t, StaticUser{Account{Name: "bob"}, "pw"}), file)
	tests := []struct {
		what string
		auth Authenticator
		name string
		want bool
		err  error
	}{
		{"nobody", nil, "alice", false, nil},
		{"who cannot tell", &scripted{}, "alice", true, nil},
		{"file", file, "alice", true, nil},
		{"file, locked", file, "locked", true, nil},
		{"file", file, "Alice", false, nil},
		{"chain, first", both, "bob", true, nil},
		{"chain, second", both, "alice", true, nil},
		{"chain, none", both, "carol", false, nil},
		{"empty chain", Chain(), "alice", false, nil},
		{"chain with one that cannot tell", Chain(&scripted{}, file), "carol", true, nil},
		{"guest", Anonymous(both, ""), "FTP", true, nil},
		{"beside guests", Anonymous(both, ""), "alice", true, nil},
		{"beside guests, none", Anonymous(both, ""), "carol", false, nil},
		{"guests alone", Anonymous(nil, ""), "alice", false, nil},
		{"chain with a broken one", Chain(&book{scripted: scripted{err: down}}, file), "alice", true, nil},
		{"chain with a broken one, none", Chain(&book{scripted: scripted{err: down}, known: true}, file), "carol", false, down},
	}
	for _, test := range tests {
		known, err := Knows(t.Context(), test.auth, test.name)
		if known != test.want || !errors.Is(err, test.err) || test.err == nil && err != nil {
			t.Errorf("%s, %s: %v, %v; want %v, %v", test.what, test.name, known, err, test.want, test.err)
		}
	}
}
