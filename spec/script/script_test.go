package script

import (
	"testing"

	"github.com/portolan-ftp/portolan/spec/decode"
)

// TestRow: what has to come before a row comes before it, and what the handler alone knows stays in braces. That a
// server answers so, TestScripts of package commands shows for every refusal.
func TestRow(t *testing.T) {
	s, err := decode.Load("../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w := New(s)
	const login = "S: 220 Service ready.\nC: USER alice\nS: 331 Password, please.\nC: PASS pw\nS: 230 Logged in.\n"
	for name, want := range map[[2]string]string{
		{"RNTO", "ok"}:         "== RNTO ok\nfile f \"f\"\n" + login + "C: RNFR f\nS: 350 Now RNTO.\nC: RNTO f\nS: 250 Renamed.\n",
		{"DELE", "denied"}:     "== DELE denied\nfile f \"f\"\nS: 220 Service ready.\nC: USER without delete\nS: 331 Password, please.\nC: PASS pw\nS: 230 Logged in.\nC: DELE f\nS: 550 Permission denied.\n",
		{"DELE", "missing"}:    "== DELE missing\n" + login + "C: DELE none\nS: 550 No such file or directory.\n",
		{"MKD", "writable"}:    "== MKD writable\npolicy files read-only\nfile f \"f\"\n" + login + "C: MKD f\nS: 550 This server is read-only.\n",
		{"PASV", "ipv6"}:       "== PASV ipv6\nlisten [::1]:0\n" + login + "C: PASV\nS: 501 PASV is for IPv4; use EPSV.\n",
		{"SIZE", "structured"}: "== SIZE structured\nfile f \"f\"\n" + login + "C: STRU R\nS: 200 Structure is record.\nC: SIZE f\nS: 550 The size is told in STRU F alone.\n",
	} {
		got, err := w.Row(name[0], name[1])
		if err != nil || got != want {
			t.Errorf("%v:\n%s%v\nwant\n%s", name, got, err, want)
		}
	}
	if _, err := w.Row("RNTO", "nothing"); err == nil {
		t.Error("there is a dialogue to a row that there is not")
	}
}
