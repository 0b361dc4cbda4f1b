package accounts

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-crypt/crypt/algorithm"
	"github.com/go-crypt/crypt/algorithm/argon2"
	"github.com/go-crypt/crypt/algorithm/bcrypt"
)

// What HashPassword spends: the second recommendation of RFC 9106 section 4,
// the one for machines that cannot give 2 GiB to a log-in. About a tenth of a
// second on one core.
const (
	hashMemoryKiB   = 64 * 1024
	hashPasses      = 3
	hashParallelism = 4
	hashSaltBytes   = 16 // 128 bits, as RFC 9106 section 3.1 recommends
	hashKeyBytes    = 32 // 256 bits, as RFC 9106 section 4 recommends
)

// What a hash in the users' file may ask for. More is a slip of the pen, and
// would let any stranger stall the server with one PASS.
const (
	maxHashMemoryKiB   = 256 * 1024 // with DefaultVerifications, 512 MiB in all
	maxHashPasses      = 16
	maxHashParallelism = 16
	maxHashPartChars   = 86 // of a salt or a key: 64 bytes in base64, twice what anybody uses
	minBcryptCost      = 4  // the algorithm's own minimum
	maxBcryptCost      = 15 // about two seconds; each step doubles it
)

const (
	schemeArgon2id = "argon2id"
	schemeBcrypt   = "bcrypt"
	// bcryptAlphabet is what bcrypt writes salts and keys with.
	bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	// bcryptTailChars is the length of bcrypt's salt and key together.
	bcryptTailChars = 22 + 31
)

var (
	argon2idForm = regexp.MustCompile(`^\$argon2id\$v=19\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,9})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$`)
	// The form 2x, which marks the work of a broken implementation, is left out.
	bcryptForm = regexp.MustCompile(`^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{53})$`)
)

// cost is what verifying against a hash takes. Two hashes of equal cost take
// equal time. The zero cost is that of an account without password.
type cost struct {
	scheme                   string
	memory, passes, parallel uint32 // argon2id; memory in KiB
	rounds                   uint32 // bcrypt; the logarithm
}

// hash is the password field of one user. Its zero value never matches.
type hash struct {
	cost   cost
	digest algorithm.Digest
	text   string // as the file has it
}

// defaultCost is what HashPassword spends.
func defaultCost() cost {
	return cost{scheme: schemeArgon2id, memory: hashMemoryKiB, passes: hashPasses, parallel: hashParallelism}
}

// String names c as a hash spells it: "argon2id m=65536,t=3,p=4".
func (c cost) String() string {
	if c.scheme == schemeBcrypt {
		return fmt.Sprintf("%s %02d", c.scheme, c.rounds)
	}
	return fmt.Sprintf("%s m=%d,t=%d,p=%d", c.scheme, c.memory, c.passes, c.parallel)
}

// HashPassword returns the form of password that is stored in a users' file:
// argon2id with a random salt (RFC 9106), in the PHC string format. It takes
// about a tenth of a second and 64 MiB, so call it before EditFile, not within.
// An empty or over-long password, or one with control characters, is an error.
func HashPassword(password string) (string, error) {
	return hashPassword(password, defaultCost())
}

// hashPassword hashes at a given cost of argon2id.
func hashPassword(password string, c cost) (string, error) {
	if err := checkPassword(password); err != nil {
		return "", err
	}
	hasher, err := argon2.New(argon2.WithVariantID(), argon2.WithM(c.memory), argon2.WithT(int(c.passes)),
		argon2.WithP(int(c.parallel)), argon2.WithS(hashSaltBytes), argon2.WithK(hashKeyBytes))
	if err != nil {
		return "", fmt.Errorf("accounts: hash password: %w", err)
	}
	digest, err := hasher.Hash(password)
	if err != nil {
		return "", fmt.Errorf("accounts: hash password: %w", err)
	}
	return digest.Encode(), nil
}

// parseHash reads the password field of a line. An empty field, and one that
// starts with ! or *, is an account that nobody can log in to. Errors do not
// quote the field, which may be a password that somebody forgot to hash.
func parseHash(field string) (hash, error) {
	if field == "" || field[0] == '!' || field[0] == '*' {
		invisible := func(r rune) bool { return r <= 0x20 || r >= 0x7f }
		if strings.ContainsFunc(field, invisible) {
			return hash{}, errors.New("password field contains a space or a byte that is not printable ASCII")
		}
		return hash{}, nil
	}
	if parts := argon2idForm.FindStringSubmatch(field); parts != nil {
		return parseArgon2id(field, parts)
	}
	if parts := bcryptForm.FindStringSubmatch(field); parts != nil {
		return parseBcrypt(field, parts)
	}
	if kind := foreignKind(field); kind != "" {
		return hash{}, fmt.Errorf("password field is neither an argon2id nor a bcrypt hash, but one of %s", kind)
	}
	return hash{}, errors.New("password field is neither an argon2id nor a bcrypt hash")
}

