package decode

import (
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// chaptered is the small spec as a book: its commands in two chapters, their texts in files for each language.
func chaptered(t *testing.T) map[string]string {
	t.Helper()
	head, commands, found := strings.Cut(base(t), "commands:\n")
	if !found {
		t.Fatal("the small spec has no commands")
	}
	end := strings.Index(commands, "\nfeatures:")
	commands, tail := commands[:end+1], commands[end+1:]
	cut := strings.Index(commands, "  ABOR:\n")
	return map[string]string{
		"base.yaml":          strings.Replace(head, "protocol: tiny\n", "protocol: tiny\nchapters: [login.yaml, chapters/rest.yaml]\n", 1) + tail,
		"login.yaml":         "# logins\n\ncommands:\n" + commands[:cut],
		"chapters/rest.yaml": "commands:\n" + commands[cut:],
	}
}

// bind binds files that are at hand.
func bind(files map[string]string) (*syntax.Book, error) {
	return syntax.Bind(syntax.File{Name: "base.yaml", Data: []byte(files["base.yaml"])}, func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	})
}

// TestBook: a book means what the one file means, and each thing is where it stands.
func TestBook(t *testing.T) {
	want, err := Text("base.yaml", []byte(base(t)))
	if err != nil {
		t.Fatal(err)
	}
	files := chaptered(t)
	b, err := bind(files)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Book(b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Commands {
		c := &got.Commands[i]
		lines := strings.Split(files[c.Pos.File], "\n")
		if c.Pos.Line > len(lines) || !strings.HasPrefix(lines[c.Pos.Line-1], "  "+c.Name+":") {
			t.Errorf("%s is said to be at %s", c.Name, c.Pos)
		}
	}
	if now, was := stripped(got), stripped(want); !reflect.DeepEqual(now, was) {
		t.Errorf("the book has another model:\n%+v\n%+v", now, was)
	}
	if strings.Join(got.Files, " ") != "base.yaml login.yaml chapters/rest.yaml" {
		t.Errorf("its files are %q", got.Files)
	}
}

// TestBookFaults: what keeps files from being one text, and faults of the whole, are told where they stand.
func TestBookFaults(t *testing.T) {
	for what, edit := range map[string]struct {
		file, old, with, want string
	}{
		"a chapter is missing": {"base.yaml", "[login.yaml,", "[logn.yaml,", `base.yaml:3:12: the chapter cannot be read: file does not exist`},
		"no YAML":              {"login.yaml", "    rfc: 959 4.1.1\n", "    rfc: [959 4.1.1\n", "login.yaml:6:"},
		"no mapping":           {"login.yaml", "", "- commands\n", "login.yaml:1:1: expected a mapping, found a list"},
		"one line and several": {"login.yaml", "commands:\n", "errors: [other]\ncommands:\n", `login.yaml:3:1: "errors" is at base.yaml:`},
		"indented otherwise":   {"chapters/rest.yaml", "", "commands:\n XX:\n  rfc: 959 4.1.1\n", `chapters/rest.yaml:2:1: the entries of "commands" are indented by 2 blanks at login.yaml:3:1, and here by 1`},
		"an anchor twice":      {"chapters/rest.yaml", "", "needs:\n  a: &same {}\n  b: &same {}\n", ""},
		"a command twice":      {"chapters/rest.yaml", "commands:\n", "commands:\n  USER: {}\n", `chapters/rest.yaml:2:3: duplicate key "USER"; the first is at login.yaml:4:3`},
		"an unknown need":      {"chapters/rest.yaml", "during: now", "during: noww", "chapters/rest.yaml:"},
		"chapters of chapters": {"login.yaml", "commands:\n", "chapters: [x.yaml]\ncommands:\n", `login.yaml:3:1: "chapters" stands in the entry, base.yaml, and in no chapter`},
	} {
		t.Run(what, func(t *testing.T) {
			files := chaptered(t)
			if edit.old == "" {
				files[edit.file] = edit.with
			} else {
				if !strings.Contains(files[edit.file], edit.old) {
					t.Fatalf("%s has no %q", edit.file, edit.old)
				}
				files[edit.file] = strings.Replace(files[edit.file], edit.old, edit.with, 1)
			}
			b, err := bind(files)
			if err == nil {
				_, err = Book(b)
			}
			if err == nil || !strings.Contains("\n"+err.Error(), "\n"+edit.want) {
				t.Errorf("got %v, want %s", err, edit.want)
			}
		})
	}
	files := chaptered(t)
	files["login.yaml"] += "needs:\n  a: &same {}\n"
	files["chapters/rest.yaml"] += "needs:\n  b: &same {}\n"
	if _, err := bind(files); err == nil || !strings.Contains(err.Error(), "the anchor &same is at login.yaml:") {
		t.Errorf("an anchor in two files: %v", err)
	}
}

// TestTexts: texts in a section of their own are those of the rows.
func TestTexts(t *testing.T) {
	plain := base(t)
	want, err := Text("base.yaml", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	const inline = `, text: {en: "Bye.", zh: "再见。"}`
	if !strings.Contains(plain, inline) {
		t.Fatal("the small spec says no Bye")
	}
	apart := strings.Replace(plain, inline, "", 1) + "\ntexts:\n  en: {commands: {QUIT: {bye: Bye.}}}\n  zh: {commands: {QUIT: {bye: 再见。}}}\n"
	got, err := Text("base.yaml", []byte(apart))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(stripped(got), stripped(want)) {
		t.Error("texts apart make another model")
	}
	for bad, fault := range map[string]string{
		strings.Replace(apart, "{bye: Bye.}", "{by: Bye.}", 1):                  `there is no row "by" for this text`,
		strings.Replace(apart, "{QUIT: {bye: 再见。}", "{QUITT: {bye: 再见。}", 1):    `unknown command "QUITT"; did you mean "QUIT"?`,
		plain + apart[strings.Index(apart, "\ntexts:"):]:                        `the row has this text already, at base.yaml:`,
		strings.Replace(apart, "  zh: {commands: {QUIT: {bye: 再见。}}}\n", "", 1): `zh`,
	} {
		if _, err := Text("base.yaml", []byte(bad)); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("got %v, want %s", err, fault)
		}
	}
}

// TestSets: a set's name is its commands, once each.
func TestSets(t *testing.T) {
	plain := base(t)
	const survives = "survives: [TYPE]"
	if !strings.Contains(plain, survives) {
		t.Fatal("the small spec has no region that survives TYPE")
	}
	want, err := Text("base.yaml", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	with := strings.Replace(plain, survives, "survives: [types, TYPE]", 1)
	got, err := Text("base.yaml", []byte(with+"sets: {types: [TYPE]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(stripped(got), stripped(want)) {
		t.Error("a set makes another model")
	}
	for text, fault := range map[string]string{
		with:                                    `unknown set "types"`,
		with + "sets: {typs: [TYPE]}\n":         `unknown set "types"; did you mean "typs"?`,
		plain + "sets: {types: [TYPE]}\n":       `nothing uses the set "types"`,
		with + "sets: {types: [TYPE, XNONE]}\n": `unknown command "XNONE"`,
		plain + "chapters: [login.yaml]\n":      "chapters are files of their own; here is one text alone",
	} {
		if _, err := Text("base.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("got %v, want %s", err, fault)
		}
	}
}

// TestTextOfEveryLanguage: a line is the text of every language; with another one there is nothing to add.
func TestTextOfEveryLanguage(t *testing.T) {
	const twice, once = `text: {en: "Bye.", zh: "再见。"}`, `text: "Bye."`
	plain := strings.Replace(base(t), twice, `text: {en: "Bye.", zh: "Bye."}`, 1)
	want, err := Text("base.yaml", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	short := strings.Replace(base(t), twice, once, 1)
	got, err := Text("base.yaml", []byte(short))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(stripped(got), stripped(want)) {
		t.Error("a line for every language makes another model")
	}
	again := short + "texts: {zh: {commands: {QUIT: {bye: 再见。}}}}\n"
	if _, err := Text("base.yaml", []byte(again)); err == nil || !strings.Contains(err.Error(), "the row has this text already") {
		t.Errorf("a text beside one for every language: %v", err)
	}
	wrong := strings.Replace(short, once, `text: "{by} bye."`, 1)
	if _, err := Text("base.yaml", []byte(wrong)); err == nil || !strings.Contains(err.Error(), "nothing gives {by} a value") {
		t.Errorf("a placeholder without a value: %v", err)
	}
}

// TestTwins: rows that are aliases of one anchor share the text that stands for the anchor's, and may have another one.
func TestTwins(t *testing.T) {
	const inline = `later:   {reply: failed, on: [other]}`
	plain := strings.Replace(base(t), inline, `later: {code: 450, on: [other], text: {en: "Later.", zh: "稍后。"}}`, 1)
	want, err := Text("base.yaml", []byte(plain))
	if err != nil || plain == base(t) {
		t.Fatal("the small spec has no such row", err)
	}
	apart := strings.Replace(base(t), inline, `later: {code: 450, on: [other]}`, 1)
	const texts = "texts: {en: {commands: {RETR: {later: Later.}}}, zh: {commands: {RETR: {later: 稍后。}}}}\n"
	got, err := Text("base.yaml", []byte(apart+texts))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(stripped(got), stripped(want)) {
		t.Error("the alias has another text")
	}
	own := apart + strings.Replace(texts, "{later: Later.}", "{later: Later.}, LIST: {later: Listed later.}", 1)
	if got, err = Text("base.yaml", []byte(own)); err != nil {
		t.Fatal(err)
	}
	list := got.Commands[slices.IndexFunc(got.Commands, func(c spec.Command) bool { return c.Name == "LIST" })]
	if text := list.Replies[len(list.Replies)-1].Text; !reflect.DeepEqual(text, spec.Text{"Listed later.", "稍后。"}) {
		t.Errorf("LIST has %q", text)
	}
	if _, err := Text("base.yaml", []byte(apart)); err == nil {
		t.Error("a row without a text is no fault")
	}
}

// TestTextsOfFaultyRows: a row that is not there because of another fault is not told again for its texts.
func TestTextsOfFaultyRows(t *testing.T) {
	text := strings.Replace(base(t), `else: {code: 530, text: {en: "Log in.", zh: "请登录。"}}`, "", 1) +
		"texts: {en: {needs: {logged-in: Log in.}}, zh: {needs: {logged-in: 请登录。}}}\n"
	_, err := Text("base.yaml", []byte(text))
	if err == nil || strings.Contains(err.Error(), "there is no row") {
		t.Errorf("got %v", err)
	}
}

// TestSetsInOverlays: an overlay uses the sets of its base, and what a set stands for can be dropped.
func TestSetsInOverlays(t *testing.T) {
	plain := syntax.File{Name: "base.yaml", Data: []byte(strings.Replace(base(t), "survives: [TYPE]", "survives: [types]", 1) + "sets: {types: [TYPE, RETR]}\n")}
	survives := func(over string) []string {
		s, err := Overlay(syntax.File{Name: "site.yaml", Data: []byte("extends: ./base.yaml\n" + over)}, plain)
		if err != nil {
			t.Fatal(err)
		}
		return s.Region("rename").Survives
	}
	if got := survives("change: {regions: {rename: {drop: {survives: [RETR]}}}}\n"); !reflect.DeepEqual(got, []string{"TYPE A", "TYPE I"}) {
		t.Errorf("after a drop it survives %q", got)
	}
	over := "invariants: {few: {budget: {when: {login: out}, commands: [USER, QUIT, types]}}}\n"
	s, err := Overlay(syntax.File{Name: "site.yaml", Data: []byte("extends: ./base.yaml\n" + over)}, plain)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Invariants[len(s.Invariants)-1].Budget.Commands; len(got) != 4 {
		t.Errorf("the budget has %q", got)
	}
}
