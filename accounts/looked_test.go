package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestLookedWork: every attempt, whoever it names, verifies once for each kind of hash that has been seen; a right password is
// remembered until the hash changes, and kinds beyond those that a file may have are refused as a fault of the back end.
func TestLookedWork(t *testing.T) {
	hashes := map[string]string{"locked": "!"}
	for i := range maxCosts { // the first kind is that of HashPassword
		h, err := (cost{scheme: schemeBcrypt, rounds: uint32(minBcryptCost + i)}).dummy()
		if err != nil {
			t.Fatal(err)
		}
		hashes[fmt.Sprint("user", i)] = h.text
	}
	l, err := NewLooked(func(_ context.Context, name string) (*Record, error) {
		if name == "fails" {
			return nil, errors.New("away")
		}
		h, known := hashes[name]
		if !known {
			return nil, nil
		}
		return &Record{Entry: Entry{Account: Account{Name: name, Permissions: ReadOnly}}, Hash: h}, nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	l.match = func(h hash, password string) bool {
		tried++
		return password == "right" && h.text == hashes["user0"]
	}
	for _, c := range []struct {
		name, password string
		is             error
		says           string
		work           int
	}{
		{"nobody", "right", ErrRejected, "", 1},
		{"user0", "wrong", ErrRejected, "", 2},
		{"nobody", "right", ErrRejected, "", 2},
		{"locked", "right", ErrRejected, "", 2},
		{"user1", "right", ErrRejected, "", 3},
		{"user2", "right", ErrRejected, "", 4},
		{"user0", "right", nil, "", 4},
		{"user0", "right", nil, "", 0},
		{"user0", "wrong", ErrRejected, "", 4},
		{"user3", "right", nil, "beyond the 4", 0},
		{"fails", "right", nil, "away", 0},
	} {
		tried = 0
		account, err := l.Authenticate(t.Context(), Credentials{User: c.name, Password: c.password})
		if c.says != "" {
			if err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v, want %q", c.name, err, c.says)
			}
		} else if !errors.Is(err, c.is) || err == nil && account.Name != c.name {
			t.Errorf("%s with %s: %v, %v", c.name, c.password, account, err)
		}
		if tried != c.work {
			t.Errorf("%s with %s: %d verifications, want %d", c.name, c.password, tried, c.work)
		}
	}
}
