package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

// bucket is a bucket of a store, as nodes are told of it and as the test sees it past them.
type bucket struct {
	t      *testing.T
	name   string
	env    []string // credentials
	flags  []string
	client *minio.Client
}

// otherStore is http://KEY:SECRET@HOST:PORT/BUCKET, an empty bucket to be used in the place of one of the test's own.
const otherStore = "PORTOLAN_S3"

// newBucket is an empty bucket of a store of the test's own, or of the one that the environment names.
func newBucket(t *testing.T) *bucket {
	t.Helper()
	var at url.URL
	if given := os.Getenv(otherStore); given != "" {
		read, err := url.Parse(given)
		if err != nil {
			t.Fatalf("%s: %v", otherStore, err)
		}
		at = *read
	} else {
		store := s3test.Start(t)
		at = url.URL{Scheme: "http", Host: store.Endpoint, Path: store.Bucket, User: url.UserPassword(store.Access, store.Secret)}
	}
	secret, _ := at.User.Password()
	client, err := minio.New(at.Host, &minio.Options{Creds: credentials.NewStaticV4(at.User.Username(), secret, ""), Secure: at.Scheme == "https"})
	if err != nil {
		t.Fatal(err)
	}
	return &bucket{t, strings.TrimPrefix(at.Path, "/"), []string{"AWS_ACCESS_KEY_ID=" + at.User.Username(), "AWS_SECRET_ACCESS_KEY=" + secret},
		[]string{"--s3-endpoint", at.Scheme + "://" + at.Host, "--s3-path-style", "--s3-part-size", "5M"}, client}
}

// start serves a place in the bucket.
func (b *bucket) start(place string, flags ...string) *node {
	b.t.Helper()
	return startIn(b.t, strings.Replace(place, "BUCKET", b.name, 1), b.env, append(append([]string{}, b.flags...), flags...)...)
}

// get reads an object past the nodes.
func (b *bucket) get(key string) ([]byte, error) {
	o, err := b.client.GetObject(b.t.Context(), b.name, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(o)
}

// holds wants an object of this content.
func (b *bucket) holds(key string, want []byte) {
	b.t.Helper()
	if got, err := b.get(key); err != nil || !bytes.Equal(got, want) {
		b.t.Errorf("%s has %d bytes of %d, %v", key, len(got), len(want), err)
	}
}

// keys are those below a prefix.
func (b *bucket) keys(prefix string) string {
	b.t.Helper()
	var all []string
	for o := range b.client.ListObjects(b.t.Context(), b.name, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			b.t.Fatal(o.Err)
		}
		if !strings.HasPrefix(o.Key, ".portolan/") {
			all = append(all, o.Key)
		}
	}
	return strings.Join(all, " ")
}

// unfinished is how many uploads in parts the store has.
func (b *bucket) unfinished() (count int) {
	b.t.Helper()
	for u := range b.client.ListIncompleteUploads(b.t.Context(), b.name, "", true) {
		if u.Err != nil {
			b.t.Fatal(u.Err)
		}
		count++
	}
	return count
}

// noise is content that nothing makes smaller, and of which no part is like another.
func noise(seed uint64, size int) []byte {
	var key [32]byte
	key[0] = byte(seed)
	content := make([]byte, size)
	rand.NewChaCha8(key).Read(content)
	return content
}

