package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/spec/conform/proxy"
	"github.com/portolan-ftp/portolan/spec/conform/report"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// between is a proxy before a server of ours, and the programs that go through it.
type between struct {
	t       *testing.T
	address string
	secure  string // where clients begin TLS at once; "" without a certificate
	here    string // the folder of the client
	files   string // the folder of the server
	finish  func() *report.Report
}

func (s served) between(t *testing.T, certificate bool) *between {
	t.Helper()
	o, _, files := s.start(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	po := proxy.Options{Machine: o.Machine, Book: o.Book, Upstream: cmp.Or(s.upstream, o.Address), Implicit: o.Implicit, TLS: &tls.Config{InsecureSkipVerify: true, ClientSessionCache: tls.NewLRUClientSessionCache(0)}}
	if certificate {
		po.Certificate = &serverTLS(t).Certificates[0]
	}
	p := proxy.New(po)
	ctx, stop := context.WithCancel(context.Background())
	b := &between{t: t, address: l.Addr().String(), here: t.TempDir(), files: files}
	var all errgroup.Group
	all.Go(func() error { return p.Serve(ctx, l) })
	if certificate && o.Implicit != "" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		b.secure = l.Addr().String()
		all.Go(func() error { return p.ServeTLS(ctx, l) })
	}
	b.finish = func() *report.Report {
		stop()
		if err := all.Wait(); err != nil {
			t.Error(err)
		}
		return p.Report()
	}
	return b
}

// run runs a client.
func (b *between) run(program string, args ...string) string {
	b.t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		testcost.Lacking(b.t, "apt-get install "+program)
	}
	c := exec.Command(program, args...)
	c.Dir, c.Env = b.here, append(os.Environ(), "HOME="+b.here)
	out, err := c.CombinedOutput()
	if err != nil {
		b.t.Errorf("%s %q: %v\n%s", program, args, err, out)
	}
	return string(out)
}

func (b *between) write(name string, content []byte) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(b.here, name), content, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

func (b *between) same(where, name string, content []byte) {
	b.t.Helper()
	if got, err := os.ReadFile(filepath.Join(where, name)); err != nil || !bytes.Equal(got, content) {
		b.t.Errorf("%s: %d bytes, %v; want %d", name, len(got), err, len(content))
	}
}

// clean is the report of sessions in which all was allowed.
func (b *between) clean(sessions int) *report.Report {
	b.t.Helper()
	r := b.finish()
	for _, f := range r.Findings {
		b.t.Errorf("%s %s\n%s", f.Verdict, f.Case, strings.Join(f.Dialogue, "\n"))
	}
	if r.Sessions < sessions || r.Commands == 0 {
		b.t.Errorf("%d sessions, %d commands", r.Sessions, r.Commands)
	}
	return r
}

var much = bytes.Repeat([]byte("much more than a buffer\n"), 100_000)

// TestProxyCurl: curl goes through the proxy, with the server listening and with curl listening, in the clear and over
// TLS; nothing of our server is found, and the bytes are the same.
func TestProxyCurl(t *testing.T) {
	testcost.Some(t)
	for _, secure := range []bool{false, true} {
		b := served{policies: map[string]string{"tls": "optional"}}.between(t, secure)
		b.write("up", much)
		common := []string{"-sS", "-u", "full:pw"}
		if secure {
			common = append(common, "--ssl-reqd", "-k")
		}
		url := "ftp://" + b.address + "/"
		for _, way := range [][]string{{}, {"--disable-epsv"}, {"-P", "-"}, {"-P", "-", "--disable-eprt"}} {
			if secure && slices.Contains(way, "-P") {
				continue // this client begins no TLS where the server connects
			}
			args := slices.Concat(common, way)
			b.run("curl", append(args, "-T", "up", url+"there")...)
			b.run("curl", append(args, "-o", "down", url+"there")...)
			b.same(b.files, "there", much)
			b.same(b.here, "down", much)
			if out := b.run("curl", append(args, url)...); !strings.Contains(out, "there") {
				t.Errorf("%q: the listing is %q", args, out)
			}
		}
		if r := b.clean(6); len(r.Profile) > 0 {
			t.Errorf("secure %t: %v", secure, r.Profile)
		}
	}
}

