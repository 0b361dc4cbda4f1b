package documents

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/standards"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// clauses are what clauses say about our spec, where they hold and where they do not.
var clauses = []struct {
	clause string
	ok     bool
	seen   string
}{
	{"offers USER, XCWD, TYPE L 8", true, "USER, XCWD and TYPE L 8 are offered"},
	{"offers USER, MFCT, NONE", false, "MFCT and NONE are not offered"},
	{"lacks MFCT, NONE", true, "MFCT and NONE are not offered"},
	{"lacks NONE, USER", false, "USER is offered"},
	{"accepts TYPE A N", true, "TYPE A N is accepted"},
	{"accepts TYPE E", true, "TYPE E is accepted"},
	{"accepts TYPE Q", false, "TYPE Q is not accepted"},
	{"accepts RETR", false, "RETR is not accepted"},
	{"accepts FEAT x", false, "FEAT x is not accepted"},
	{"refuses STRU X", true, "STRU X is refused"},
	{"refuses STRU F", false, "STRU F is accepted"},
	{"same XCUP = CDUP", true, "XCUP is CDUP"},
	{"same TYPE A = TYPE I", false, "TYPE A is not TYPE I"},
	{"same NONE = NONE", false, "NONE is not NONE"},
	{"takes RETR: pathname", true, "RETR takes pathname"},
	{"takes STAT: optional pathname", true, "STAT takes optional pathname"},
	{"takes REIN: nothing", true, "REIN takes nothing"},
	{"takes RETR: nothing", false, "RETR takes storage.Path"},
	{"takes STOU: pathname", false, "STOU takes optional pathname"},
	{"takes NONE: pathname", false, "NONE is not offered"},
	{"replies RNFR", true, "the list"},
	{"replies STOR", false, "besides the list STOR 425"},
	{"replies CDUP", true, "the list, and 250 by 959 4.1.1"},
	{"answers RETR, STOR: 150, 4yz", true, "RETR, STOR may answer 150, 4yz"},
	{"answers RETR, STOR: 552", false, "RETR never answers 552"},
	{"never USER: 230", true, "USER never answers 230"},
	{"never USER: 3yz", false, "USER need-password answers 331"},
	{"success PASV: 227", true, "success of PASV is 227"},
	{"success PASV: 229", false, "PASV ok answers 227"},
	{"success NONE: 220", false, "NONE never succeeds"},
	{"failures OPTS: 501", true, "OPTS fails with 501 alone"},
	{"failures RETR: 550", false, "RETR logged-in answers 530"},
	{"fails RETR, DELE: not-exist 550", true, "not-exist is answered 550"},
	{"fails RETR: busy 550", false, "RETR later answers 450 to busy"},
	{"fails NOOP: busy 450", false, "NOOP has no answer to busy"},
	{"classes RNTO: 2 4 5", true, "all replies are of class 2, 4 and 5"},
	{"classes RETR: 2 4 5", false, "RETR opening answers 150"},
	{"same-codes CDUP = CWD", true, "CDUP has the codes of CWD"},
	{"same-codes NONE = NONE", false, "NONE answers [], NONE []"},
	{"syntax FEAT: 501", true, "bad syntax of FEAT is answered 501"},
	{"syntax FEAT: 500", false, "FEAT syntax answers 501"},
	{"syntax NONE: 501", false, "NONE has no answer to bad syntax"},
	{"row ABOR nothing: 226 data=none", true, "ABOR nothing: 226 data=none"},
	{"row ABOR nothing: 226 login=out", false, "ABOR nothing does not lead to login=out"},
	{"row ABOR nothing: 225", false, "ABOR nothing answers 226"},
	{"row ABOR never: 225", false, "there is no row ABOR never"},
	{"event unknown: 500", true, "event unknown answers 500"},
	{"event unknown: 502", false, "event unknown answers 500"},
	{"event nothing: 500", false, "there is no event nothing"},
	{"not-offered 502", true, "what is not offered answers 502"},
	{"not-offered 500", false, "ADAT answers 502"},
	{"known-codes", true, "every code is one that a document defines"},
	{"default TYPE A", true, "a session begins as after TYPE A"},
	{"default STRU F", true, "a session begins as after STRU F"},
	{"default TYPE I", false, "a session begins with type=ascii, and TYPE I leads to image"},
	{"default TYPE E", false, "a session begins with type=ascii, and TYPE E leads to ebcdic"},
	{"default TYPE Q", false, "TYPE Q is not accepted"},
	{"keeps CWD: login, type", true, "CWD keeps login, type"},
	{"keeps NOOP: all", false, "NOOP syntax leads to rename=none"},
	{"resets REIN: all", true, "REIN resets all"},
	{"resets USER: type", false, "USER need-password does not lead to type=ascii"},
	{"resets USER: none", false, "there is no region none"},
	{"moves USER: login=named", false, "USER in does not lead to login=named"},
	{"moves RNFR: rename=pending", true, "RNFR leads to rename=pending"},
	{"moves PASS: login=out", false, "PASS in does not lead to login=out"},
	{"changed setup: EPSV ALL, REIN, AUTH", true, "setup is changed by EPSV ALL, REIN, AUTH alone"},
	{"changed type: TYPE", false, "REIN ready changes type"},
	{"changed none: NONE", false, "there is no region none"},
	{"entered data=active: PORT, EPRT, LPRT", true, "data=active is changed by PORT, EPRT, LPRT alone"},
	{"entered data=none: PORT", false, "dropped changes data=none"},
	{"given restart: STOR, RETR", true, "restart is given to RETR and STOR alone"},
	{"given restart: RETR", false, "restart is given to RETR and STOR"},
	{"order rename", true, `no dialogue breaks the order "rename"`},
	{"order login-pair", false, `PASS in breaks the order "login-pair"`},
	{"order nothing", false, `there is no order "nothing"`},
	{"where login=in type=image data=none policy.tls=off: RETR only 425", true, "where login=in type=image data=none policy.tls=off: RETR only 425"},
	{"where login=in type=image facts=chosen: PWD only 550", false, "PWD ok answers 257 where login=in type=image facts=chosen"},
	{"where login=named type=image facts=chosen: PWD only 530", true, "where login=named type=image facts=chosen: PWD only 530"},
	{"where login=out|in: PASS only 503", true, "where login=out|in: PASS only 503"},
	{"where login=out: PASS, RETR only 503", false, "RETR logged-in answers 530 where login=out"},
	{"where login=away: PASS only 503", false, "no session is ever where login=away"},
	{"where none=x: PASS only 503", false, "there is no none"},
	{"where policy.host=x: PASS only 503", false, "there is no policy.host"},
	{"where login=out: NONE only 503", false, "NONE is not offered"},
	{"passes login=in data=passive restart=at type=image structure=file policy.tls=off: STOR, RETR", true, "where login=in data=passive restart=at type=image structure=file policy.tls=off: nothing that STOR, RETR need is missing"},
	{"passes login=in data=passive restart=at structure=record mode=stream policy.tls=off: RETR", false, "RETR no-record refuses where login=in data=passive restart=at structure=record mode=stream policy.tls=off"},
	{"passes login=in data=passive restart=none: RETR", false, "RETR protected refuses where login=in data=passive restart=none"},
	{"passes login=away: RETR", false, "no session is ever where login=away"},
	{"passes none=x: RETR", false, "there is no none"},
	{"passes login=in: NONE", false, "NONE is not offered"},
	{"free FEAT, AUTH TLS", true, "FEAT, AUTH TLS may come before login"},
	{"free FEAT, RETR", false, "RETR is refused before login"},
	{"free NONE", false, "NONE is not offered"},
	{"during STAT: now", true, "STAT during a transfer: now"},
	{"during NOOP: now", false, "NOOP during a transfer: wait"},
	{"during NONE: now", false, "NONE is not offered"},
	{"answered", true, "every command has an answer everywhere"},
	{"feature REST STREAM", true, "FEAT lists REST STREAM"},
	{"feature RES", false, "FEAT does not list RES"},
	{"unlisted base, hist", true, "FEAT lists no placeholder"},
	{"unlisted base, SIZE", false, "FEAT lists SIZE"},
	{"unique-features", true, "each line of FEAT has a name of its own"},
	{"no-features", false, "FEAT has 37 lines to list"},
	{"announces SIZE, NONE", true, "FEAT lists SIZE"},
	{"announced-only REST", true, "REST is offered as FEAT says"},
	{"short-words", false, "P@SW, XMD5, XSHA1, XSHA256, XSHA512, MD5, MMD5 and XQUOTA are not made of four letters"},
	{"note anything", true, "anything"},
	{"nowhere anything", false, "anything"},
	{"dances", false, `no clause begins with "dances"`},
}

