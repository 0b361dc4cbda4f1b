package accounts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// TestLookedWork: every attempt, whoever it names, verifies once for each kind of hash that has been seen; a right
// password is remembered until the hash changes. Records that cannot be used, and kinds beyond those that a file may
// have, are refused with the same work, and logged; a back end that fails is no refusal.
func TestLookedWork(t *testing.T) {
	hashes := map[string]string{"locked": "!", "odd": "$1$salt$digest"}
	var log strings.Builder
	for i := range maxCosts + 1 {
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
	}, LookedOptions{Log: slog.New(slog.NewTextHandler(&log, nil))})
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
		{"nobody", "right", ErrRejected, "", 1}, // of the kind of HashPassword
		{"user0", "wrong", ErrRejected, "", 1},
		{"nobody", "right", ErrRejected, "", 1},
		{"locked", "right", ErrRejected, "", 1},
		{"user1", "right", ErrRejected, "", 2},
		{"user2", "right", ErrRejected, "", 3},
		{"user3", "right", ErrRejected, "", 4},
		{"user0", "right", nil, "", 4},
		{"user0", "right", nil, "", 0},
		{"user0", "wrong", ErrRejected, "", 4},
		{"user4", "right", ErrRejected, "", 4},
		{"odd", "right", ErrRejected, "", 4},
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
	for _, want := range []string{
		`user=user4 error="its hash is of a kind beyond the 4 that one back end may have, as every login works through all: bcrypt 08"`,
		`user=odd error="password field is neither an argon2id nor a bcrypt hash, but one of MD5 crypt ($1$)"`,
	} {
		if strings.Count(log.String(), want) != 1 {
			t.Errorf("the log\n%slacks %s", log.String(), want)
		}
	}
	if n := strings.Count(log.String(), "\n"); n != 2 {
		t.Errorf("%d lines in the log:\n%s", n, log.String())
	}
}

// TestLookedExpect: kinds that are known from the start cost the first unknown name as much as the first known one.
func TestLookedExpect(t *testing.T) {
	own := foreignBcrypt(t, "right")
	l, err := NewLooked(func(_ context.Context, name string) (*Record, error) {
		if name != "alice" {
			return nil, nil
		}
		return &Record{Entry: Entry{Account: Account{Name: name, Permissions: ReadOnly}}, Hash: own}, nil
	}, LookedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	l.Expect("!", own, "no hash", cheapHash(t, "x"), own)
	tried := 0
	l.match = func(hash, string) bool { tried++; return false }
	for _, name := range []string{"nobody", "alice", "nobody"} {
		tried = 0
		if _, err := l.Authenticate(t.Context(), Credentials{User: name, Password: "wrong"}); !errors.Is(err, ErrRejected) || tried != 2 {
			t.Errorf("%s: %v after %d verifications, want 2", name, err, tried)
		}
	}
}
