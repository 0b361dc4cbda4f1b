package accounts

import (
	"strings"
	"testing"
)

// TestPasswordsByteForByte: every back end compares what the client sent, and nothing that only looks the same.
func TestPasswordsByteForByte(t *testing.T) {
	passwords := []string{"pw", " pw", "pw ", "pw\t", "\x01pw\x7f", "\xffpw", "pw\xff\xff", "caf\u00e9", "cafe\u0301", "PW",
		strings.Repeat("x", 71) + "y", strings.Repeat("x", MaxPasswordLength)}
	for _, right := range passwords {
		path := usersPath(t)
		write(t, path, "argon:"+cheapHash(t, right)+":read-only:\n")
		file, err := OpenFile(path, FileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		list := static(t, StaticUser{Account{Name: "argon"}, right})
		for range 2 { // the second time it is remembered
			for _, given := range append(passwords, right+"x", right[:len(right)-1], strings.Repeat(right, 20)) {
				want := "rejected"
				if given == right {
					want = "account argon"
				}
				for _, auth := range []Authenticator{file, list} {
					if got := login(t, auth, "argon", given); got != want {
						t.Errorf("%T: %q for %q: %s", auth, given, right, got)
					}
				}
			}
		}
	}
}

// TestBcryptEnds: bcrypt looks at 72 bytes and no more, and programs that made such hashes of longer passwords cut them
// off. Their users still log in.
func TestBcryptEnds(t *testing.T) {
	path, long := usersPath(t), strings.Repeat("x", 72)
	write(t, path, "alice:"+foreignBcrypt(t, long)+":read-only:\n")
	file, err := OpenFile(path, FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{long: "account alice", long + "y": "account alice", long[1:]: "rejected", long[1:] + "y": "rejected"} {
		if got := login(t, file, "alice", given); got != want {
			t.Errorf("%d bytes: %s, want %s", len(given), got, want)
		}
	}
}
