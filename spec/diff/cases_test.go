package diff

import (
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// Edits of the small spec that several cases use.
const (
	ccc      = "  NOOP: {rfc: 959 4.1.3, by: table, replies: {ok: {reply: ok}}"
	withCCC  = "  CCC: {rfc: 4217 6, by: table, needs: [logged-in], replies: {ok: {reply: ok, to: {control: clear}}}, help: {en: leave TLS}}\n" + ccc
	control  = "moved-by: [AUTH TLS, implicit]"
	byCCC    = "moved-by: [AUTH TLS, implicit, CCC]"
	retr     = "needs: [logged-in, endpoint]"
	optional = "arg: {topic: optional text}"
	dele     = "    does: [files.delete]\n"
)

// A capability that no interface of files stands behind, with a permission and without.
var (
	asked = []string{"files.delete:   {permission: delete, interface: storage.Deleter, else: denied}", "notes.delete: {permission: delete, else: denied}",
		"[files.delete]", "[notes.delete]", "[files.delete, files.rename]", "[notes.delete, files.rename]"}
	unasked = append(slices.Clone(asked), "{permission: delete, else: denied}", "{why: none}")
)

// changes are edits of both revisions, and the titles of what is found.
var changes = []struct {
	name     string
	old, now []string
	verdict  Verdict
	titles   []string
}{
	{"a command leaves TLS's protection",
		[]string{control, byCCC, ccc, withCCC, retr, "needs: [logged-in, {name: tls, when: {control: tls}, else: {code: 522, text: {en: TLS}}}, endpoint]"},
		[]string{control, byCCC, ccc, withCCC},
		Widened, []string{"new, in the clear: RETR answers 150, 550", "another refusal: RETR answers 425"}},
	{"an argument is needed now", nil, []string{optional, "arg: {topic: text}"},
		Narrowed, []string{"lost, before login: HELP answers 214"}},
	{"an argument may be left out", []string{optional, "arg: {topic: text}"}, nil,
		Widened, []string{"new, before login: HELP answers 214"}},
	{"answered during a transfer", nil, []string{"HELP:\n    rfc: 959 4.1.3\n", "HELP:\n    rfc: 959 4.1.3\n    during: now\n"},
		Both, []string{"lost, before login: HELP answers 214", "new: HELP answers 214"}},
	{"a permission is not asked for", asked, unasked,
		Widened, []string{"new, destructive: DELE without permission delete"}},
	{"a permission is asked for", unasked, asked,
		Narrowed, []string{"lost, destructive: DELE without permission delete"}},
	{"an outcome that looks like another", nil, []string{"rejected: {code: 530", "guest: {code: 230, to: {login: in}, sets: [cwd], text: {en: Hello.}}\n      rejected: {code: 530"},
		Same, nil},
	{"an outcome that looks like another and does not log in", nil, []string{"rejected: {code: 530", "later: {code: 230, text: {en: Wait.}}\n      rejected: {code: 530"},
		Both, []string{"new, before login: PASS answers 230, 530", "new: login-timeout answers 421", "another refusal: DELE, RETR, RNFR, RNTO answers 530"}},
	{"the greeting's code", nil, []string{"code: 220", "code: 230"},
		Both, []string{"new, before login: connected answers 230", "lost, before login: connected answers 220"}},
	{"a transfer ends in another way", nil, []string{"done:  {code: 226", "done:  {code: 250"},
		Both, []string{"new: RETR end answers 250", "lost: RETR end answers 226"}},
	{"a time-out is gone", nil, []string{"when: {transfer: idle}, to: {session: closed}, text: {en: \"Idle", "when: {login: in, transfer: idle}, to: {session: closed}, text: {en: \"Idle"},
		Widened, []string{"lost: idle-timeout answers 421"}},
	{"no TLS without being asked for", nil, []string{"implicit:      {rfc: 4217 3, when: {control: clear}", "implicit:      {rfc: 4217 3, when: {control: clear, login: in}"},
		Narrowed, []string{"lost: implicit"}},
	{"outcomes have other names", nil, []string{"need-password:", "known:", "done:  {code: 226", "sent: {code: 226"},
		Same, nil},
	{"a handler is given something else",
		[]string{retr, retr + "\n    with: [rename]"},
		[]string{retr, retr + "\n    with: [rename]", renaming, renaming + ", survives: [RETR, NOOP]"},
		Both, []string{"new, destructive: RNTO answers 250, 550", "new: RETR answers 150", "lost: RETR answers 150"}},
	{"a region has another name", nil, []string{"control", "channel"},
		Same, nil},
	{"an endpoint survives a login", nil, []string{"answers: [\"data.*\"], within: user}", "answers: [\"data.*\"], within: dialogue}"},
		Widened, []string{"new: RETR answers 150, 550"}},
}

func TestChanges(t *testing.T) {
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			r := compareBoth(t, c.old, c.now)
			var titles []string
			for i := range r.Findings {
				titles = append(titles, r.Findings[i].Title())
			}
			if r.Verdict != c.verdict || !slices.Equal(titles, c.titles) {
				t.Errorf("%s: %q, want %s: %q\n%s", r.Verdict, titles, c.verdict, c.titles, text(t, r))
			}
		})
	}
}

// Each comparison turned around finds the same things, lost for new.
func TestTurnedAround(t *testing.T) {
	opposite := map[Verdict]Verdict{Same: Same, Both: Both, Narrowed: Widened, Widened: Narrowed}
	for _, c := range changes {
		if got := compareBoth(t, c.now, c.old).Verdict; got != opposite[c.verdict] {
			t.Errorf("%s, turned around: %s", c.name, got)
		}
	}
}

// An answer of the old revision that the witness names is really one: the same dialogue without its last step leads
// to it.
func TestInstead(t *testing.T) {
	r := compare(t, renaming, renaming+", survives: [NOOP, STAT]")
	for _, f := range r.Findings {
		if strings.Join(f.Instead, "|") != "503 Send RNFR just before." {
			t.Errorf("%s: instead %q", f.Title(), f.Instead)
		}
	}
}

// Policies that only one revision has.
func TestPolicies(t *testing.T) {
	const policy, gone = "  files: {values: [writable, read-only]}\n", ""
	unused := []string{"[logged-in, writable", "[logged-in", "  writable:  {unless: {policy.files: read-only}, else: {code: 550, text: {en: \"This server is read-only.\"}}}\n", "",
		"  nothing-is-changed:    {never: {does: [files.delete, files.rename], when: {policy.files: read-only}}}\n", "", policy, gone}
	without := compareBoth(t, nil, unused)
	if got := without.Word(); got != "widened, less is proved" {
		t.Errorf("a switch is gone: %s\n%s", got, text(t, without))
	}
	small.Golden(t, "policy-removed.txt", text(t, without))
	added := compareBoth(t, unused, nil)
	if got := added.Word(); got != "same" {
		t.Errorf("a switch came, and takes nothing from who leaves it alone: %s\n%s", got, text(t, added))
	}
	more := compare(t, "files: {values: [writable, read-only]}", "files: {values: [writable, read-only, careful]}")
	if got := more.Word(); got != "same" {
		t.Errorf("a value came that changes nothing: %s", got)
	}
}
