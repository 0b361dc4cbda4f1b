package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSecretsOutOfReach: no file that decides over the server lies where clients can read or replace it, whatever way
// leads there. What everybody may read may lie there when nobody can write.
func TestSecretsOutOfReach(t *testing.T) {
	t.Parallel()
	dir, served, host := t.TempDir(), t.TempDir(), t.TempDir()
	cert, key, users := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), usersFile(t, "alice")
	writeCertificate(t, cert, key)
	crl := writeFile(t, filepath.Join(dir, "crl"), listPEM(newAuthority(t).list(time.Now().Add(time.Hour))))
	inside := map[string]string{} // the same files in the served directory, below it
	if err := os.MkdirAll(filepath.Join(served, "a", "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{cert, key, users, crl} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		inside[path] = writeFile(t, filepath.Join(served, "a", "b", filepath.Base(path)), string(content))
	}
	link := func(name, to string) string {
		at := filepath.Join(dir, name)
		if strings.HasPrefix(name, served) {
			at = name
		}
		if err := os.Symlink(to, at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	into := link("into", inside[key])
	through := link(filepath.Join(served, "out"), key) // a client could put a link of its own there
	byDirectory := filepath.Join(link("dir", served), "a", "b", "key.pem")
	chain := link("chain", filepath.Join(served, "out"))
	hostKey := writeFile(t, filepath.Join(host, "key.pem"), "")
	config := writeFile(t, filepath.Join(dir, "hosts.toml"), "[[host]]\nnames = \"a.example\"\ndirectory = \""+host+"\"\nanonymous = true\n")

	for _, test := range []struct {
		args    string
		refused string // "" if the server starts
	}{
		{"--tls-cert " + cert + " --tls-key " + key, ""},
		{"--tls-cert " + cert + " --tls-key " + inside[key], inside[key]},
		{"--tls-cert " + cert + " --tls-key " + into, into},
		{"--tls-cert " + cert + " --tls-key " + through, through},
		{"--tls-cert " + cert + " --tls-key " + byDirectory, byDirectory},
		{"--tls-cert " + cert + " --tls-key " + chain, chain},
		{"--tls-cert " + cert + " --tls-key " + hostKey + " --config " + config, hostKey},
		{"--tls-cert " + inside[cert] + " --tls-key " + key, inside[cert]},
		{"--tls-cert " + inside[cert] + " --tls-key " + key + " --read-only", ""},
		{"--tls-cert " + cert + " --tls-key " + inside[key] + " --read-only", inside[key]},
		{"--tls-self-signed --tls-client-ca " + inside[cert], inside[cert]},
		{"--tls-self-signed --tls-client-ca " + inside[cert] + " --read-only", ""},
		{"--tls-self-signed --tls-client-ca " + cert + " --tls-client-crl " + inside[crl], inside[crl]},
		{"--tls-self-signed --tls-client-ca " + cert + " --tls-client-crl " + crl, ""},
		{"--tls-self-signed --allow-fxp --fxp-ca " + inside[cert], inside[cert]},
		{"--users " + inside[users] + " --read-only", inside[users]},
	} {
		t.Run(test.args, func(t *testing.T) {
			args := strings.Fields(test.args)
			if test.refused == "" {
				serveDir(t, served, 1, args...)
				return
			}
			want := test.refused + " lies in the served directory, where clients could read or replace it\n"
			got := runProgram(t, "", append(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), served)...)
			if got.status != exitUsage || got.stdout != "" || !strings.HasSuffix(got.stderr, " "+want) || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("got  %+v\nwant %s", got, want)
			}
		})
	}
}

// TestKeyMovesInside: a renewal that puts the key where clients can read it is not taken, and the log says why, once.
func TestKeyMovesInside(t *testing.T) {
	t.Parallel()
	dir, served := t.TempDir(), t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key)
	s := serveDir(t, served, 1, "--tls-cert", cert, "--tls-key", key, "--user", "bob:pw")
	writeCertificate(t, cert, filepath.Join(served, "key.pem"))
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(served, "key.pem"), key); err != nil {
		t.Fatal(err)
	}
	why := "warning: the certificate stays as it was " + key + " lies in the served directory"
	eventually(t, "the log says why", func() bool {
		c, err := overTLS(t, s.addresses[0], true, trusting())
		if err == nil {
			c.Quit()
		}
		return err == nil && strings.Contains(s.log.String(), why)
	})
}
