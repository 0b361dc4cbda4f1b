package diff

import (
	"slices"
	"testing"
)

// behindChanges are edits that no dialogue shows, or not all of it; the word that they come to, and what is declared.
var behindChanges = []struct {
	name     string
	edits    []string
	word     string
	declared []string
}{
	{"a secret is a text", []string{"optional secret", "optional text", "  secret:   {go: string, parse: argument.ParseSecret, syntax: \"<password>\"}\n", ""}, "altered",
		[]string{"+ argument password of PASS: string by argument.ParseText, optional", "- argument password of PASS: string by argument.ParseSecret, a secret, optional"}},
	{"a secret is shown", []string{"  text:     {go: string, parse: argument.ParseText", "  text:     {go: string, secret: true, parse: argument.ParseText"}, "altered",
		[]string{"+ argument topic of HELP: string by argument.ParseText, a secret, optional", "- argument topic of HELP: string by argument.ParseText, optional"}},
	{"a path is read by another function", []string{"parse: argument.ParsePath", "parse: argument.ParseAnywhere"}, "altered",
		[]string{"+ argument path of CWD: storage.Path by argument.ParseAnywhere"}},
	{"an argument may be left out", []string{"    arg: {path: path}\n    needs: [logged-in, writable]\n    does: [files.delete]", "    arg: {path: optional path}\n    needs: [logged-in, writable]\n    does: [files.delete]"}, "widened",
		[]string{"+ argument path of DELE: storage.Path by argument.ParsePath, optional"}},
	{"the defaults of a policy are swapped", []string{"tls:   {values: [optional, required]}", "tls:   {values: [required, optional]}"}, "altered",
		[]string{"+ default tls=required", "- default tls=optional"}},
	{"a failure ends elsewhere", []string{"missing: {code: 550, on: [not-exist], text: {en: \"No such file.\"}}\n      failed:  {reply: failed, on: [other]}",
		"missing: {code: 550, text: {en: \"No such file.\"}}\n      failed:  {code: 450, on: [other], text: {en: Later.}}"}, "widened",
		[]string{"+ failure not-exist of RETR ends in 450", "- failure not-exist of RETR ends in 550"}},
	{"an alias", []string{"aliases: [XCWD]", "aliases: [XCWD, CHDIR]"}, "altered", []string{"+ alias CHDIR of CWD"}},
	{"what a state carries", []string{"carries: {pending: {from: path}}", "carries: {pending: {from: name}}", "arg: {from: path}", "arg: {from: name}"}, "altered",
		[]string{"+ carried value from of rename=pending: string", "- argument from of RNFR: storage.Path by argument.ParsePath"}},
	{"what a handler is handed", []string{"interface: fsm.Listener, field: Data", "interface: fsm.Listener, field: Port"}, "altered",
		[]string{"+ interface fsm.Listener of data.listen as Port", "- interface fsm.Listener of data.listen as Data"}},
	{"a permission is covered by another one", []string{"  files.stat:     {permission: list, interface: storage.Statter, else: denied}\n", "  files.stat:     {permission: list, interface: storage.Statter, else: denied}\n  files.tidy:     {under: files.stat, interface: storage.DirRemover}\n", "does: [files.stat]", "does: [files.stat, files.tidy]"}, "altered",
		[]string{"+ capability files.tidy of CWD"}},
	{"an outcome takes more", []string{"    does: [files.delete]\n    replies:\n      ok:     {code: 250,", "    does: [files.delete]\n    replies:\n      ok:     {code: 250, does: [files.rename],"}, "altered",
		[]string{"+ capability files.rename of DELE ok"}},
	{"an invariant is gone", []string{"  login-only-by-pass:    {only-after: {state: {login: in}, commands: [PASS]}}\n", ""}, "same, less is proved",
		[]string{"- invariant login-only-by-pass: login=in only after PASS"}},
	{"a waiver came", []string{"invariants:\n", "waivers:\n  - {check: T20, at: NOOP, why: \"it may\"}\ninvariants:\n"}, "same, less is proved",
		[]string{"+ waiver T20 NOOP: it may"}},
	{"an invariant says more", []string{"regions: [login, rename, data]}", "regions: [login, rename, data, transfer]}"}, "same", nil},
	{"a region lasts longer", []string{"answers: [\"data.*\"], within: user}", "answers: [\"data.*\"], within: dialogue}"}, "widened, less is proved", nil},
	{"a region lasts for something else", []string{"lasts: [transfer, endpoint]", "lasts: [transfer, endpoint, command]"}, "narrowed", []string{"+ lifetime data lasts for command"}},
	{"more may move a region", []string{"moved-by: [RNFR]", "moved-by: [RNFR, \"files.rename\"]"}, "same, less is proved", []string{"+ mover files.rename may move rename"}},
	{"an invariant says less, and a lifetime goes on saying it", []string{"regions: [login, rename, data]}", "regions: [login, rename]}"}, "same", nil},
	{"a budget allows less", []string{"ABOR, HELP, NOOP]}, why", "ABOR, HELP]}, why"}, "same", nil},
	{"a budget allows more", []string{"ABOR, HELP, NOOP]}, why", "ABOR, HELP, NOOP, PASS]}, why"}, "same, less is proved", nil},
	{"a waiver about what came", []string{"  NOOP: {", "  XNOP: {rfc: 959 4.1.3, by: table, replies: {ok: {reply: ok}}, help: {en: \"do nothing\"}}\n  NOOP: {", "invariants:\n", "waivers:\n  - {check: T20, at: XNOP, why: \"it may\"}\ninvariants:\n"}, "widened", nil},
	{"a time-out is gone", []string{"when: {login: [out, named]}, to: {session: closed}, text: {en: \"Login", "when: {login: named}, to: {session: closed}, text: {en: \"Login"}, "widened", nil},
	{"a path is read by the same function, which stood elsewhere", []string{"parse: argument.ParsePath", "parse: fsm.ParsePath"}, "same", nil},
	{"other words", []string{"Logged in.", "Welcome.", "Please log in.", "You are not logged in."}, "same (text)", nil},
}

