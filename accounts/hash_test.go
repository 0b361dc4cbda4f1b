package accounts

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

// foreignArgon2id is an argon2id hash of another implementation's.
func foreignArgon2id(password string, memory, passes uint32, parallel uint8) string {
	salt := []byte("sixteen bytes ok")
	key := argon2.IDKey([]byte(password), salt, passes, memory, parallel, 32)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", memory, passes, parallel, encode(salt), encode(key))
}

func TestHashMatches(t *testing.T) {
	long := strings.Repeat("x", 100)
	tests := []struct {
		name, field, password string
		cost                  cost
	}{
		{"own argon2id", cheapHash(t, "correct"), "correct", cheap},
		{"foreign argon2id", foreignArgon2id("correct", 32, 2, 2), "correct", cost{scheme: "argon2id", memory: 32, passes: 2, parallel: 2}},
		{"odd memory", foreignArgon2id("correct", 67, 1, 3), "correct", cost{scheme: "argon2id", memory: 67, passes: 1, parallel: 3}},
		{"not ASCII", cheapHash(t, "pä ss:小"), "pä ss:小", cheap},
		{"bcrypt 2a", foreignBcrypt(t, "correct"), "correct", cost{scheme: "bcrypt", rounds: 4}},
		{"bcrypt 2b", strings.Replace(foreignBcrypt(t, "correct"), "$2a$", "$2b$", 1), "correct", cost{scheme: "bcrypt", rounds: 4}},
		{"bcrypt 2y", strings.Replace(foreignBcrypt(t, "correct"), "$2a$", "$2y$", 1), "correct", cost{scheme: "bcrypt", rounds: 4}},
		// bcrypt does not look beyond 72 bytes.
		{"bcrypt long", foreignBcrypt(t, long[:72]), long, cost{scheme: "bcrypt", rounds: 4}},
	}
	for _, test := range tests {
		h, err := parseHash(test.field)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if h.cost != test.cost {
			t.Errorf("%s: cost %v, want %v", test.name, h.cost, test.cost)
		}
		if !h.matches(test.password) {
			t.Errorf("%s: the right password does not match", test.name)
		}
		for _, wrong := range []string{"", "Correct", "correc", "correct2"} {
			if h.matches(wrong) {
				t.Errorf("%s: %q matches", test.name, wrong)
			}
		}
	}
}

func TestParseHashLocked(t *testing.T) {
	for _, field := range []string{"", "!", "*", "!!", "*LK*", "!" + cheapHash(t, "correct")} {
		h, err := parseHash(field)
		if err != nil {
			t.Errorf("parseHash(%q): %v", field, err)
		}
		if h.cost != (cost{}) || h.matches("") || h.matches("correct") || h.matches(field) {
			t.Errorf("parseHash(%q) can log in", field)
		}
	}
}

func TestParseHashErrors(t *testing.T) {
	const (
		salt = "c2l4dGVlbiBieXRlcyBvaw"
		key  = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"
		tail = "abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234"
		none = "password field is neither an argon2id nor a bcrypt hash"
	)
	tests := []struct{ field, want string }{
		{"secret", none},
		{"$argon2i$v=19$m=8,t=1,p=1$" + salt + "$" + key, none + ", but one of argon2i"},
		{"$argon2id$v=16$m=8,t=1,p=1$" + salt + "$" + key, none},
		{"$argon2id$m=8,t=1,p=1$" + salt + "$" + key, none},
		{"$argon2id$v=19$t=1,m=8,p=1$" + salt + "$" + key, none},
		{"$argon2id$v=19$m=8,t=0,p=1$" + salt + "$" + key, none},
		{"$argon2id$v=19$m=08,t=1,p=1$" + salt + "$" + key, none},
		{"$argon2id$v=19$m=8,t=1,p=1$" + salt + "$", none},
		{"$argon2id$v=19$m=8,t=1,p=1$" + salt + "$" + key + "\n", none},
		{"$argon2id$v=19$m=262145,t=1,p=1$" + salt + "$" + key, "argon2id hash asks for m=262145, more than 262144"},
		{"$argon2id$v=19$m=9999999999,t=1,p=1$" + salt + "$" + key, "argon2id hash asks for m=9999999999, more than 262144"},
		{"$argon2id$v=19$m=8,t=17,p=1$" + salt + "$" + key, "argon2id hash asks for t=17, more than 16"},
		{"$argon2id$v=19$m=800,t=1,p=17$" + salt + "$" + key, "argon2id hash asks for p=17, more than 16"},
		{"$argon2id$v=19$m=31,t=1,p=4$" + salt + "$" + key, "argon2id hash has m=31, less than 8p = 32"},
		{"$argon2id$v=19$m=8,t=1,p=1$" + salt + "$" + strings.Repeat("A", 87), "argon2id hash has a salt or key of more than 86 characters"},
		{"$argon2id$v=19$m=8,t=1,p=1$" + strings.Repeat("A", 87) + "$" + key, "argon2id hash has a salt or key of more than 86 characters"},
		{"$argon2id$v=19$m=8,t=1,p=1$" + salt + "$AAAAA", "argon2id hash has a salt or key that is not base64"},
		{"$argon2id$v=19$m=8,t=1,p=1$A$" + key, "argon2id hash has a salt or key that is not base64"},
		{"$argon2id$v=19$m=8,t=1,p=1$" + salt + "$AAAAAAAAAAAAAAAAAAAA", "argon2id hash has a key of 15 bytes, less than 16"},
		{"$2x$04$" + tail, none + ", but one of broken bcrypt ($2x$)"},
		{"$2b$04$" + tail[1:], none},
		{"$2b$4$" + tail, none},
		{"$2b$04$" + tail[1:] + "=", none},
		{"$2b$03$" + tail, "bcrypt hash has the cost 03, not 04 to 15"},
		{"$2b$16$" + tail, "bcrypt hash has the cost 16, not 04 to 15"},
		{"!secret word", "password field contains a space or a byte that is not printable ASCII"},
		{"*\x07", "password field contains a space or a byte that is not printable ASCII"},
		{"!小", "password field contains a space or a byte that is not printable ASCII"},
	}
	for _, test := range tests {
		h, err := parseHash(test.field)
		if h != (hash{}) {
			t.Errorf("parseHash(%q) is not the zero hash", test.field)
		}
		wantError(t, err, test.want)
	}
}

