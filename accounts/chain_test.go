package accounts

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
)

func TestAnonymous(t *testing.T) {
	next := &scripted{account: &Account{Name: "from next"}}
	auth := Anonymous(next, "pub")
	guest := &Account{Name: "anonymous", Home: "pub", Permissions: ReadOnly, Anonymous: true}
	for _, user := range []string{"anonymous", "ftp", "Anonymous", "ANONYMOUS", "FTP", "fTp"} {
		for _, password := range []string{"", "guest@example.com", "\xff"} {
			account, err := auth.Authenticate(t.Context(), credentials(user, password, "192.0.2.1"))
			if err != nil || !reflect.DeepEqual(account, guest) {
				t.Errorf("%q with %q: %+v, %v, want %+v", user, password, account, err, guest)
			}
		}
	}
	if next.asked != 0 {
		t.Errorf("next was asked %d times about guests", next.asked)
	}
	// The long s and the Kelvin sign fold to ASCII by Unicode's rules only.
	for i, user := range []string{"", "alice", "anonymou", "anonymous ", "anonymou\u017f", "ftp\x00", "ftps"} {
		if got := login(t, auth, user, "x"); got != "account from next" || next.asked != i+1 {
			t.Errorf("%q: %s, next asked %d times", user, got, next.asked)
		}
		if got := login(t, Anonymous(nil, ""), user, "x"); got != "rejected" {
			t.Errorf("%q without next: %s", user, got)
		}
	}
}

func TestChain(t *testing.T) {
	yes := func(name string) scripted { return scripted{account: &Account{Name: name}} }
	no := scripted{err: fmt.Errorf("no: %w", ErrRejected)}
	down := func(what string) scripted { return scripted{err: errors.New(what)} }
	tests := []struct {
		name  string
		auths []scripted
		want  string
		asked []int
		guess bool
	}{
		{"none", nil, "rejected", nil, true},
		{"first accepts", []scripted{yes("a"), yes("b")}, "account a", []int{1, 0}, false},
		{"second accepts", []scripted{no, yes("b"), no}, "account b", []int{1, 1, 0}, false},
		{"all reject", []scripted{no, no, no}, "rejected", []int{1, 1, 1}, true},
		{"one is down, one accepts", []scripted{down("x"), yes("b")}, "account b", []int{1, 1}, false},
		{"one is down, one rejects", []scripted{down("x"), no}, "accounts: back end failed: x", []int{1, 1}, true},
		{"one rejects, one is down", []scripted{no, down("x")}, "accounts: back end failed: x", []int{1, 1}, true},
		{"all are down", []scripted{down("x"), down("y")}, "accounts: back end failed: x\ny", []int{1, 1}, false},
		{"one says nothing", []scripted{{}, no}, "accounts: back end failed: accounts: authenticator returned neither an account nor an error", []int{1, 1}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var auths []Authenticator
			for i := range test.auths {
				auths = append(auths, &test.auths[i])
			}
			auth := Chain(auths...)
			account, err := auth.Authenticate(t.Context(), credentials("u", "p", "192.0.2.1"))
			if got := answer(account, err); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			for i, want := range test.asked {
				if got := test.auths[i].asked; got != want {
					t.Errorf("member %d was asked %d times, want %d", i, got, want)
				}
			}
			if got := isGuess(err); got != test.guess {
				t.Errorf("a guess: %v, want %v", got, test.guess)
			}
			// A chain in a chain, with a nil beside it, says the same, but for
			// the rejection that nil is.
			_, err = Chain(auth, nil).Authenticate(t.Context(), credentials("u", "p", "192.0.2.1"))
			if err != nil && !isGuess(err) {
				t.Errorf("with one that rejects: no guess: %v", err)
			}
			_, err = Chain(auth).Authenticate(t.Context(), credentials("u", "p", "192.0.2.1"))
			if got := isGuess(err); got != test.guess {
				t.Errorf("in a chain a guess: %v, want %v", got, test.guess)
			}
		})
	}
}

func TestChainKeepsItsMembers(t *testing.T) {
	auths := []Authenticator{&scripted{err: ErrRejected}}
	auth := Chain(auths...)
	auths[0] = &scripted{account: &Account{Name: "late"}}
	if got := login(t, auth, "u", "p"); got != "rejected" {
		t.Error(got)
	}
}

func TestChainErrorUnwraps(t *testing.T) {
	cause := errors.New("down")
	_, err := Chain(&scripted{err: cause}).Authenticate(t.Context(), credentials("u", "p", "192.0.2.1"))
	if !errors.Is(err, cause) || errors.Is(err, ErrRejected) {
		t.Errorf("error %v", err)
	}
}
