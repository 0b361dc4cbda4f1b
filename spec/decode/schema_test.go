package decode

import (
	"bytes"
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// schemas are the compiled schemas by the names of their files.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	compiled := map[string]*jsonschema.Schema{}
	c := jsonschema.NewCompiler()
	for name, text := range grammar.Schemas() {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err == nil {
			err = c.AddResource(name, doc)
		}
		if err == nil {
			compiled[name], err = c.Compile(name)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return compiled
}

// valid is what a schema has against a text.
func valid(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	var doc any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

// schemaLine is the line by which a file tells editors its schema.
var schemaLine = regexp.MustCompile(`^# yaml-language-server: \$schema=(\S+)\n`)

// TestSchemaAcceptsSpecs: each file of a spec names a schema in its first line, which is there and takes the file.
func TestSchemaAcceptsSpecs(t *testing.T) {
	compiled := schemas(t)
	book, err := syntax.Open("../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := book.Files
	for _, name := range []string{"../../gen/testdata/overlay/motd/site.yaml", "../../gen/testdata/overlay/cases/site.yaml"} {
		files = append(files, file(t, name))
	}
	used := map[string]bool{}
	for _, f := range files {
		found := schemaLine.FindSubmatch(f.Data)
		if found == nil {
			t.Errorf("%s names no schema in its first line", f.Name)
			continue
		}
		at := filepath.Join(filepath.Dir(f.Name), string(found[1]))
		s := compiled[filepath.Base(at)]
		if dir := filepath.Dir(at); dir != ".." && dir != "../../spec" {
			s = nil
		}
		if s == nil {
			t.Errorf("%s names the schema %s, which there is not", f.Name, at)
			continue
		}
		used[filepath.Base(at)] = true
		if err := valid(t, s, f.Data); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	if len(used) != len(compiled) {
		t.Errorf("only %v are used", used)
	}
	for _, name := range []string{"testdata/base.yaml", "testdata/every.yaml"} {
		if err := valid(t, compiled["ftp.schema.json"], file(t, name).Data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := valid(t, compiled["overlay.schema.json"], file(t, everyOverlay).Data); err != nil {
		t.Errorf("%s: %v", everyOverlay, err)
	}
}

// TestSchemaRefuses: the schemas are no mere form: what can be known to be wrong, they refuse, and say where.
func TestSchemaRefuses(t *testing.T) {
	compiled := schemas(t)
	whole, every := base(t), string(file(t, everyOverlay).Data)
	for _, test := range []struct{ schema, text, old, changed, at string }{
		{"ftp", whole, "during: now", "durign: now", "commands/ABOR"},
		{"ftp", whole, "during: now", "during: soon", "commands/ABOR/during"},
		{"ftp", whole, "aliases: [TYPE A N]", "aliases: [type a n]", "commands/TYPE A/aliases/0"},
		{"ftp", whole, "aliases: [TYPE A N]", "aliases: []", "commands/TYPE A/aliases"},
		{"ftp", whole, "aliases: [TYPE A N]", "aliases: [A, A]", "commands/TYPE A/aliases"},
		{"ftp", whole, "    rfc: 959 4.1.3\n    by: table", "    by: table", "commands/ABOR"},
		{"ftp", whole, "{code: 221,", "{code: bye,", "commands/QUIT/replies/bye/code"},
		{"ftp", whole, "{always-possible: QUIT}", "{why: none}", "invariants/quit"},
		{"ftp", whole, "else: denied}\n  files.rename", "else: Denied}\n  files.rename", "capabilities/files.read/else"},
		{"ftp", whole, "protocol: tiny\n", "", ""},
		{"ftp", "protocol: tiny\nlanguages: [en]\nchapters: [a.yaml]\n", "a.yaml", "../a.yaml", "chapters/0"},
		{"ftp", "protocol: tiny\nlanguages: [en]\nchapters: [a.yaml]\n", "chapters: [a.yaml]\n", "", ""},
		{"chapter", "sets: {a: [RETR]}\n", "sets", "languages: [en]\nsets", ""},
		{"chapter", "commands: {NOOP: {rfc: 959, replies: {ok: 200 -> a.b}}}\n", "a.b", "a", "commands/NOOP/replies/ok"},
		{"texts", "texts: {en: {commands: {NOOP: {ok: Done.}}}}\n", "NOOP", "noop", "texts/en/commands"},
		{"texts", "texts: {en: {commands: {NOOP: {ok: Done.}}}}\n", "texts", "sets: {a: [RETR]}\ntexts", ""},
		{"overlay", every, "extends: ./base.yaml\n", "", ""},
		{"overlay", every, "extends: ./base.yaml", "extends: /base.yaml", "extends"},
		{"overlay", every, "drop: {survives: [TYPE]}", "drop: {survivors: [TYPE]}", "change/regions/rename/drop"},
		{"overlay", every, "{what: rename survives QUIT, why: \"it has to be\"}", "{what: rename survives QUIT}", "relaxes/0"},
		{"overlay", "extends: ./ftp.yaml\nchange: {commands: {RETR: {by: nobody}}}\n", "nobody", "table", "change/commands/RETR/by"},
	} {
		s := compiled[test.schema+".schema.json"]
		if strings.Count(test.text, test.old) == 0 {
			t.Fatalf("the text has no %q", test.old)
		}
		if err := valid(t, s, []byte(test.text)); err != nil && test.text != whole {
			t.Errorf("%s: %v", test.text, err)
		}
		err := valid(t, s, []byte(strings.Replace(test.text, test.old, test.changed, 1)))
		var fault *jsonschema.ValidationError
		if !errors.As(err, &fault) || !slices.Contains(places(fault), test.at) {
			t.Errorf("%q: got %v at %q, want a fault at %q", test.changed, err, places(fault), test.at)
		}
	}
}

// places are where the faults are that nothing within explains.
func places(fault *jsonschema.ValidationError) []string {
	if fault == nil {
		return nil
	}
	all := []string{strings.Join(fault.InstanceLocation, "/")}
	for _, cause := range fault.Causes {
		all = append(all, places(cause)...)
	}
	return all
}

// TestSchemaAllowsShortForms: what the decoder takes, the schemas take: every short form too.
func TestSchemaAllowsShortForms(t *testing.T) {
	s := schemas(t)["ftp.schema.json"]
	for _, edit := range [][2]string{
		{`{code: 331, to: {login: named}, text: {en: "Password for {user}?", zh: "{user} 的密码？"}}`, `{code: 331, text: "Password for {user}?"}`},
		{`{code: 200, to: {type: image}, text: {en: "Image.", zh: "二进制。"}}`, "200 -> type.image"},
		{"missing: {reply: failed, on: [missing]}", "missing: failed"},
		{"missing: {reply: failed, on: [missing]}", "missing: 550"},
		{"{only-after: {state: {login: in}, commands: [PASS]}}", "{only-after: {state: {login: [in]}, commands: PASS}}"},
	} {
		text := base(t)
		if !strings.Contains(text, edit[0]) {
			t.Fatalf("the small spec has no %q", edit[0])
		}
		if err := valid(t, s, []byte(strings.Replace(text, edit[0], edit[1], 1))); err != nil {
			t.Errorf("%s: %v", edit[1], err)
		}
	}
}