// TestProxyLftp: lftp as it comes.
func TestProxyLftp(t *testing.T) {
	testcost.Some(t)
	b := served{}.between(t, false)
	b.write("up", much)
	b.run("lftp", "--norc", "-u", "full,pw", "-e", "put up -o there; get there -o down; mkdir d; mirror -R . d/all; ls; mv there d/other; rm d/other; bye", "ftp://"+b.address)
	b.same(b.here, "down", much)
	b.same(b.files, "d/all/up", much)
	b.clean(1)
	b = served{policies: map[string]string{"tls": "optional"}}.between(t, true)
	b.write("up", much)
	b.run("lftp", "--norc", "-u", "full,pw", "-e", "set ssl:verify-certificate no; put up -o there; get there -o down; ls; bye", "ftp://"+b.address)
	b.same(b.here, "down", much)
	b.clean(1)
}

// TestProxyImplicit: curl and lftp begin TLS at once; nothing of our server is found, and the bytes are the same.
func TestProxyImplicit(t *testing.T) {
	testcost.Some(t)
	b := served{policies: map[string]string{"tls": "optional"}}.between(t, true)
	b.write("up", much)
	url := "ftps://" + b.secure + "/"
	for _, way := range [][]string{{}, {"--disable-epsv"}} {
		args := append([]string{"-sS", "-k", "-u", "full:pw"}, way...)
		b.run("curl", append(args, "-T", "up", url+"there")...)
		b.run("curl", append(args, "-o", "down", url+"there")...)
		b.same(b.files, "there", much)
		b.same(b.here, "down", much)
	}
	b.run("lftp", "--norc", "-u", "full,pw", "-e", "set ssl:verify-certificate no; mv there other; get other -o again; ls; bye", url)
	b.same(b.here, "again", much)
	for _, f := range b.clean(5).Profile { // lftp begins a connection now and then that it does not use
		if !strings.HasSuffix(f.Value, "the client went away before TLS had begun") {
			t.Error(f)
		}
	}
}

// TestProxyImplicitRefused: implicit TLS that could not be read is refused, and it is said what is missing.
func TestProxyImplicitRefused(t *testing.T) {
	for _, args := range [][]string{{}, {"--implicit", "127.0.0.1:990"}, {"--implicit", "127.0.0.1:990", "--no-tls"}} {
		args = append([]string{"conform", "--spec", "../../spec/ftp.yaml", "--proxy-implicit", "127.0.0.1:0", "127.0.0.1:21"}, args...)
		var out, errs bytes.Buffer
		want := "ftpspec conform: proxy: implicit TLS takes a certificate for the clients (--proxy-cert), and a server that has it (--implicit)\n"
		if status := run(args, &out, &errs); status != exitError || !strings.HasSuffix(errs.String(), want) {
			t.Errorf("%q: status %d, %s", args, status, errs.String())
		}
	}
}

// TestProxyListens: where the proxy cannot listen at one of its addresses, it listens at none.
func TestProxyListens(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	o, _, _ := served{policies: map[string]string{"tls": "optional"}}.start(t)
	p := proxy.New(proxy.Options{Machine: o.Machine, Book: o.Book, Upstream: o.Address, Implicit: o.Implicit, TLS: o.TLS, Certificate: &serverTLS(t).Certificates[0]})
	f := conformFlags{proxy: taken.Addr().String(), proxyImplicit: "127.0.0.1:0", options: o}
	var out bytes.Buffer
	if err := f.serve(t.Context(), p, &out); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("%v", err)
	}
	address, _, _ := strings.Cut(strings.TrimPrefix(out.String(), "clients connect to "), ";")
	if conn, err := net.Dial("tcp", address); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%s: %v, %v", address, conn, err)
	}
}

// TestProxyCCC: curl ends TLS on the control connection behind its login, with a close_notify of its own and without.
// What follows in the clear is judged, and data connections keep TLS: a download is counted by the bytes of the file.
func TestProxyCCC(t *testing.T) {
	testcost.Some(t)
	b := served{policies: map[string]string{"tls": "optional", "ccc": "allowed"}}.between(t, true)
	b.write("up", much)
	for _, mode := range []string{"active", "passive"} {
		out := b.run("curl", "-v", "-k", "--ssl-reqd", "--ftp-ssl-ccc-mode", mode, "-u", "full:pw", "-T", "up", "ftp://"+b.address+"/"+mode)
		b.same(b.files, mode, much)
		b.run("curl", "-k", "--ssl-reqd", "--ftp-ssl-ccc-mode", mode, "-u", "full:pw", "-o", "down", "ftp://"+b.address+"/"+mode)
		b.same(b.here, "down", much)
		if !strings.Contains(out, "< 200 TLS ends on this connection") {
			t.Errorf("%s: TLS has not ended: %s", mode, out)
		}
	}
	if r := b.clean(4); len(r.Profile) > 0 {
		t.Error(r.Profile)
	}
}

