package main

import (
	"context"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/trace"
)

func TestTrace(t *testing.T) {
	module(t)
	const begin = "< 220 Ready.\n> PASS u p\n< 230 Welcome, u.\n> RNFR a\n< 350 Now RNTO.\n"
	write(t, "good.txt", begin+"> NOOP\n< 200 Done.\n> RNTO\n< 250 Renamed.\n")
	write(t, "bad.txt", begin+"> TYPE I\n< 200 Done.\n> RNTO\n< 250 Renamed.\n")
	write(t, "empty.json", `{"msg":"listening"}`+"\n")
	expect(t, exitOK, "good.txt: 9 steps, all allowed\nempty.json: no session in it\n", "", "trace", "good.txt", "empty.json")
	const finding = `bad.txt:9: the table does not allow this
    > TYPE I
    < 200 Done.
    > RNTO
  * < 250 Renamed.
the session is at login=in type=image
allowed here:
    503 RNFR first.  [RNTO pending, POS]
`
	row := "spec/ftp.yaml:" + position(t, specFile, "else: {code: 503, text: {en: \"RNFR first")
	var out, errs strings.Builder
	if status := run([]string{"trace", "bad.txt", "good.txt"}, &out, &errs); status != exitFindings {
		t.Errorf("status %d", status)
	}
	got := out.String()
	if want := strings.Replace(finding, "POS", row, 1); !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "\ngood.txt: 9 steps, all allowed\n") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	expect(t, exitError, "", "trace: good.txt: the spec has no policy \"mail\"\n", "trace", "--policies", "mail=off", "good.txt")
	expect(t, exitError, "", "ftpspec trace: --policies: \"off\" is not NAME=VALUE\n", "trace", "--policies", "off", "good.txt")
	expect(t, exitError, "", "ftpspec trace: open none: no such file or directory\n", "trace", "none")
	expect(t, exitError, "", "requires at least 1 arg(s), only received 0\n", "trace")
}

// TestTraceFollow: a log is followed until the context ends, and all that was written before is judged.
func TestTraceFollow(t *testing.T) {
	module(t)
	const begin = "msg=connected session=1\nmsg=login session=1\nmsg=command command=\"RNFR a\" result=pending session=1\n"
	write(t, "good.log", begin+"msg=command command=\"RNTO b\" result=ok session=1\n")
	write(t, "bad.log", begin+"msg=command command=\"TYPE I\" result=ok session=1\nmsg=command command=\"RNTO b\" result=ok session=1\n")
	p, err := openProject("")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, want := range map[string]string{
		"good.log": "1 sessions, 4 steps allowed; 0 sessions with a step that is not\n",
		"bad.log":  "1 sessions, 4 steps allowed; 1 sessions with a step that is not\n",
	} {
		var out strings.Builder
		err := followLog(ctx, &out, trace.NewGrowing(explore.NewMachine(p.spec), name, nil), trace.NewTail(name))
		if bad := name == "bad.log"; (err != nil) != bad || !strings.HasSuffix(out.String(), want) || bad != strings.HasPrefix(out.String(), "bad.log:5: the table does not allow this\n") {
			t.Errorf("%s: %v\n%s", name, err, out.String())
		}
	}
	expect(t, exitError, "", "ftpspec trace: --follow takes one file\n", "trace", "--follow", "good.log", "bad.log")
}
