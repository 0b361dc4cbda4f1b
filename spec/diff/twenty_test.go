package diff

import (
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// small revisions of the small spec, one of each kind that people make, and the word that a reviewer needs to hear. An
// edit is a text and what it becomes.
var twenty = []struct {
	what, word string
	edits      []string
}{
	// words
	{"a reply has another text", "same (text)", []string{"Logged in.", "Welcome."}},
	{"a help line is better", "same (text)", []string{"give the password", "say the password"}},
	{"a reason is told", "same", []string{"quit-always-possible:  {always-possible: QUIT}", "quit-always-possible:  {always-possible: QUIT, why: \"who is here may go\"}"}},
	// more is allowed
	{"a one-shot state survives a command", "widened", []string{renaming, renaming + ", survives: [STAT]"}},
	{"a login is not asked for", "widened", []string{"needs: [logged-in, writable]\n    does: [files.delete]", "needs: [writable]\n    does: [files.delete]"}},
	{"a permission is not asked for", "widened", unasked},
	{"a command came", "widened", []string{"  NOOP:", "  SIZE: {rfc: 3659 4, arg: {path: path}, needs: [logged-in], does: [files.stat], feat: SIZE, help: {en: size}, replies: {size: {code: 213, text: {en: \"1\"}}}}\n  NOOP:"}},
	{"a time-out is gone", "widened", []string{"when: {login: [out, named]}, to: {session: closed}, text: {en: \"Login", "when: {login: named}, to: {session: closed}, text: {en: \"Login"}},
	{"an endpoint survives a login", "widened, less is proved", []string{"answers: [\"data.*\"], within: user}", "answers: [\"data.*\"], within: dialogue}"}},
	// less is allowed
	{"a command forgets more", "narrowed", []string{"answers: [\"data.*\"]", "answers: [\"data.*\", DELE]"}},
	{"an outcome is gone", "narrowed", []string{"      missing: {code: 550, on: [not-exist], text: {en: \"No such directory.\"}}\n      failed:  {reply: failed, on: [other]}\n    help: {en: \"change", "      failed:  {code: 550, on: [not-exist, other], text: {en: \"No.\"}}\n    help: {en: \"change",
		"ok:      {code: 250, sets: [cwd]", "ok:      {code: 250, when: {rename: none}, sets: [cwd]"}},
	{"a time-out came", "narrowed", []string{"when: {login: in, transfer: idle}, to: {session: closed}", "when: {transfer: idle}, to: {session: closed}"}},
	{"an argument is needed", "narrowed", []string{"arg: {topic: optional text}", "arg: {topic: text}"}},
	// both
	{"a reply has another code", "both", []string{"code: 331", "code: 332"}},
	{"a refusal has another code", "both", []string{"code: 530, text: {en: \"Please", "code: 503, text: {en: \"Please"}},
	{"a need is asked for first", "both", []string{"needs: [logged-in, writable]\n    does: [files.delete]", "needs: [secure, logged-in, writable]\n    does: [files.delete]"}},
	// dialogues are the same, and the server is not
	{"a secret is a text", "altered", []string{"optional secret", "optional text", "  secret:   {go: string, parse: argument.ParseSecret, syntax: \"<password>\"}\n", ""}},
	{"a default is another", "altered", []string{"files: {values: [writable, read-only]}", "files: {values: [read-only, writable]}"}},
	{"a path is read otherwise", "altered", []string{"parse: argument.ParsePath", "parse: argument.ParseAnywhere"}},
	{"an alias is gone", "altered", []string{"    aliases: [XCWD]\n", ""}},
	{"a failure is told as another", "altered", later(
		"missing: {code: 550, on: [other], text: {en: \"No such file.\"}}\n      failed:  {code: 450, on: [not-exist], text: {en: Later.}}")},
	{"what a state carries is another type", "altered", []string{"carries: {pending: {from: path}}", "carries: {pending: {from: name}}", "arg: {from: path}", "arg: {from: name}"}},
	{"FEAT promises more", "altered", []string{"  - {line: UTF8, rfc: 2640 3.2}", "  - {line: UTF8, rfc: 2640 3.2}\n  - {line: TVFS, rfc: 3659 6}"}},
	// less is proved
	{"an invariant is gone", "same, less is proved", []string{"  quit-always-possible:  {always-possible: QUIT}\n", ""}},
	{"a budget is larger", "same, less is proved", []string{"ABOR, HELP, NOOP]}, why", "ABOR, HELP, NOOP, PASS]}, why"}},
	{"a waiver came", "same, less is proved", []string{"invariants:\n", "waivers:\n  - {check: T20, at: NOOP, why: \"it may\"}\ninvariants:\n"}},
}

// twoFailures is what RETR says to failures in every revision, so that there are two codes.
const (
	oneFailure  = "missing: {code: 550, on: [not-exist], text: {en: \"No such file.\"}}\n      failed:  {reply: failed, on: [other]}"
	twoFailures = "missing: {code: 550, on: [not-exist], text: {en: \"No such file.\"}}\n      failed:  {code: 450, on: [other], text: {en: Later.}}"
)

// later is an edit of what RETR says to failures.
func later(failures string) []string { return []string{oneFailure, failures} }

// overlays of the small spec, compared with their base.
var overlays = []struct{ what, word, text string }{
	{"other words", "same (text)", "change: {commands: {PASS: {change: {in: {text: {en: Welcome.}}}}}}\n"},
	{"a command came", "widened", "commands:\n  XDOW: {rfc: 959 4.1.3, by: table, needs: [logged-in], replies: {ok: {reply: ok}}, help: {en: \"do nothing well\"}}\n"},
	{"a command is not offered", "narrowed", "change: {commands: {DELE: {by: nobody}}}\n"},
	{"a need was added that always holds there", "same", "change: {commands: {RETR: {needs: [secure]}}}\n"},
	{"a need is gone", "widened, less is proved", "change: {commands: {DELE: {drop: {needs: [writable]}}}}\ndrop: {invariants: [nothing-is-changed]}\n" +
		"relaxes:\n  - {what: DELE without the need writable, why: \"so be it\"}\n  - {what: no invariant nothing-is-changed, why: \"so be it\"}\n"},
}

// TestTwenty: each revision gets the right word.
func TestTwenty(t *testing.T) {
	for _, r := range twenty {
		now := r.edits
		if len(now) == 0 || now[0] != oneFailure {
			now = append([]string{oneFailure, twoFailures}, now...)
		}
		old := []string{oneFailure, twoFailures}
		if r.what == "a permission is not asked for" { // the small spec has no capability that could do without one
			old = append(old, asked...)
		}
		report := compareBoth(t, old, now)
		if got := report.Word(); got != r.word {
			t.Errorf("%s: %s, want %s\n%s", r.what, got, r.word, text(t, report))
		}
	}
	for _, o := range overlays {
		data := "extends: ../internal/small/small.yaml\n" + o.text
		s, err := decode.Resolve(filepath.Join(".", "site.yaml"), []byte(data))
		if err != nil {
			t.Errorf("%s: %v", o.what, err)
			continue
		}
		r := Compare(Revision{Name: "base", Spec: small.Spec(t)}, Revision{Name: "site.yaml", Spec: s})
		if got := r.Word(); got != o.word {
			t.Errorf("overlay, %s: %s, want %s\n%s", o.what, got, o.word, text(t, r))
		}
	}
}
