package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestClientsEndTLS: curl ends TLS on the control connection behind its login, in both of its ways, and stores a file then.
// In the passive one, its default, it sends no close_notify.
func TestClientsEndTLS(t *testing.T) {
	t.Parallel()
	v := &visitor{t: t, program: needs(t, "curl", "apt-get install curl"), here: t.TempDir()}
	s := serveDir(t, t.TempDir(), 1, "--user", "alice:pw", "--tls-self-signed", "--allow-ccc")
	writeFile(t, filepath.Join(v.here, "up"), "content")
	for _, mode := range []string{"active", "passive"} {
		told := v.run("", "-sSvk", "--stderr", "-", "--ssl-reqd", "--ftp-ssl-ccc-mode", mode, "-T", "up", "ftp://alice:pw@"+s.addresses[0]+"/"+mode)
		got := strings.Join(regexp.MustCompile(`(?m)^< (\d{3})`).FindAllString(told, -1), "")
		if want := "< 220< 234< 331< 230< 200< 200< 200< 257< 229< 200< 150< 226"; got != want {
			t.Errorf("%s: the replies are %s; want %s", mode, got, want)
		}
		if content, err := os.ReadFile(filepath.Join(s.dir, mode)); string(content) != "content" || err != nil {
			t.Errorf("%s: stored is %q, %v", mode, content, err)
		}
	}
}
