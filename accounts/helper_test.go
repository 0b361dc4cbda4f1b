package accounts

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// cheap is the least that argon2id can cost.
var cheap = cost{scheme: schemeArgon2id, memory: 8, passes: 1, parallel: 1}

// answer is what an authenticator said, in one word.
func answer(account *Account, err error) string {
	switch {
	case err == nil:
		return "account " + account.Name
	case errors.Is(err, ErrRejected):
		return "rejected"
	case errors.Is(err, ErrBlocked):
		return "blocked"
	}
	return err.Error()
}

func credentials(user, password, peer string) Credentials {
	return Credentials{User: user, Password: password, Peer: netip.MustParseAddr(peer)}
}

// login asks auth from a peer that does not matter.
func login(t *testing.T, auth Authenticator, user, password string) string {
	t.Helper()
	return answer(auth.Authenticate(t.Context(), credentials(user, password, "192.0.2.1")))
}

func cheapHash(t testing.TB, password string) string {
	t.Helper()
	field, err := hashPassword(password, cheap)
	if err != nil {
		t.Fatal(err)
	}
	return field
}

// foreignBcrypt is a bcrypt hash of another implementation's.
func foreignBcrypt(t testing.TB, password string) string {
	t.Helper()
	field, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return string(field)
}

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func usersPath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "users")
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %q", want)
	}
	if err.Error() != want {
		t.Errorf("error\n%s\nwant\n%s", err, want)
	}
}

// scripted is an authenticator that gives one answer and counts the questions.
type scripted struct {
	account *Account
	err     error
	asked   int
}

func (s *scripted) Authenticate(context.Context, Credentials) (*Account, error) {
	s.asked++
	return s.account, s.err
}

// hands is a clock that a test moves.
type hands struct{ now time.Duration }

func (h *hands) clock() time.Duration { return h.now }