func TestClauses(t *testing.T) {
	testcost.Some(t)
	j, _ := judged(t, changedSpec(t))
	for _, c := range clauses {
		if v := j.clause(c.clause); v.ok != c.ok || v.seen != c.seen {
			t.Errorf("%s: %v, %q; want %v, %q", c.clause, v.ok, v.seen, c.ok, c.seen)
		}
	}
}

// What clauses say about specs that are broken for them.
func TestClausesOfOtherSpecs(t *testing.T) {
	testcost.Long(t)
	for _, c := range []struct{ change, clause, seen string }{
		{"commands: {SIZE: {replies: {failed: {code: 559}}}}", "known-codes", "no document defines 559, the answer of SIZE failed"},
		{"commands: {SIZE: {replies: {failed: {code: 559}}}}", "replies SIZE", "the list, and 530 by 3659 4 and 559 by 3659 4"},
		{"commands: {DELE: {replies: {ok: {code: 200}}}}", "replies *", "no document lists DELE 200"},
		{"commands: {SIZE: {feat: null}}", "announces *", "FEAT does not list SIZE"},
		{"commands: {SIZE: {feat: MDTM 2}}", "unique-features", "FEAT lists MDTM twice"},
		{"features: [{line: THMB, rfc: 3659 6}]", "announced-only THMB", "FEAT lists THMB, which is not offered"},
		{"commands: {STRU F: {replies: {ok: {to: null}}}, STRU R: null, STRU P: null}", "default STRU F", "nothing but STRU F can be chosen"},
		{"commands: {STRU F: {replies: {ok: {to: null}}}, STRU R: null, STRU P: null, STRU: {replies: {unknown: {code: 200}}}}", "default STRU F", "STRU F leads nowhere, and STRU is accepted too"},
		{"commands: {XABCDE: {rfc: 959 4, by: table, replies: {ok: {reply: ok}}, help: {en: x, zh: x}}}", "short-words", "P@SW, XMD5, XSHA1, XSHA256, XSHA512, MD5, MMD5, XQUOTA and XABCDE are not made of four letters"},
	} {
		j, _ := judged(t, changedSpec(t, c.change))
		if v := j.clause(c.clause); v.seen != c.seen {
			t.Errorf("%s: %q, want %q", c.clause, v.seen, c.seen)
		}
	}
}

