package trace

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// overIPv6 is a session over IPv6, as the server answers it: PASV has no room for the address.
var overIPv6 = []string{
	"< 220 Ready.", "> USER u", "< 331 Password?", "> PASS p", "< 230 Hello.",
	"> PASV", "< 501 PASV is for IPv4; use EPSV.", "> EPSV", "< 229 Listening (|||40001|)",
	"> RETR a", "< 150 Here.", "< 226 Done.", "> QUIT", "< 221 Goodbye.",
}

// overIPv4 is what only a session over IPv4 is answered.
var overIPv4 = append(overIPv6[:5:5], "> PASV", "< 227 Entering Passive Mode (127,0,0,1,156,65)")

// server is the machine of the server's own spec, in which the connection decides the family.
func server(t *testing.T) *explore.Machine {
	t.Helper()
	s, err := decode.Load(filepath.Join("..", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return explore.NewMachine(s)
}

func told(t *testing.T, m *explore.Machine, r *Recording) string {
	t.Helper()
	result, err := Replay(m, r)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := result.Text(&b); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(b.String(), "\n")
	return first
}

// A text tells the family by what is answered, or states it beside the policies.
func TestFamily(t *testing.T) {
	m := server(t)
	for _, c := range []struct {
		lines  []string
		stated string
		want   string
	}{
		{overIPv6, "", "x: 14 steps, all allowed; only with "},
		{overIPv6, "# policies: family=ipv6\n", "x: 14 steps, all allowed; with family=ipv6; only with "},
		{overIPv6, "# policies: family=ipv4\n", "x:8: the table does not allow this"},
		{overIPv4, "", "x: 7 steps, all allowed; only with "},
		{overIPv4, "# policies: family=ipv6\n", "x:8: the table does not allow this"},
		{overIPv6[:5], "", "x: 5 steps, all allowed"},
	} {
		r, err := ReadText(strings.NewReader(c.stated+strings.Join(c.lines, "\n")+"\n"), "x")
		if err != nil {
			t.Fatal(err)
		}
		got := told(t, m, r)
		family := map[int]string{len(overIPv6): "family=ipv6", len(overIPv4): "family=ipv4"}[len(c.lines)]
		if !strings.HasPrefix(got, c.want) || strings.Contains(c.want, "all allowed; ") && !strings.Contains(got, family) {
			t.Errorf("%s: %s, want %s", c.stated, got, c.want)
		}
	}
	r, err := ReadText(strings.NewReader("# policies: family=ipx\n< 220 Ready.\n"), "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Replay(m, r); err == nil || !strings.Contains(err.Error(), `family is one of ipv4, ipv6, not "ipx"`) {
		t.Error(err)
	}
}

// A capture shows the family in its packets, and a log in the address of the client: what the other family would be
// answered is not allowed.
func TestFamilyShown(t *testing.T) {
	m := server(t)
	for _, c := range []struct {
		ipv6    bool
		lines   []string
		allowed bool
	}{{true, overIPv6, true}, {false, overIPv6, false}, {true, overIPv4, false}, {false, overIPv4, true}} {
		wire := &cable{t: t, ipv6: c.ipv6}
		wire.dial(40000, 21).says(c.lines...)
		all, err := ReadCapture(bytes.NewReader(wire.pcap()), "x")
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		if got := told(t, m, all[0]); strings.Contains(got, "all allowed") != c.allowed || strings.Contains(got, "family=") {
			t.Errorf("captured, IPv6 %t: %s", c.ipv6, got)
		}
	}
	for peer, allowed := range map[string]bool{"[::1]:49536": true, "127.0.0.1:49536": false, "[::ffff:127.0.0.1]:49536": false} {
		const session = " session=1\n"
		all, err := ReadLog(strings.NewReader("level=INFO msg=connected peer="+peer+session+
			"level=DEBUG msg=command command=\"USER u\" result=need-password"+session+"level=INFO msg=login user=u"+session+
			"level=DEBUG msg=command command=PASV result=ipv6"+session), "x")
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		if got := told(t, m, all[0]); strings.Contains(got, "all allowed") != allowed {
			t.Errorf("logged, from %s: %s", peer, got)
		}
	}
}
