package commands_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/digest"
)

// outward are ways to name the file outside of the directory that is served, or to hide that one does; OUT is its path.
var outward = []string{"../outside/secret", "/../outside/secret", "../../outside/secret", "d/../../outside/secret", "OUT", "//OUT",
	"up/outside/secret", "up/outside/new", "file", "d/../file", "~/../outside/secret", `..\outside\secret`, "./../outside/secret", "....//outside/secret"}

// TestEveryNameStaysInside puts ways out in the place of every name, the first and the second, of the commands that
// tell digests and copy: nothing of what lies outside is told or copied, and nothing outside is changed (S38).
func TestEveryNameStaysInside(t *testing.T) {
	t.Parallel()
	const secret = "what is outside"
	r := newRig(t, setup{})
	outside := filepath.Join(filepath.Dir(r.dir), "outside")
	must(t, os.MkdirAll(outside, 0o700))
	t.Cleanup(func() { os.RemoveAll(outside) })
	must(t, os.WriteFile(filepath.Join(outside, "secret"), []byte(secret), 0o600))
	must(t, os.Symlink("..", filepath.Join(r.dir, "up")))
	must(t, os.Symlink(filepath.Join(outside, "secret"), filepath.Join(r.dir, "file")))
	r.mkdir("d")
	var digests []string
	for a := digest.SHA256; a <= digest.CRC32; a++ {
		for _, text := range []string{secret, secret[:5]} {
			sum, err := digest.Sum(t.Context(), a, strings.NewReader(text))
			must(t, err)
			digests = append(digests, sum)
		}
	}
	c := r.login("alice")
	for _, name := range outward {
		name = strings.ReplaceAll(name, "OUT", filepath.Join(outside, "secret"))
		for _, form := range []string{"HASH %s", "XCRC %s", `XMD5 "%s" 0 5`, "XSHA1 %s 0 5", "XSHA256 %s", "XSHA512 %s", "MD5 %s", "MMD5 inside, %s",
			`SITE COPY "%s" copy`, `SITE COPY inside "%s"`, `COMB "%s" part`, `COMB whole "%s"`, `COMB whole inside "%s"`, "SITE CPFR %s", "SITE CPTO %s"} {
			r.write("inside", "inside")
			r.write("part", "part")
			if strings.HasPrefix(form, "SITE CPTO") {
				c.talk("SITE CPFR inside", "350 Now SITE CPTO.")
			}
			line := fmt.Sprintf(form, name)
			c.send(line)
			reply := strings.ToLower(c.reply())
			for _, told := range digests {
				if strings.Contains(reply, told) {
					t.Errorf("%q is answered %q", line, reply)
				}
			}
			if got, err := os.ReadFile(filepath.Join(outside, "secret")); string(got) != secret {
				t.Fatalf("%q: outside is %q, %v", line, got, err)
			}
			if names, err := os.ReadDir(outside); err != nil || len(names) != 1 {
				t.Fatalf("%q: outside are %v, %v", line, names, err)
			}
			for inside, content := range r.tree() {
				if strings.Contains(content, secret) {
					t.Fatalf("%q: %s has what is outside", line, inside)
				}
			}
		}
	}
}
