package explain

import (
	"errors"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// questions are asked of the small spec; the golden files have the answers.
var questions = map[string]string{
	"rnto":                          "rnto.txt",
	"xcwd":                          "cwd.txt",
	"RETR":                          "retr.txt",
	"acct":                          "acct.txt",
	"stat":                          "stat.txt",
	"QUIT":                          "quit.txt",
	"idle-timeout":                  "idle-timeout.txt",
	"too-many":                      "too-many.txt",
	"login=in  data=none":           "place.txt",
	"transfer=opening,busy":         "transfer.txt",
	"session=closing":               "closing.txt",
	"login=out policy.tls=required": "policy.txt",
	"data=passive":                  "passive.txt",
	"region data":                   "region-data.txt",
	"region rename":                 "region-rename.txt",
	"HELP":                          "help.txt",
}

func TestQuestions(t *testing.T) {
	x := New(small.Spec(t, `end: {en: "End."}}}`+"\n    help: {en: \"list", `end: {en: "End."}, cut: {en: "Not all."}}}`+"\n    help: {en: \"list"))
	for question, golden := range questions {
		var b strings.Builder
		if err := x.Explain(&b, question); err != nil {
			t.Errorf("%s: %v", question, err)
		}
		small.Golden(t, golden, b.String())
	}
}

func TestMistakes(t *testing.T) {
	x := New(small.Spec(t))
	for question, want := range map[string]string{
		"STAT dir":                 `explain: there is no command "STAT dir"; there are STAT, STAT path`,
		"login=inn":                `explain: there is no state of login "inn"; there are out, named, in`,
		"login=":                   `explain: there is no state of login ""; there are out, named, in`,
		"region logn":              `explain: there is no region "logn"; there are session, control, login, rename, data, transfer`,
		"logn=in":                  `explain: there is no region "logn"; there are session, control, login, rename, data, transfer`,
		"policy.file=writable":     `explain: there is no policy "file"; there are tls, files`,
		"login=out rename=pending": "explain: no session gets to login=out rename=pending",
		"SIZE": `explain: there is no command "SIZE"; there are AUTH TLS, USER, PASS, CWD, QUIT, EPSV, RETR, DELE, RNFR, RNTO, ABOR, ` +
			`STAT, STAT path, HELP, ACCT, NOOP`,
	} {
		var b strings.Builder
		err := x.Explain(&b, question)
		if err == nil || err.Error() != want || b.Len() > 0 {
			t.Errorf("%s: %v, wrote %q", question, err, b.String())
		}
	}
	var u *Unreachable
	if err := x.Place(nil, "login=named rename=pending"); !errors.As(err, &u) {
		t.Errorf("a place where nobody gets: %v", err)
	}
}