// foreignKinds are kinds of hashes that other programs store, by how they begin.
var foreignKinds = [...]struct{ prefix, name string }{
	{"$1$", "MD5 crypt ($1$)"}, {"$apr1$", "Apache's MD5 ($apr1$)"}, {"$5$", "sha256crypt ($5$)"}, {"$6$", "sha512crypt ($6$)"},
	{"$y$", "yescrypt ($y$)"}, {"$7$", "scrypt ($7$)"}, {"$2$", "old bcrypt ($2$)"}, {"$2x$", "broken bcrypt ($2x$)"},
	{"$argon2i$", "argon2i"}, {"$argon2d$", "argon2d"}, {"$pbkdf2-", "PBKDF2"},
}

var (
	hexForm    = regexp.MustCompile(`^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128})$`)
	schemeForm = regexp.MustCompile(`^\{[A-Za-z0-9-]{3,12}\}`)
)

// foreignKind names the kind of another program's hash, "" if it is none that is known.
func foreignKind(field string) string {
	for _, kind := range foreignKinds {
		if strings.HasPrefix(field, kind.prefix) {
			return kind.name
		}
	}
	if hexForm.MatchString(field) {
		return "hexadecimal digits, as of MD5 or SHA"
	}
	return schemeForm.FindString(field)
}

func parseArgon2id(field string, parts []string) (hash, error) {
	c := cost{scheme: schemeArgon2id}
	limits := [...]struct {
		name string
		max  uint64
		to   *uint32
	}{
		{"m", maxHashMemoryKiB, &c.memory},
		{"t", maxHashPasses, &c.passes},
		{"p", maxHashParallelism, &c.parallel},
	}
	for i, limit := range limits {
		n, err := strconv.ParseUint(parts[i+1], 10, 32)
		if err != nil || n > limit.max {
			return hash{}, fmt.Errorf("argon2id hash asks for %s=%s, more than %d", limit.name, parts[i+1], limit.max)
		}
		*limit.to = uint32(n)
	}
	if least := c.parallel * argon2.MemoryMinParallelismMultiplier; c.memory < least {
		return hash{}, fmt.Errorf("argon2id hash has m=%d, less than 8p = %d", c.memory, least)
	}
	if len(parts[4]) > maxHashPartChars || len(parts[5]) > maxHashPartChars {
		return hash{}, fmt.Errorf("argon2id hash has a salt or key of more than %d characters", maxHashPartChars)
	}
	digest, err := argon2.DecodeVariant(argon2.VariantID)(field)
	if err != nil {
		return hash{}, errors.New("argon2id hash has a salt or key that is not base64")
	}
	if n := len(digest.Key()); n < hashKeyBytes/2 {
		return hash{}, fmt.Errorf("argon2id hash has a key of %d bytes, less than %d", n, hashKeyBytes/2)
	}
	return hash{cost: c, digest: digest, text: field}, nil
}

func parseBcrypt(field string, parts []string) (hash, error) {
	rounds, err := strconv.ParseUint(parts[1], 10, 32)
	if err != nil || rounds < minBcryptCost || rounds > maxBcryptCost {
		return hash{}, fmt.Errorf("bcrypt hash has the cost %s, not %02d to %d", parts[1], minBcryptCost, maxBcryptCost)
	}
	digest, err := bcrypt.DecodeVariant(bcrypt.VariantStandard)(field)
	if err != nil {
		return hash{}, errors.New("bcrypt hash has a salt or key that is not bcrypt's base64")
	}
	return hash{cost: cost{scheme: schemeBcrypt, rounds: uint32(rounds)}, digest: digest, text: field}, nil
}

// matches does the work of h's cost and reports whether password is right.
func (h hash) matches(password string) bool {
	return h.digest != nil && h.digest.Match(password)
}

// dummy makes a hash that takes the work c and that no password is known to
// match: salt and key are random.
func (c cost) dummy() (hash, error) {
	if c.scheme == schemeBcrypt {
		tail := make([]byte, bcryptTailChars)
		rand.Read(tail)
		for i, b := range tail {
			tail[i] = bcryptAlphabet[int(b)%len(bcryptAlphabet)]
		}
		return parseHash(fmt.Sprintf("$2b$%02d$%s", c.rounds, tail))
	}
	secret := make([]byte, hashSaltBytes+hashKeyBytes)
	rand.Read(secret)
	encode := base64.RawStdEncoding.EncodeToString
	return parseHash(strings.Join([]string{"", schemeArgon2id, "v=19",
		fmt.Sprintf("m=%d,t=%d,p=%d", c.memory, c.passes, c.parallel),
		encode(secret[:hashSaltBytes]), encode(secret[hashSaltBytes:])}, "$"))
}
