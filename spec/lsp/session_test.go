package lsp

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// count is the command of the README's walk-through, with three mistakes in it: a need that there is not, a text in one
// language alone, and, once these are mended, files without a login.
const countCommand = `commands:
  SITE COUNT:
    rfc: 959 4.1.3
    arg: {path: path}
    needs: [loged-in]
    does: [files.list]
    replies:
      count:   {code: 200, text: {en: "{number:int64} files."}}
      refused: {code: 550, on: [other], text: {en: "Not a directory that can be read.", zh: "不是可读的目录。"}}
    help: {en: "tell how many files are in a directory", zh: "显示目录中的文件数"}
`

// TestSession types the README's command with three mistakes, looks at what is shown of each, and has each mended.
func TestSession(t *testing.T) {
	testcost.Long(t)
	t.Parallel()
	dir := copySpec(t)
	site := filepath.Join(dir, "chapters", "site.yaml")
	e := open(t, Options{Audit: audited})
	defer e.close()
	e.edit(site)
	e.clean(site)
	e.replace(site, "\ncommands:\n", "\n"+countCommand)

	// The decoder tells the first at its word; what else is wrong with the command it says when that is mended.
	d := e.shows(site, `unknown need "loged-in"; did you mean "logged-in"?`)
	if d.Source != fromDecoder || d.Range.End.Character-d.Range.Start.Character != len("loged-in") {
		t.Errorf("%+v", d)
	}
	e.act(site, d, `Write "logged-in"`)
	d = e.shows(site, `text lacks the language "zh"`)
	e.act(site, d, `Add the language "zh", with the words to translate`)
	if want := `text: {en: "{number:int64} files.", zh: "{number:int64} files."}}`; !strings.Contains(e.texts[site], want) {
		t.Errorf("%q is missing", want)
	}
	e.until(site, "T34: the same words", func(all []protocol.Diagnostic) bool { return len(all) == 0 || find(all, "zh") >= 0 })
	e.replace(site, `zh: "{number:int64} files."`, `zh: "{number:int64} 个文件。"`)
	e.clean(site)

	// Without the login the audit tells it when typing rests, with the dialogue.
	e.replace(site, "    needs: [logged-in]\n    does: [files.list]\n    replies:\n      count:", "    does: [files.list]\n    replies:\n      count:")
	d = e.shows(site, "SITE COUNT does files.list before login")
	if d.Code != "P08" || d.Source != fromAudit || d.Severity != protocol.SeverityError {
		t.Errorf("%+v", d)
	}
	var dialogue []string
	for _, r := range d.RelatedInformation {
		dialogue = append(dialogue, r.Message)
	}
	want := "S: 220 Service ready.|C: SITE COUNT <path>  S: 200 {number:int64} files."
	if got := strings.Join(dialogue, "|"); !strings.HasPrefix(got, want) {
		t.Errorf("the dialogue is %s, want %s", got, want)
	}
	e.act(site, d, `Add the need "logged-in"`)
	e.clean(site)
	if !strings.Contains(e.texts[site], "    arg: {path: path}\n    needs: [logged-in]\n    does: [files.list]\n") {
		t.Errorf("the need is not where needs stand:\n%s", e.texts[site][:600])
	}

	// A command that no document knows, and what it remembers for too long.
	e.replace(site, "\ncommands:\n", "\n"+lockCommand)
	d = e.shows(site, "no document defines the command XLOCK")
	e.act(site, d, "Say why it is so, in extensions")
	e.shows(site, "is empty, or has blanks around it")
	e.replace(site, `XLOCK: ""`, `XLOCK: "two people work on one file"`)
	login := filepath.Join(dir, "chapters", "login.yaml")
	d = e.shows(login, "USER leaves lock=held of the old user")
	e.act(login, d, "Write lasts: user")
	e.clean(site)
	e.clean(login)
}

// lockCommand remembers something, and nothing ends it.
const lockCommand = `regions:
  lock: {states: [none, held], lasts: session, moved-by: [XLOCK]}
commands:
  XLOCK:
    rfc: 959 4.1.3
    needs: [logged-in, {name: free, when: {lock: none}, else: {code: 503, text: {en: "One is locked already.", zh: "已锁定一个文件。"}}}]
    replies: {locked: {code: 250, to: {lock: held}, text: {en: "Locked.", zh: "已锁定。"}}}
    help: {en: "lock a file", zh: "锁定文件"}
`