// bucketClients work over TLS in the directory NAME of ftp://bob:pw@ADDRESS. Each finds the file "u", of which "head"
// is the first part and "tail" the rest, and leaves: put, resumed and appended (all like u), renamed/f (like head), and
// what it has fetched as d and dr (like u). It prints nothing unless something is wrong.
var bucketClients = map[string]struct{ program, install, script string }{
	"curl": {"curl", "apt-get install curl", `
set -f
o="--silent --show-error --insecure --ssl-reqd --noproxy * --user bob:pw --max-time 60"
at="ftp://$1/$2"
curl $o --ftp-create-dirs -T u "$at/put"
curl $o -o d "$at/put"
cp head dr; curl $o -C - -o dr "$at/put"
curl $o -T head "$at/resumed"; curl $o -C - -T u "$at/resumed"
curl $o -T head "$at/appended"; curl $o -a -T tail "$at/appended"
curl $o --ftp-create-dirs -T head "$at/dir/e"
curl $o -Q "-RNFR e" -Q "-RNTO f" -o /dev/null "$at/dir/e"
curl $o -Q "RNFR /$2/dir" -Q "RNTO /$2/renamed" -o /dev/null "$at/renamed/f"
curl $o -T head "$at/gone"; curl $o -Q "-DELE gone" -o /dev/null "$at/put"
curl $o -Q "MFMT 20030717210715 /$2/put" -o /dev/null "$at/renamed/f"
curl $o -I "$at/put" | grep -q "^Last-Modified: Thu, 17 Jul 2003 21:07:15 GMT"
curl $o -I "$at/put" | grep -q "^Content-Length: $3"
curl $o -v -Q "OPTS HASH SHA-256" -Q "HASH /$2/put" -o /dev/null "$at/renamed/f" 2>&1 | grep -qi "^< 213 .*$4"
test "$(curl $o -l "$at/" | tr -d '\r' | sort | tr '\n' ' ')" = "appended put renamed resumed "`},
	"lftp": {"lftp", "apt-get install lftp", `
cat > script <<END
set cmd:fail-exit yes
set ssl:verify-certificate no
set net:max-retries 2
set net:timeout 30
set ftp:ssl-force yes
set ftp:ssl-protect-data yes
set ftp:use-mode-z no
open -u bob,pw ftp://$1
mkdir $2
cd $2
put u -o put
get put -o d
!cp head dr
get -c put -o dr
put head -o resumed
put -c u -o resumed
put head -o appended
!cp u whole
put -c whole -o appended
mkdir dir
put head -o dir/e
mv dir/e dir/f
mv dir renamed
put head -o gone
rm gone
END
lftp --norc -f script
lftp --norc -c "set ssl:verify-certificate no; set ftp:ssl-force yes; open -u bob,pw ftp://$1; cls -1 --sort=name $2" > listed
test "$(tr '\n' ' ' < listed)" = "$2/appended $2/put $2/renamed/ $2/resumed "`},
	"rclone": {"rclone", "apt-get install rclone", `
export RCLONE_CONFIG=/dev/null RCLONE_FTP_HOST=${1%:*} RCLONE_FTP_PORT=${1#*:} RCLONE_FTP_USER=bob RCLONE_FTP_PASS=$(rclone obscure pw)
export RCLONE_FTP_EXPLICIT_TLS=true RCLONE_FTP_NO_CHECK_CERTIFICATE=true RCLONE_RETRIES=1 RCLONE_TIMEOUT=60s
rclone copyto u ":ftp:$2/put"
rclone copyto ":ftp:$2/put" d
cp d dr
rclone copyto head ":ftp:$2/resumed"; rclone copyto --ignore-times u ":ftp:$2/resumed"
rclone copyto u ":ftp:$2/old"; rclone moveto ":ftp:$2/old" ":ftp:$2/appended"
rclone copyto head ":ftp:$2/dir/f"
rclone moveto ":ftp:$2/dir" ":ftp:$2/renamed"
rclone copyto head ":ftp:$2/gone"; rclone deletefile ":ftp:$2/gone"
rclone rmdirs --leave-root ":ftp:$2"
test "$(rclone lsf ":ftp:$2" | tr '\n' ' ')" = "appended put renamed/ resumed "
rclone check --download --one-way . ":ftp:$2" --include d 2>/dev/null && exit 1
mkdir there; cp u there/put; rclone check --download --one-way there ":ftp:$2" 2> checked`},
	"ftplib": {"python3", "apt-get install python3", `
exec python3 -I -c '
import ftplib, ssl, sys
host, port = sys.argv[1].split(":")
name, size, digest = sys.argv[2:5]
f = ftplib.FTP_TLS(context=ssl._create_unverified_context(), timeout=60)
f.connect(host, int(port)); f.login("bob", "pw"); f.prot_p()
f.mkd(name); f.cwd(name)
def put(local, to, cmd="STOR", rest=None, skip=0):
    with open(local, "rb") as u:
        u.seek(skip)
        f.storbinary(cmd + " " + to, u, rest=rest)
def get(name, to, rest=None, mode="wb"):
    with open(to, mode) as d:
        f.retrbinary("RETR " + name, d.write, rest=rest)
head = open("head", "rb").read()
put("u", "put"); get("put", "d")
open("dr", "wb").write(head); get("put", "dr", rest=len(head), mode="ab")
put("head", "resumed"); put("u", "resumed", rest=len(head), skip=len(head))
put("head", "appended"); put("tail", "appended", "APPE")
f.mkd("dir"); put("head", "dir/e"); f.rename("dir/e", "dir/f"); f.rename("dir", "renamed")
put("head", "gone"); f.delete("gone")
f.sendcmd("TYPE I")
def same(a, b):
    if a != b: sys.exit("%r is not %r" % (a, b))
same(f.size("put"), int(size))
same(f.sendcmd("MFMT 20030717210715 put"), "213 Modify=20030717210715; /%s/put" % name)
same(f.sendcmd("MDTM put"), "213 20030717210715")
f.sendcmd("OPTS HASH SHA-256")
same(f.sendcmd("HASH put").split()[3].lower(), digest)
same(sorted(n for n, facts in f.mlsd() if facts["type"] in ("file", "dir")), ["appended", "put", "renamed", "resumed"])
same(sorted(f.nlst()), ["appended", "put", "renamed", "resumed"])
f.mkd("empty"); f.rmd("empty")
f.quit()' "$@"`},
}

