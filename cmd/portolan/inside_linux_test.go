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

// TestSecretsMounted: a directory that is mounted inside the served one as well is known by the table of mounts.
func TestSecretsMounted(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	served, point := filepath.Join(top, "served"), filepath.Join(top, "served", "a b")
	if err := os.MkdirAll(point, 0o700); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(served)
	if err != nil {
		t.Fatal(err)
	}
	const shown = "30 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n" + // the root, /srv on a device of its own
		"31 30 8:2 /data /srv rw - ext4 /dev/sda2 rw\n"
	at := strings.ReplaceAll(point, " ", `\040`)
	for _, test := range []struct {
		what, mounts, dir, want string
	}{
		{"nothing more", "", "/etc/portolan", ""},
		{"the directory", "32 30 8:1 /etc/portolan " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", point},
		{"one above it", "32 30 8:1 /etc " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", point},
		{"all of the device", "32 30 8:1 / " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", point},
		{"one beside it", "32 30 8:1 /etc/port " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", ""},
		{"one below it", "32 30 8:1 /etc/portolan/x " + at + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", ""},
		{"another device", "32 30 8:3 /etc " + at + " rw - ext4 /dev/sda3 rw\n", "/etc/portolan", ""},
		{"elsewhere", "32 30 8:1 /etc " + top + " rw - ext4 /dev/sda1 rw\n", "/etc/portolan", ""},
		{"from a mount", "32 30 8:2 /data/keys " + at + " rw - ext4 /dev/sda2 rw\n", "/srv/keys", point},
		{"from what that mount does not show", "32 30 8:2 /keys " + at + " rw - ext4 /dev/sda2 rw\n", "/srv/keys", ""},
	} {
		mounts := readMounts(strings.NewReader(shown + test.mounts))
		if got := mountedAt(test.dir, []os.FileInfo{info}, mounts); got != test.want {
			t.Errorf("%s: %q, want %q", test.what, got, test.want)
		}
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
