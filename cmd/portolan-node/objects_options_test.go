package main

import (
	"encoding/pem"
	"fmt"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/objects"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestObjectsHomes: a home is a prefix, which is made if that is wanted, and what is below a host's prefix is that
// host's.
func TestObjectsHomes(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	b, dir := newBucket(t), t.TempDir()
	users := filepath.Join(dir, "users")
	for _, name := range []string{"alice", "carol"} {
		add := exec.Command(os.Args[0], "user", "add", "--users", users, "--home", "home/"+name, "--password-stdin", name)
		add.Env, add.Stdin = append(os.Environ(), asProgram+"=1"), strings.NewReader("pw\n")
		if out, err := add.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	config := filepath.Join(dir, "node.toml")
	text := fmt.Sprintf("directory = \"s3://%[1]s\"\nusers = \"users\"\n[[host]]\nnames = \"ftp.example.org\"\ndirectory = \"s3://%[1]s/org\"\nusers = \"users\"\nmount = \"/all=s3://%[1]s\"\n", b.name)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	login := func(n *node, host, user, want string) {
		c := greeted(t, n.ftp)
		if host != "" {
			says(t, c, "HOST "+host, "220 ")
		}
		says(t, c, "USER "+user, "331 ")
		says(t, c, "PASS pw", want)
		if want == "230 " {
			says(t, c, "TYPE I", "200 ")
			upload(t, c, "f", []byte(host+user))
		}
	}
	flags := []string{"--config", config, "--max-login-failures-per-address", "1000"}
	login(b.start("s3://BUCKET", flags...), "", "alice", "421 ")
	n := b.start("s3://BUCKET", append(flags, "--create-homes")...)
	login(n, "", "alice", "230 ")
	login(n, "ftp.example.org", "alice", "230 ")
	login(n, "", "carol", "230 ")
	for key, want := range map[string]string{"home/alice/f": "alice", "org/home/alice/f": "ftp.example.orgalice", "home/carol/f": "carol"} {
		b.holds(key, []byte(want))
	}
	all := session(t, n.ftp) // bob, who has no home, sees everything
	says(t, all, "SIZE org/home/alice/f", "213 20")
	says(t, all, "RNFR home/alice", "350 ")
	says(t, all, "RNTO org/moved", "250 ")
	b.holds("org/moved/f", []byte("alice"))
}

// TestObjectsOverTLS: the store's certificate is verified, by authorities of one's own where they are given, and keys
// come from the file that AWS's tools share.
func TestObjectsOverTLS(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	b, home := newBucket(t), t.TempDir()
	clear, err := url.Parse(b.flags[1])
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(clear)
		r.Out.Host = r.In.Host // it is signed
	}})
	t.Cleanup(front.Close)
	ca := filepath.Join(home, "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: front.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := strings.NewReplacer("AWS_ACCESS_KEY_ID=", "aws_access_key_id = ", "AWS_SECRET_ACCESS_KEY=", "aws_secret_access_key = ").Replace(strings.Join(b.env, "\n"))
	if err := os.WriteFile(filepath.Join(home, "credentials"), []byte("[default]\n"+keys+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.env = []string{"AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(home, "credentials")}
	b.flags[1] = front.URL
	c := session(t, b.start("s3://BUCKET", "--s3-ca", ca).ftp)
	says(t, c, "TYPE I", "200 ")
	upload(t, c, "f", []byte("over TLS"))
	b.holds("f", []byte("over TLS"))
	b.refuses(t, "certificate signed by unknown authority")
}

// refuses wants the program to end with a mistake.
func (b *bucket) refuses(t *testing.T, said string, flags ...string) {
	t.Helper()
	all := append(append([]string{"serve", "--listen", "127.0.0.1:0"}, b.flags...), flags...)
	c := exec.Command(os.Args[0], append(all, "s3://"+b.name)...)
	c.Env = append(append(os.Environ(), asProgram+"=1"), b.env...)
	out, err := c.CombinedOutput()
	if c.ProcessState.ExitCode() != cli.ExitUsage || !strings.Contains(string(out), said) {
		t.Errorf("%q: %v\n%s", flags, err, out)
	}
}

// TestObjectsMistakes: what cannot be meant is told before anything is served; a store that is away is waited for.
func TestObjectsMistakes(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	b := newBucket(t)
	b.refuses(t, "--s3-endpoint: https://a/b is no URL of a store", "--s3-endpoint", "https://a/b")
	b.refuses(t, "--s3-sse: none is neither AES256 nor aws:kms:KEY", "--s3-sse", "none")
	b.refuses(t, "--s3-part-size: ", "--s3-part-size", "large")
	b.refuses(t, "--s3-ca: open nowhere", "--s3-ca", "nowhere")
	none := *b
	none.name = "none"
	none.refuses(t, "s3://none: s3: there is no bucket none")
	wrong := *b
	wrong.env = []string{b.env[0], "AWS_SECRET_ACCESS_KEY=another"}
	wrong.refuses(t, "s3://"+b.name+": ")
	away := *b
	away.flags = append([]string{"--s3-endpoint", "http://" + freePort(t, "127.0.0.1")}, b.flags[2:]...)
	n := away.start("s3://BUCKET")
	if !strings.Contains(n.said.String(), "the store cannot be reached") {
		t.Errorf("the log says\n%s", n.said.String())
	}
	session(t, n.ftp)
}

// TestReadmeHasStoreFlags: the README tells the flags that package objects has, and no others.
func TestReadmeHasStoreFlags(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	p := cli.FTP()
	p.Extensions = append(p.Extensions, objects.Extension())
	count := 0
	p.Serve().Flags().VisitAll(func(f *pflag.Flag) {
		if strings.HasPrefix(f.Name, "s3-") {
			count++
			if !strings.Contains(string(text), "\n| `--"+f.Name) {
				t.Errorf("--%s is missing", f.Name)
			}
		}
	})
	if rows := strings.Count(string(text), "\n| `--s3-"); rows != count || count == 0 {
		t.Errorf("%d flags, and %d rows", count, rows)
	}
}
