package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestMain lets the test binary be the floor, as the real one can.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == floorName {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-run", "("}, exitUsage, "ftpbench: -run: error parsing regexp: missing closing ): `(`\n"},
		{[]string{"-rounds", "0"}, exitUsage, "ftpbench: -rounds must be at least 1, and -size, -entries and -sessions not negative\n"},
		{[]string{"-size", "-1"}, exitUsage, "ftpbench: -rounds must be at least 1, and -size, -entries and -sessions not negative\n"},
		{[]string{"-entries", "-1"}, exitUsage, "ftpbench: -rounds must be at least 1, and -size, -entries and -sessions not negative\n"},
		{[]string{"-sessions", "-1"}, exitUsage, "ftpbench: -rounds must be at least 1, and -size, -entries and -sessions not negative\n"},
		{[]string{"retr-1"}, exitUsage, "ftpbench: unexpected argument \"retr-1\"\n"},
		{[]string{"-run", "^nothing$"}, exitShort, "ftpbench: no scenario matches ^nothing$\n"},
		{[]string{"-dir", "/nonexistent", "-run", "^noop$", "-server", "x"}, exitShort, "ftpbench: stat /nonexistent"},
		{[]string{"floor"}, exitShort, "ftpbench floor: usage: ftpbench floor ADDRESS DIR [CERTIFICATE KEY]\n"},
		{[]string{"floor", "127.0.0.1:0", ".", "cert.pem"}, exitShort, "ftpbench floor: usage: "},
	} {
		var out, errs bytes.Buffer
		code := run(context.Background(), c.args, &out, &errs)
		if code != c.code || !strings.HasPrefix(errs.String(), c.want) || out.Len() > 0 {
			t.Errorf("%q: exit %d, %q, want %d, %q", c.args, code, errs.String(), c.code, c.want)
		}
	}
}

// TestServerThatDoesNotStart fails its rows, and with -strict the run.
func TestServerThatDoesNotStart(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"-quick", "-peers=false", "-rounds", "1", "-strict", "-json", "-run", "^noop$",
		"-server", "/bin/false", "-dir", t.TempDir()}, &out, &errs)
	if want := "portolan: portolan ended at once: "; code != exitShort || !strings.Contains(out.String(), `"problem": "`+want+`"`) {
		t.Errorf("exit %d\n%s%s", code, out.String(), errs.String())
	}
}

// TestQuickRun measures the real server in the situations that need no tracer, briefly, and looks at the form.
func TestQuickRun(t *testing.T) {
	testcost.Long(t)
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"-quick", "-peers=false", "-rounds", "1", "-json", "-dir", t.TempDir(),
		"-run", "^(retr-8|stor-1|tls-retr-1|tls-stor-8|text-1|deflate-1|mlsd|small-1|login|tls-login|noop|cwd|noop-pipe|idle)$"}, &out, &errs)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var rows []jsonRow
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range rows {
		names = append(names, r.Scenario+"/"+r.Metric)
		if r.Problem != "" || r.Portolan == nil || r.Floor == nil && r.Scenario != "idle" {
			t.Errorf("%+v", r)
		}
	}
	want := "retr-8/throughput retr-8/server time stor-1/throughput stor-1/server time tls-retr-1/throughput tls-retr-1/server time tls-stor-8/throughput tls-stor-8/server time text-1/throughput text-1/server time deflate-1/throughput deflate-1/server time " +
		"mlsd/whole mlsd/first bytes mlsd/memory growth small-1/files login/logins tls-login/logins noop/round trips cwd/round trips noop-pipe/replies idle/memory idle/goroutines"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("rows %s\nwant %s", got, want)
	}
}
