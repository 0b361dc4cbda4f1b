package monitor

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// patience is far longer than anything that works takes.
const patience = 30 * time.Second

// watched is a server for one user, with its HTTP port.
func watched(t *testing.T, o daemon.Options) (s *daemon.Server, web *httptest.Server, counts *Counts) {
	t.Helper()
	counts = NewCounts(ftp.Table())
	o.Directory, o.Observer, o.Listen = t.TempDir(), counts, []string{"127.0.0.1:0"}
	o.Users.Static = []accounts.StaticUser{{Account: accounts.Account{Name: "bob", Permissions: accounts.ReadWrite}, Password: "pw"}}
	s, err := daemon.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	web = httptest.NewServer(Handler(s, counts))
	t.Cleanup(web.Close)
	return s, web, counts
}

// get is an answer by HTTP.
func get(t *testing.T, web *httptest.Server, path string) (status int, text string) {
	t.Helper()
	answer, err := web.Client().Get(web.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(all)
}

// session logs in.
func session(t *testing.T, s *daemon.Server) *textproto.Conn {
	t.Helper()
	conn, err := net.DialTimeout("tcp", s.Listeners()[0].Addr().String(), patience)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(patience))
	c := textproto.NewConn(conn)
	t.Cleanup(func() { c.Close() })
	says(t, c, "", "220 ")
	says(t, c, "USER bob", "331 ")
	says(t, c, "PASS pw", "230 ")
	return c
}

func says(t *testing.T, c *textproto.Conn, command, want string) string {
	t.Helper()
	if command != "" {
		if err := c.PrintfLine("%s", command); err != nil {
			t.Fatal(err)
		}
	}
	got, err := c.ReadLine()
	if err != nil || !strings.HasPrefix(got, want) {
		t.Fatalf("%s: %q, %v, want %q", command, got, err, want)
	}
	return got
}

// moves does a transfer over a passive connection, and sends or takes all.
func moves(t *testing.T, c *textproto.Conn, command, sent string) (got string) {
	t.Helper()
	_, port, _ := strings.Cut(says(t, c, "EPSV", "229 "), "(|||")
	conn, err := net.DialTimeout("tcp", "127.0.0.1:"+port[:strings.IndexByte(port, '|')], patience)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	says(t, c, command, "150 ")
	if sent != "" {
		io.WriteString(conn, sent)
		conn.Close()
	} else if all, err := io.ReadAll(conn); err != nil {
		t.Fatal(err)
	} else {
		got = string(all)
	}
	says(t, c, "", "226 ")
	return got
}

// TestMetrics: what clients did is told by row, and the metrics read as Prometheus's own tool wants them.
func TestMetrics(t *testing.T) {
	s, web, counts := watched(t, daemon.Options{})
	defer s.Close()
	c := session(t, s)
	says(t, c, "TYPE I", "200 ")
	moves(t, c, "STOR f", "four")
	if got := moves(t, c, "RETR f", ""); got != "four" {
		t.Errorf("%q", got)
	}
	moves(t, c, "RETR f", "")
	says(t, c, "RETR none", "425 ")
	says(t, c, "DELE none", "550 ")
	says(t, c, "NONE", "500 ")
	status, text := get(t, web, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("%d", status)
	}
	var own []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "portolan_") {
			own = append(own, line)
		}
	}
	const want = `portolan_alarms_total 0
portolan_ready 1
portolan_rows_total{code="0",command="",row="data-opened"} 3
portolan_rows_total{code="150",command="RETR",row="opening"} 2
portolan_rows_total{code="150",command="STOR",row="opening"} 1
portolan_rows_total{code="200",command="TYPE I",row="ok"} 1
portolan_rows_total{code="220",command="",row="connected"} 1
portolan_rows_total{code="226",command="RETR",row="opening.done"} 2
portolan_rows_total{code="226",command="STOR",row="opening.done"} 1
portolan_rows_total{code="229",command="EPSV",row="ok"} 3
portolan_rows_total{code="230",command="PASS",row="in"} 1
portolan_rows_total{code="331",command="USER",row="need-password"} 1
portolan_rows_total{code="425",command="RETR",row="endpoint"} 1
portolan_rows_total{code="500",command="",row="unknown"} 1
portolan_rows_total{code="550",command="DELE",row="missing"} 1
portolan_sessions 1
portolan_transfer_bytes_total{direction="received"} 4
portolan_transfer_bytes_total{direction="sent"} 8
portolan_transfers 0
`
	if got := strings.Join(own, ""); got != want {
		t.Errorf("got\n%s", got)
	}
	problems, err := testutil.GatherAndLint(Registry(s, counts))
	if len(problems) > 0 || err != nil {
		t.Error(problems, err)
	}
}

// TestLeaving: from the signal on the server says that it leaves, but new and old sessions work until the time is over.
func TestLeaving(t *testing.T) {
	var log bytes.Buffer
	s, web, _ := watched(t, daemon.Options{DrainTime: patience, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if status, text := get(t, web, "/readyz"); status != http.StatusOK || text != "ready\n" {
		t.Fatalf("%d %q", status, text)
	}
	before := session(t, s)
	ctx, stop := context.WithCancel(t.Context())
	signals := make(chan os.Signal)
	ended := make(chan error)
	go func() { ended <- s.Wait(ctx, signals) }()
	stop()
	for s.Ready() {
		time.Sleep(time.Millisecond)
	}
	if status, text := get(t, web, "/readyz"); status != http.StatusServiceUnavailable || text != "leaving\n" {
		t.Errorf("%d %q", status, text)
	}
	if status, _ := get(t, web, "/healthz"); status != http.StatusOK {
		t.Errorf("%d", status)
	}
	moves(t, before, "STOR f", "before")
	moves(t, session(t, s), "STOR g", "after")
	time.Sleep(daemon.SameSignal)
	signals <- os.Interrupt
	if err := <-ended; err != nil {
		t.Error(err)
	}
	says(t, before, "", "421 ")
	for _, what := range []string{"draining", "stopping at once"} {
		if !strings.Contains(log.String(), what) {
			t.Errorf("the log does not say %q:\n%s", what, log.String())
		}
	}
}