// Every clause of the data has a verb, and speaks of orders and commands that exist.
func TestDataClausesAreKnown(t *testing.T) {
	book, err := standards.Load()
	if err != nil {
		t.Fatal(err)
	}
	known, used := verbs, map[string]bool{}
	read := func(id string, clauses []string) {
		for _, clause := range clauses {
			word, rest, _ := strings.Cut(clause, " ")
			if _, ok := known[word]; !ok {
				t.Errorf("%s: %q", id, clause)
			}
			used[word] = true
			about, want, _ := strings.Cut(rest, ": ")
			var names []string
			switch word {
			case "order":
				if book.Order(about) == nil {
					t.Errorf("%s: there is no order %q", id, about)
				}
			case "offers", "lacks", "replies", "answers", "never", "success", "failures", "fails", "classes", "syntax", "keeps", "resets", "moves", "free", "during", "announced-only":
				names = items(about)
			case "changed", "entered", "given":
				names = items(want)
			case "where":
				list, _, _ := strings.Cut(want, " only ")
				names = items(list)
			case "passes":
				names = items(want)
			}
			for _, name := range names {
				if c := book.Command(name); c == nil && name != "*" && name != "implicit" {
					t.Errorf("%s: %q speaks of %s", id, clause, name)
				}
			}
		}
	}
	for r := range book.Requirements() {
		read(r.ID, append(slices.Clone(r.If), r.Holds...))
	}
	for _, c := range book.Conflicts {
		read(c.ID, c.If)
	}
	for word := range known {
		if !used[word] {
			t.Errorf("nothing uses the clause %s", word)
		}
	}
}

// The tests that the data name are there: Go tests with their room, dialogues with their file.
func TestNamedTestsExist(t *testing.T) {
	book, err := standards.Load()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	note := func(path, pattern, format string) error {
		text, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
			there[format+string(m[1])] = true
		}
		return err
	}
	err = filepath.WalkDir("../../..", func(path string, d os.DirEntry, err error) error {
		room, _ := filepath.Rel("../../..", filepath.Dir(path))
		switch {
		case err != nil:
			return err
		case strings.HasSuffix(path, "_test.go"):
			return note(path, `(?m)^func (Test\w+)\(`, filepath.ToSlash(room)+".")
		case room == filepath.FromSlash("commands/testdata") && strings.HasSuffix(path, ".txt"):
			return note(path, `(?m)^== (.+)$`, strings.TrimSuffix(d.Name(), ".txt")+": ")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, tests := range book.Tests {
		for _, name := range tests {
			if !there[name] {
				t.Errorf("%s: there is no test %s", id, name)
			}
		}
	}
}
