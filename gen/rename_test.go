package gen

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/mention"
)

// renamedSpec is the small spec of the decoder's tests with other names.
func renamedSpec(t *testing.T, oldNew ...string) *spec.Spec {
	t.Helper()
	data, err := os.ReadFile("../spec/decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode.Text("base.yaml", []byte(strings.NewReplacer(oldNew...).Replace(string(data))))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const handlerBefore = `package commands

import "github.com/portolan-ftp/portolan/commands/ftp"

// Rnto renames.
func (h *Standard) Rnto(ctx context.Context, r ftp.RntoRequest) ftp.RntoReply {
	Pending := r.From // no field: r.From
	other.From = Pending
	if r.Session.State(ftp.RegionRename) == ftp.RenamePending {
		return ftp.RntoOk(r.From)
	}
	return ftp.RntoOk(r.To)
}
`

// TestRename: an outcome, a state, a region, a carried value and a command have other names in the handlers, and what
// is called like them and is something else has not.
func TestRename(t *testing.T) {
	before := renamedSpec(t)
	for name, c := range map[string]struct{ spec, file []string }{
		"outcome": {[]string{`replies: {ok: {code: 250, text: {en: "{from}`, `replies: {done: {code: 250, text: {en: "{from}`},
			[]string{"ftp.RntoOk(", "ftp.RntoDone("}},
		"state":  {[]string{"[none, pending]", "[none, waiting]", "carries: {pending:", "carries: {waiting:", "{rename: pending}", "{rename: waiting}"}, []string{"ftp.RenamePending", "ftp.RenameWaiting"}},
		"region": {[]string{"rename:   {states", "moving:   {states", "{rename: pending}", "{moving: pending}", "with: [rename]", "with: [moving]", "regions: [rename]", "regions: [moving]"}, []string{"ftp.RegionRename", "ftp.RegionMoving", "ftp.RenamePending", "ftp.MovingPending"}},
		"value":  {[]string{"{from: path}", "{source: path}", "{from}", "{source}"}, []string{"Pending := r.From", "Pending := r.Source", "RntoOk(r.From)", "RntoOk(r.Source)"}},
		"command": {[]string{"RNTO", "RNAS"}, []string{"Rnto renames", "Rnas renames", ") Rnto(", ") Rnas(", "ftp.RntoRequest", "ftp.RnasRequest", "ftp.RntoReply", "ftp.RnasReply",
			"ftp.RntoOk", "ftp.RnasOk"}},
		"nothing": {},
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "rnto.go")
		if err := os.WriteFile(file, []byte(handlerBefore), 0o644); err != nil {
			t.Fatal(err)
		}
		changed, err := Rename(before, renamedSpec(t, c.spec...), Options{}, dir)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := strings.NewReplacer(c.file...).Replace(handlerBefore); string(changed[file]) != want && (changed != nil || c.file != nil) {
			t.Errorf("%s:\n%s\nwant\n%s", name, changed[file], want)
		}
	}
	more := renamedSpec(t, `replies: {ok: {code: 250, text: {en: "{from}`, `replies: {taken: {code: 553, text: {en: "Taken.", zh: "已有。"}}, ok: {code: 250, text: {en: "{from}`)
	if _, err := Rename(before, more, Options{}, t.TempDir()); err == nil {
		t.Error("another spec is taken for the same with other names")
	}
}

// TestSymbols: what is generated leads back to what it is made from.
func TestSymbols(t *testing.T) {
	symbols, err := Symbols(renamedSpec(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]mention.Mention{
		"Retr": {Topic: mention.TopicCommand, Name: "RETR"}, "RetrRequest": {Topic: mention.TopicCommand, Name: "RETR"},
		"RetrReply": {Topic: mention.TopicCommand, Name: "RETR"}, "RetrError": {Topic: mention.TopicCommand, Name: "RETR"},
		"RetrMissing": {Topic: mention.TopicOutcome, Of: "RETR", Name: "missing"}, "RetrDone": {Topic: mention.TopicOutcome, Of: "RETR", Name: "opening.done"},
		"StatPathOk": {Topic: mention.TopicOutcome, Of: "STAT path", Name: "ok"}, "RegionRename": {Topic: mention.TopicRegion, Name: "rename"},
		"RenamePending": {Topic: mention.TopicState, Of: "rename", Name: "pending"},
	} {
		if symbols[name] != want {
			t.Errorf("%s is %+v, want %+v", name, symbols[name], want)
		}
	}
}