func TestHashPassword(t *testing.T) {
	field, err := HashPassword("correct")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	if !form.MatchString(field) {
		t.Errorf("HashPassword: %q is not of the form %s", field, form)
	}
	h, err := parseHash(field)
	if err != nil || h.cost != defaultCost() || !h.matches("correct") {
		t.Errorf("HashPassword: %q: cost %v, error %v", field, h.cost, err)
	}
	_, err = HashPassword("")
	wantError(t, err, "password is empty")
	if one, two := cheapHash(t, "same"), cheapHash(t, "same"); one == two {
		t.Error("two hashes of one password are equal: the salt is not random")
	}
}

func TestDummy(t *testing.T) {
	for _, c := range []cost{
		cheap,
		{scheme: schemeArgon2id, memory: 64, passes: 3, parallel: 2},
		{scheme: schemeBcrypt, rounds: 4},
	} {
		one, err := c.dummy()
		if err != nil {
			t.Fatal(err)
		}
		two, err := c.dummy()
		if err != nil {
			t.Fatal(err)
		}
		if one.cost != c || two.cost != c {
			t.Errorf("dummy of %v costs %v and %v", c, one.cost, two.cost)
		}
		if one.digest.Encode() == two.digest.Encode() {
			t.Errorf("dummy of %v is the same twice", c)
		}
		if one.matches("") {
			t.Errorf("dummy of %v matches the empty password", c)
		}
	}
}

func TestCostString(t *testing.T) {
	for want, c := range map[string]cost{
		"argon2id m=65536,t=3,p=4": defaultCost(),
		"bcrypt 04":                {scheme: schemeBcrypt, rounds: 4},
	} {
		if got := c.String(); got != want {
			t.Errorf("cost is %q, want %q", got, want)
		}
	}
}

// TestForeignHashes: hashes of other kinds are refused by the name of their kind, and nothing of them is quoted.
func TestForeignHashes(t *testing.T) {
	for field, want := range map[string]string{
		"$1$salt$digest":                    ", but one of MD5 crypt ($1$)",
		"$apr1$salt$digest":                 ", but one of Apache's MD5 ($apr1$)",
		"$5$rounds=5000$salt$digest":        ", but one of sha256crypt ($5$)",
		"$6$salt$digest":                    ", but one of sha512crypt ($6$)",
		"$y$j9T$salt$digest":                ", but one of yescrypt ($y$)",
		"$7$C6..../....salt$digest":         ", but one of scrypt ($7$)",
		"$2x$05$" + strings.Repeat("a", 53): ", but one of broken bcrypt ($2x$)",
		"$argon2i$v=19$m=64,t=1,p=1$c$d":    ", but one of argon2i",
		"$pbkdf2-sha256$1000$salt$digest":   ", but one of PBKDF2",
		"{SSHA}c2VjcmV0":                    ", but one of {SSHA}",
		"{md5}c2VjcmV0":                     ", but one of {md5}",
		"8fe4c11451281c094a6578e6ddbf5eed":  ", but one of hexadecimal digits, as of MD5 or SHA",
		"{a secret}":                        "",
		"secret":                            "",
	} {
		_, err := parseHash(field)
		wantError(t, err, "password field is neither an argon2id nor a bcrypt hash"+want)
	}
}