// TestProxyBlind: without a certificate a session goes on behind AUTH TLS, and it is said that it is not judged from
// there on.
func TestProxyBlind(t *testing.T) {
	testcost.Some(t)
	b := served{policies: map[string]string{"tls": "optional"}}.between(t, false)
	b.write("up", much)
	b.run("curl", "-sS", "-u", "full:pw", "--ssl-reqd", "-k", "-T", "up", "ftp://"+b.address+"/there")
	b.same(b.files, "there", much)
	r := b.clean(1)
	if want := "one session: TLS began, and the proxy has no certificate"; len(r.Profile) != 1 || r.Profile[0].Value != want {
		t.Errorf("%v, want %q", r.Profile, want)
	}
}

// TestProxyFaults: the first step that a faulty server does wrong is told, with what was said before it.
func TestProxyFaults(t *testing.T) {
	testcost.Some(t)
	b := mutated("", "", code("DELE ok", 200)).made.between(t, true)
	b.write("up", []byte("up"))
	b.run("curl", "-sS", "-k", "--ssl-reqd", "-u", "full:pw", "-T", "up", "-Q", "-DELE there", "ftp://"+b.address+"/there")
	if r := b.finish(); len(r.Findings) != 1 || r.Findings[0].ID != "R959-5.4-DELE-1" || !slices.Contains(r.Findings[0].Dialogue, "C: DELE there") || r.Findings[0].Verdict != report.Fail {
		t.Errorf("%+v", r.Findings)
	}
	b = handled("", "", func(f faulty) ftp.Handlers { return shortRetr{f} }).made.between(t, false)
	b.write("up", much)
	b.run("curl", "-sS", "-u", "full:pw", "-T", "up", "ftp://"+b.address+"/there")
	c := exec.Command("curl", "-sS", "-u", "full:pw", "-o", os.DevNull, "ftp://"+b.address+"/there")
	if out, err := c.CombinedOutput(); err == nil {
		t.Errorf("curl takes a part for the whole: %s", out)
	}
	b.run("lftp", "--norc", "-u", "full,pw", "-e", "rm there; bye", "ftp://"+b.address)
	if r := b.finish(); len(r.Findings) != 1 || r.Findings[0].ID != "R959-3.1.2-DATA-1" || r.Findings[0].Command != "RETR" {
		t.Errorf("%+v", r.Findings)
	}
}

// holding is a server that takes a data connection, and neither closes it nor minds that the client has gone.
func holding(t *testing.T) (address string) {
	t.Helper()
	control, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	data, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	held := make(chan net.Conn, 2)
	t.Cleanup(func() {
		control.Close()
		data.Close()
		for range 2 {
			if conn := <-held; conn != nil {
				conn.Close()
			}
		}
	})
	go func() {
		conn, _ := data.Accept()
		held <- conn
	}()
	go func() {
		conn, err := control.Accept()
		held <- conn
		if err != nil {
			return
		}
		answers := map[string]string{"USER": "331 Password.", "PASS": "230 In.", "STOR": "150 Send.",
			"EPSV": fmt.Sprintf("229 Here (|||%d|)", data.Addr().(*net.TCPAddr).Port)}
		fmt.Fprint(conn, "220 Ready.\r\n")
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			fmt.Fprint(conn, answers[lines.Text()[:4]]+"\r\n")
		}
	}()
	return control.Addr().String()
}

// TestProxyLeavesNothing: a data connection on which nobody sends, and which nobody closes, ends with its session.
func TestProxyLeavesNothing(t *testing.T) {
	b := served{upstream: holding(t)}.between(t, false)
	control, err := net.Dial("tcp", b.address)
	if err != nil {
		t.Fatal(err)
	}
	c := textproto.NewConn(control)
	says := func(line, want string) string {
		t.Helper()
		if line != "" {
			c.PrintfLine("%s", line)
		}
		got, err := c.ReadLine()
		if err != nil || !strings.HasPrefix(got, want) {
			t.Fatalf("%s: %q, %v", line, got, err)
		}
		return got
	}
	says("", "220 ")
	says("USER full", "331 ")
	says("PASS pw", "230 ")
	_, port, _ := strings.Cut(says("EPSV", "229 "), "(|||")
	data, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", port[:strings.IndexByte(port, '|')]))
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	says("STOR up", "150 ")
	c.Close()
	data.SetReadDeadline(time.Now().Add(20 * time.Second))
	var late net.Error
	if n, err := data.Read(make([]byte, 1)); n > 0 || err == nil || errors.As(err, &late) && late.Timeout() {
		t.Errorf("the data connection is still there: %d, %v", n, err)
	}
	b.finish()
}