func TestBehind(t *testing.T) {
	for _, c := range behindChanges {
		t.Run(c.name, func(t *testing.T) {
			r := compare(t, c.edits...)
			if got := r.Word(); got != c.word {
				t.Errorf("%s, want %s\n%s", got, c.word, text(t, r))
			}
			var declared []string
			for _, d := range r.Declared {
				declared = append(declared, d.String())
			}
			for _, want := range c.declared {
				if !slices.Contains(declared, want) {
					t.Errorf("%q is not declared; these are: %q", want, declared)
				}
			}
		})
	}
}

// TestFailures: two outcomes change places; the dialogues are as before.
func TestFailures(t *testing.T) {
	const missing = "missing: {code: 550, on: [not-exist], text: {en: \"No such file.\"}}\n      failed:  {reply: failed, on: [other]}"
	two := "missing: {code: 550, on: [not-exist], text: {en: \"No such file.\"}}\n      failed:  {code: 450, on: [other], text: {en: Later.}}"
	turned := "missing: {code: 550, on: [other], text: {en: \"No such file.\"}}\n      failed:  {code: 450, on: [not-exist], text: {en: Later.}}"
	if r := compareBoth(t, []string{missing, two}, []string{missing, turned}); r.Word() != "altered" || len(r.Findings) > 0 {
		t.Errorf("%s", text(t, r))
	}
}

// TestAlike: where only words differ nothing is walked through, and what strangers can do is told all the same.
func TestAlike(t *testing.T) {
	old, now := compare(t).Old.Spec, compare(t, "Logged in.", "Welcome.", "begin a login", "log in").New.Spec
	if !alike(old, now) {
		t.Error("other words make another protocol")
	}
	if r := compare(t, "Logged in.", "Welcome."); len(r.After) != 7 || !slices.Equal(r.Before, r.After) {
		t.Errorf("before login %q, then %q", r.Before, r.After)
	}
	for _, edit := range [][]string{{"code: 331", "code: 332"}, {renaming, renaming + ", survives: [NOOP]"}} {
		if alike(old, compare(t, edit...).New.Spec) {
			t.Errorf("%q changes only words", edit)
		}
	}
}
