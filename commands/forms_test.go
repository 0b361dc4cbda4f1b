package commands_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/fsm"
)

// formTypes are the types, as TYPE names them, with their answers.
var formTypes = []struct{ word, reply string }{
	{"A", "200 Type is ASCII."}, {"A C", "200 Type is ASCII with carriage control."}, {"E", "200 Type is EBCDIC."}, {"E T", "200 Type is EBCDIC."},
	{"I", "200 Type is image."}, {"L 8", "200 Type is image."}, {"L 16", "200 Logical bytes have 16 bits."}, {"L 64", "200 Logical bytes have 64 bits."},
}

// TestEveryForm uploads a file in every combination of type, structure and mode, in the form that another
// implementation of RFC 959 gives it, looks at it on the disk, and downloads it for that implementation to read.
func TestEveryForm(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{Options: fsm.Options{Policies: map[string]string{"pages": "allowed"}}})
	for _, kind := range formTypes {
		n := naive{kind: kind.word[0], bits: 8}
		if n.kind == 'L' {
			var err error
			n.bits, err = strconv.Atoi(kind.word[2:])
			must(t, err)
		}
		for _, n.structure = range []byte("FRP") {
			for _, n.mode = range []byte("SBCZ") {
				t.Run("TYPE "+kind.word+" STRU "+string(n.structure)+" MODE "+string(n.mode), func(t *testing.T) {
					c := r.login("alice")
					c.t = t
					defer c.close()
					c.talk("TYPE "+kind.word, kind.reply, "STRU "+string(n.structure))
					c.reply()
					c.send("MODE " + string(n.mode))
					c.reply()
					for _, file := range formFiles(n) {
						c.thereAndBack(r, n, file)
					}
				})
			}
		}
	}
}

// thereAndBack uploads and downloads a file.
func (c *client) thereAndBack(r *rig, n naive, file string) {
	c.t.Helper()
	c.talk("EPSV", "229 Entering Extended Passive Mode (|||<port>|)", "STOR f", "150 Opening data connection.")
	c.upload(n.encode(file))
	c.expect("226 Transfer complete.")
	stored, err := os.ReadFile(filepath.Join(r.dir, "f"))
	must(c.t, err)
	if string(stored) != file {
		c.t.Fatalf("%d octets were stored as %d others", len(file), len(stored))
	}
	c.talk("EPSV", "229 Entering Extended Passive Mode (|||<port>|)", "RETR f")
	if reply := c.reply(); !strings.HasPrefix(reply, "150 ") {
		c.t.Fatal(reply)
	}
	got := n.decode(c.t, c.download())
	c.expect("226 Transfer complete.")
	if got != file {
		c.t.Fatalf("%d octets came back as %d others", len(file), len(got))
	}
}

// formFiles are text for text types and octets of all kinds for others: small, and larger than every buffer unless
// pages of octets cannot count so far.
func formFiles(n naive) []string {
	const large = 200_000
	random := rand.New(rand.NewPCG(1, 2))
	if n.isText() {
		small := "some text\n\n" + strings.Repeat(" ", 300) + "[x]" + strings.Repeat("z", 200) + "\n1\n\n\n"
		if n.structure == 'P' {
			return []string{small, "\n"}
		}
		var b strings.Builder
		for b.Len() < large {
			b.WriteString(strings.Repeat(string(rune('a'+random.IntN(26))), random.IntN(9)) + " ")
			if random.IntN(9) == 0 {
				b.WriteString("\n")
			}
		}
		return []string{small, "\n", b.String() + "\n"}
	}
	octets := make([]byte, large)
	for i := range octets {
		switch octets[i] = byte(random.Uint32()); i / 100 % 4 {
		case 0:
			octets[i] = 0
		case 1:
			octets[i] |= 0xfe
		}
	}
	if n.structure == 'P' && n.bits == 8 {
		octets = octets[:60_000]
	}
	return []string{"\xff\x01\xff\xff\r\n\x00\x00", string(octets)}
}
