package documents

import (
	"fmt"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
)

// newcomers are commands of somebody who adds to FTP for the first time: no document knows them, and none needs a
// login.
const newcomers = `
commands:
  XPING: {rfc: 959 4.1.3, by: table, needs: [logged-in], feat: XPING, replies: {pong: {code: 200, text: {en: "Pong.", zh: "在。"}}}, help: {en: "answer", zh: "应答"}}
  XTAIL: {rfc: 959 4.1.3, arg: {path: path}, needs: [logged-in, protected, endpoint], does: [files.read], replies: {opening: {code: 150, then: send, text: {en: "The end follows.", zh: "末尾如下。"}, ends: {done: {code: 226, text: {en: "That was it.", zh: "完。"}}, failed: {code: 451, on: [other], text: {en: "Stopped.", zh: "停。"}}}}, missing: {code: 550, on: [other], text: {en: "No such file.", zh: "没有。"}}}, help: {en: "send the end", zh: "末尾"}}
`

// TestNewcomer: commands that no document knows are one finding, with the lines that declare them; with these lines
// there is nothing more to say of the documents.
func TestNewcomer(t *testing.T) {
	found := func(change string) []report.Group {
		var all []check.Finding
		m := check.NewModel(changedSpec(t, change))
		for _, c := range Checks() {
			all = append(all, c.Run(m)...)
		}
		waived := func(f check.Finding) bool {
			return slices.ContainsFunc(m.Spec.Waivers, func(w spec.Waiver) bool { return w.Check == f.Check && w.At == f.At })
		}
		return report.Groups(slices.DeleteFunc(all, waived))
	}
	groups := found(newcomers)
	got := []string{}
	for i := range groups {
		got = append(got, fmt.Sprintf("%s %s (%d)\n%s %t", groups[i].Check, groups[i].At, groups[i].Places(), groups[i].Cure, groups[i].Accepts))
	}
	want := []string{
		"R06 XPING (2)\nextensions:\n  XPING: \"\"\n  XTAIL: \"\" true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if rest := found(newcomers + "extensions: {XPING: \"monitors ask\", XTAIL: \"logs are long\"}\n"); len(rest) > 0 {
		t.Errorf("there is still %s", rest[0].Finding)
	}
}