// work lets a client do what it does, in the directory name, and compares the store with what it has sent.
func (b *bucket) work(client, address, name string) {
	b.t.Helper()
	c := bucketClients[client]
	if _, err := exec.LookPath(c.program); err != nil {
		testcost.Lacking(b.t, c.program+" is not installed: "+c.install)
	}
	const cut = 6 << 20
	u, here := noise(uint64(len(name)), 11<<20+13), b.t.TempDir()
	for file, content := range map[string][]byte{"u": u, "head": u[:cut], "tail": u[cut:]} {
		if err := os.WriteFile(filepath.Join(here, file), content, 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	digest := sha256.Sum256(u)
	cmd := exec.CommandContext(b.t.Context(), "sh", "-ec", "exec 2>&1\n"+c.script, "sh", address, name, "11534349", hex.EncodeToString(digest[:]))
	cmd.Dir, cmd.Env = here, append(os.Environ(), "HOME="+here)
	if out, err := cmd.Output(); err != nil {
		b.t.Errorf("%s: %v\n%s", client, err, out)
		return
	}
	for _, key := range []string{"put", "resumed", "appended"} {
		b.holds(name+"/"+key, u)
	}
	b.holds(name+"/renamed/f", u[:cut])
	for _, file := range []string{"d", "dr"} {
		if got, err := os.ReadFile(filepath.Join(here, file)); err != nil || !bytes.Equal(got, u) {
			b.t.Errorf("%s has fetched %d bytes of %d as %s, %v", client, len(got), len(u), file, err)
		}
	}
}

// TestObjects: clients store, resume, append to, rename, date and remove files in a bucket over TLS, as they do on a
// disk, and the store has what they have sent.
func TestObjects(t *testing.T) {
	testcost.Long(t)
	t.Parallel()
	b := newBucket(t)
	n := b.start("s3://BUCKET", "--tls-self-signed", "--tls", "required")
	for client := range bucketClients {
		t.Run(client, func(t *testing.T) {
			of := *b
			of.t = t
			of.work(client, n.ftp, client)
		})
	}
	if left := b.unfinished(); left != 0 {
		t.Errorf("the store has %d unfinished uploads", left)
	}
}

// TestObjectsAreNoDisk: what a store cannot keep is not offered.
func TestObjectsAreNoDisk(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	b := newBucket(t)
	c := session(t, b.start("s3://BUCKET/of/this").ftp)
	for _, command := range []string{"SITE CHMOD 600 f", "SITE CHGRP 0 f", "SITE UMASK", "SITE SYMLINK f l"} {
		says(t, c, command, "550 Files are kept here without permissions, groups and links.")
	}
	says(t, c, "FEAT", "211-")
	for {
		line, err := c.ReadLine()
		if err != nil || strings.HasPrefix(line, "211 ") {
			break
		}
		if strings.HasPrefix(line, " MFF") && line != " MFF Modify;" {
			t.Errorf("FEAT: %q", line)
		}
	}
	mixed := session(t, b.start("s3://BUCKET", "--mount", "/disk="+t.TempDir()).ftp)
	says(t, mixed, "SITE UMASK", "200 ")
}
