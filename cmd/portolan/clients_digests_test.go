package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// digestsAsked are the commands that clients send, in this order, and what Python says that the answers are.
const (
	digestsAsked = `HASH f
RANG 1000 2999
HASH f
OPTS HASH MD5
HASH two words
XCRC f
XCRC "two words"
XMD5 f
XSHA1 f
XSHA256 f
XSHA256 "f" 1000 3000
XSHA512 f
MD5 f`
	digestsOfPython = `
import hashlib, zlib
f, two = open("f", "rb").read(), open("two words", "rb").read()
print("213 SHA-256 0-%d %s f" % (len(f) - 1, hashlib.sha256(f).hexdigest()))
print("350 The next command is about bytes 1000 to 2999.")
print("213 SHA-256 1000-2999 %s f" % hashlib.sha256(f[1000:3000]).hexdigest())
print("200 MD5")
print("213 MD5 0-%d %s two words" % (len(two) - 1, hashlib.md5(two).hexdigest()))
print("250 %08X" % zlib.crc32(f))
print("250 %08X" % zlib.crc32(two))
print("250", hashlib.md5(f).hexdigest())
print("250", hashlib.sha1(f).hexdigest())
print("250", hashlib.sha256(f).hexdigest())
print("250", hashlib.sha256(f[1000:3000]).hexdigest())
print("250", hashlib.sha512(f).hexdigest())
print("251 f", hashlib.md5(f).hexdigest())`
)

// TestClientsAskForDigests: curl and lftp are told the digests that Python computes of the same files.
func TestClientsAskForDigests(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "alice:pw")
	for name, content := range map[string]string{"f": every, "two words": "2"} {
		writeFile(t, filepath.Join(s.dir, name), content)
	}
	python := &visitor{t: t, program: needs(t, "python3", "apt-get install python3"), here: s.dir}
	want := outputLines(python.run("", "-c", digestsOfPython))
	asked := strings.Split(digestsAsked, "\n")
	told := func(by, output string) {
		t.Helper()
		for _, line := range want {
			_, rest, found := strings.Cut(output, line)
			if !found {
				t.Errorf("%s is not told %q, or too early, but\n%s", by, line, output)
				return
			}
			output = rest
		}
	}
	curl := &visitor{t: t, program: needs(t, "curl", "apt-get install curl"), here: t.TempDir()}
	args := []string{"-sS", "-v", "--stderr", "-", "--head"}
	for _, command := range append([]string{"TYPE I"}, asked...) {
		args = append(args, "-Q", command)
	}
	told("curl", curl.run("", append(args, "ftp://alice:pw@"+s.addresses[0]+"/")...))
	lftp := &visitor{t: t, program: needs(t, "lftp", "apt-get install lftp"), here: t.TempDir(), address: s.addresses[0]}
	script := "open -u alice,pw -p " + lftp.port() + " " + lftp.host() + "\nquote TYPE I\n"
	for _, command := range asked {
		script += "quote " + quoted(command) + "\n"
	}
	told("lftp", lftp.run(script, "--norc"))
}
