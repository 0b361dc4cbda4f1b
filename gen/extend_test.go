package gen

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// siteOptions place the package of an overlay that is only in memory.
var siteOptions = Options{SpecPath: "gen/site.yaml", Dir: "gen/site"}

// extended decodes an overlay on the real spec.
func extended(t *testing.T, overlay string) *spec.Spec {
	t.Helper()
	s, err := extend(realSpec(t), overlay)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// extend decodes an overlay on a spec.
func extend(base syntax.File, overlay string) (*spec.Spec, error) {
	return decode.Overlay(syntax.File{Name: "site.yaml", Data: []byte("extends: ./ftp.yaml\nlanguages: [en]\n" + overlay)}, base)
}

// extensions are overlays with the commands that their packages have handlers for: what the base's handlers would
// not notice is left to them.
var extensions = map[string]struct {
	overlay  string
	handled  []string
	fromBase bool // the one command's replies can be made of the base's
	base     bool // and its request the base's
}{
	"nothing": {overlay: "deviations: [{about: X, do: x, why: y}]"},
	"texts":   {overlay: `change: {commands: {DELE: {help: {en: "delete"}, change: {ok: {code: 200, text: {en: "Gone."}, why: "short"}}}}}`},
	"a need": {overlay: `
policies: {vault: {values: [open, shut]}}
needs: {vault: {unless: {policy.vault: shut}, else: {code: 450, text: {en: "Shut."}}}}
change: {commands: {RETR: {needs: [vault], aliases: [XGET]}}}`},
	"not offered": {overlay: `change: {commands: {DELE: {by: nobody}, MKD: {by: nobody}}}`},
	"an outcome": {overlay: `change: {commands: {DELE: {replies: {locked: {code: 550, text: {en: "Locked."}}}}}}`,
		handled: []string{"DELE"}, fromBase: true, base: true},
	"a completion": {overlay: `change: {commands: {STOR: {change: {opening: {ends: {virus: {code: 552, text: {en: "A virus."}}}}}}}}`,
		handled: []string{"STOR"}, fromBase: true, base: true},
	"classes": {overlay: `change: {commands: {DELE: {change: {missing: {on: [not-exist, not-directory]}, not-a-file: {on: [is-directory, invalid-name]}}}}}`,
		handled: []string{"DELE"}, fromBase: true, base: true},
	"another parameter": {overlay: `change: {commands: {SIZE: {change: {size: {text: {en: "{size:text}"}}}}}}`,
		handled: []string{"SIZE"}, base: true},
	"an argument in a text": {overlay: `change: {commands: {DELE: {change: {ok: {text: {en: "{path:quoted} deleted."}}}}}}`,
		handled: []string{"DELE"}, fromBase: true, base: true},
	"a region to look at": {overlay: `change: {commands: {DELE: {with: [type]}}}`,
		handled: []string{"DELE"}, fromBase: true, base: true},
	"a wider capability": {overlay: `
change: {commands: {DELE: {does: [files.stat]}}}
relaxes: [{what: DELE does files.stat, why: "it looks first"}]`,
		handled: []string{"DELE"}, fromBase: true, base: true},
	"another capability": {overlay: `
change: {commands: {RMD: {does: [files.delete], drop: {does: [files.rmdir]}}}}
relaxes: [{what: RMD does files.delete, why: "no difference"}, {what: RMD does no files.rmdir, why: "no difference"}]`,
		handled: []string{"RMD"}, fromBase: true},
	"a need less": {overlay: `
change: {commands: {DELE: {drop: {needs: [writable]}}}}
relaxes: [{what: DELE without the need writable, why: "always"}]`,
		handled: []string{"DELE"}, fromBase: true, base: true},
	"another condition": {overlay: `
change: {needs: {any-setup: {when: {setup: [any, epsv-only]}}}}
relaxes: [{what: need any-setup, why: "old clients"}]`,
		handled: []string{"CPSV", "PORT", "PASV", "EPRT", "LPRT", "LPSV"}},
	"a command": {overlay: `
imports: {own: github.com/portolan-ftp/portolan/gen/own}
types: {own: {go: own.Thing, parse: own.Parse}}
commands: {XOWN: {rfc: 959 4.1.3, arg: {own: own}, replies: {ok: {code: 200, text: {en: "{fsm:text}"}}}, help: {en: "x"}}}`,
		handled: []string{"XOWN"}},
}

// extendedSpecs are the extensions decoded, once for all tests: none changes them.
var extendedSpecs = sync.OnceValues(func() (map[string]*spec.Spec, error) {
	base, err := readSpec()
	if err != nil {
		return nil, err
	}
	all := map[string]*spec.Spec{}
	for name, c := range extensions {
		if all[name], err = extend(base, c.overlay); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
})

// A handler of the base goes on answering as long as it is given the same and answers the same.
func TestWhatAnOverlayHandles(t *testing.T) {
	testcost.Some(t)
	all, err := extendedSpecs()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range extensions {
		if got := handled(t, all[name], siteOptions); !slices.Equal(got, c.handled) {
			t.Errorf("%s: handles %v, want %v", name, got, c.handled)
		}
		if len(c.handled) != 1 {
			continue
		}
		v, err := newView(all[name], siteOptions.withDefaults(all[name]))
		if err != nil {
			t.Fatal(err)
		}
		if h := v.Handlers[0]; h.FromBase != c.fromBase || (h.BaseFields != nil) != c.base {
			t.Errorf("%s: from base %v, base's fields %v", name, h.FromBase, h.BaseFields)
		}
	}
}

// The packages of the overlays compile against the base's package. Whether a command needs a handler or none does,
// Protocol is called in one way: who has one handler less need not change the server.
func TestOverlayPackagesCompile(t *testing.T) {
	testcost.Long(t)
	all, err := extendedSpecs()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"gen/own/own.go": []byte("package own\n\nimport \"github.com/portolan-ftp/portolan/storage\"\n\n" +
			"type Thing struct{}\n\nfunc Parse(string, storage.Path) (t Thing, err error) { return }\n"),
	}
	var dirs []string
	for name, s := range all {
		pkg := "site" + strings.ReplaceAll(name, " ", "")
		dir := "gen/" + pkg
		files[dir+"/called.go"] = []byte("package " + pkg + "\n\nimport (\n\t\"github.com/portolan-ftp/portolan/commands/ftp\"\n" +
			"\t\"github.com/portolan-ftp/portolan/fsm\"\n)\n\nvar _ func(ftp.Handlers, Handlers) fsm.Protocol = Protocol\n")
		for file, content := range unexplored(t, s, Options{Dir: dir, SpecPath: "site.yaml"}) {
			files[file] = content
		}
		dirs = append(dirs, dir)
	}
	for i, p := range load(t, files, dirs...) {
		if got := p.messages(); got != nil {
			t.Errorf("%s: %q", dirs[i], got)
		}
	}
}

// No document is made of an overlay, and what the explorer adds compiles too.
func TestOverlayFiles(t *testing.T) {
	testcost.Some(t)
	files := generate(t, extended(t, extensions["a need"].overlay), siteOptions)
	for file := range files {
		if !strings.HasPrefix(file, "gen/site/") {
			t.Errorf("made %s", file)
		}
	}
	if got := load(t, files, "gen/site")[0].messages(); got != nil {
		t.Errorf("%q", got)
	}
}

// A package that was made from another base than the one that it is built with does not compile.
func TestStaleOverlayDoesNotCompile(t *testing.T) {
	testcost.Some(t)
	s := extended(t, extensions["an outcome"].overlay)
	s.Base.Hash = strings.Repeat("0", len(s.Base.Hash))
	want := []string{"duplicate key false in map literal"}
	if got := load(t, unexplored(t, s, siteOptions), "gen/site")[0].messages(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What the base has keeps its number: commands, regions, states, and carried values, whatever region they ride on.
func TestBaseKeepsItsNumbers(t *testing.T) {
	s := extended(t, `
regions: {note: {states: [none, taken], carries: {taken: {note: text}}, lasts: user, moved-by: [XNOTE]}}
commands:
  XNOTE: {rfc: 959 4.1.3, arg: {note: text}, by: table, with: [note], needs: [logged-in], replies: {ok: {code: 200, to: {note: taken}, text: {en: "{note}"}}}, help: {en: "x"}}
  XHUSH: {rfc: 959 4.1.3, arg: {hush: text}, with: [login], needs: [logged-in], replies: {ok: {code: 200, to: {login: quiet}, text: {en: "Ok."}}}, help: {en: "x"}}
change:
  regions: {login: {states: [quiet], carries: {quiet: {hush: text, user: name}}, moved-by: [XHUSH]}}
relaxes: [{what: login moved by XHUSH, why: "it has a state of its own there"}]
`[1:])
	base, err := newView(decoded(t, specFile), Options{}.withDefaults(s.Base))
	if err != nil {
		t.Fatal(err)
	}
	v, err := newView(s, siteOptions.withDefaults(s))
	if err != nil {
		t.Fatal(err)
	}
	first := func(n int, name func(int) string) (names []string) {
		for i := range n {
			names = append(names, name(i))
		}
		return names
	}
	for what, lists := range map[string][2][]string{
		"slots":    {first(len(base.Slots), func(i int) string { return base.Slots[i].Const }), first(len(base.Slots), func(i int) string { return v.Slots[i].Const })},
		"regions":  {first(len(base.Regions), func(i int) string { return base.Regions[i].Const }), first(len(base.Regions), func(i int) string { return v.Regions[i].Const })},
		"commands": {first(len(base.Commands), func(i int) string { return base.Commands[i].Const }), first(len(base.Commands), func(i int) string { return v.Commands[i].Const })},
	} {
		if !slices.Equal(lists[0], lists[1]) {
			t.Errorf("%s: %v, in the base %v", what, lists[1], lists[0])
		}
	}
	if got, want := v.Slots[len(base.Slots)].Const+" "+v.Slots[len(base.Slots)+1].Const, "SlotHush SlotNote"; got != want {
		t.Errorf("the new carried values are %s, want %s", got, want)
	}
}
