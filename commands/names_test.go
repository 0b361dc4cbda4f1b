package commands_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// awkward are names that somebody could take for something else: an option, a pattern, a time, a range, a list of
// facts, a reply's line, an answer's end, a name in quotes, the home.
var awkward = []string{
	" lead", "trail ", "two  blanks", " ", "   ", `"`, `""`, `"q"`, `"q`, `a"b`, `a""b`, "213 End.", "213-x", "250 ok", "226", ";", "a;b",
	"size=3; x", "type=dir;", "Modify=20010203040506; x", "-la", "-a -l", "-x", "--", "-- x", "*", "?", "[a]", "a*", "{a,b}",
	"20010203040506 f", "20010203040506", "20010203040506+60 f", "644 f", "f 10 20", "f 1", "UTC", "f UTC", "a -> b", "a, b", "a,b", ", ",
	"~", "~root", "~.", "%2e%2e", `a\b`, `\`, "...", "....", "été", "文件", "\xfe\xfe", "\xc3", "x 0 bytes, 0 bytes", "FILE: x", "A", "I",
	" created.", `" created.`, `x" is the working directory.`,
}

// theirs are the bytes that no name in a command can have (C-CRNUL), and that no name can have at all.
const theirs = "\x00\r\n/"

// namesToTell are the awkward names, and some that have between them every byte that a name can have.
func namesToTell() []string {
	all, name := slices.Clone(awkward), ""
	for b := 1; b < 256; b++ {
		if c := string([]byte{byte(b)}); !strings.Contains(theirs, c) {
			name += c
		}
		if b%16 == 15 {
			all, name = append(all, name), ""
		}
	}
	return all
}

// telling has a server tell a name, in the working directory, where a file (or with dir: a directory that holds such a
// file) has it. It gives back what a client takes from the reply for the name, and of which object below the working
// directory that is.
type telling struct {
	dir   bool
	makes bool // something, beside the object
	ask   func(t *teller, name string) (told, object string)
}

// teller is a client in a directory of the server.
type teller struct {
	*client
	second *client
	r      *rig
	cwd    string
}

// tellings are how each row that carries names comes to tell one.
var tellings = map[string][]telling{
	"CWD ok": {{dir: true, ask: func(t *teller, name string) (string, string) { return inQuotes(t, "250", "CWD "+name), name }}},
	"CDUP ok": {{dir: true, makes: true, ask: func(t *teller, name string) (string, string) {
		t.must("250", "CWD "+name)
		t.must("250", "MKD sub", "CWD sub")
		return inQuotes(t, "250", "CDUP"), name
	}}},
	"PWD ok": {{dir: true, ask: func(t *teller, name string) (string, string) {
		t.must("250", "CWD "+name)
		return inQuotes(t, "257", "PWD"), name
	}}},
	"MKD ok": {{dir: true, makes: true, ask: func(t *teller, name string) (string, string) {
		return inQuotes(t, "257", "MKD "+name+"/new"+name), name + "/new" + name
	}}, {dir: true, makes: true, ask: func(t *teller, name string) (string, string) {
		t.must("250", "CWD "+name)
		return inQuotes(t, "257", "MKD "+name+name), name + "/" + name + name
	}}},
	"STOU opening": {{dir: true, makes: true, ask: func(t *teller, name string) (string, string) {
		t.must("250", "CWD "+name)
		return t.stou(name + name), name + "/" + name + name
	}}, {makes: true, ask: func(t *teller, name string) (string, string) { return t.stou(name), name + ".1" }}},
	"MFMT set": {{ask: func(t *teller, name string) (string, string) {
		return t.cut("MFMT 20010203040506 "+name, `^213 Modify=20010203040506; (.*)$`), name
	}}},
	"MFF set": {{ask: func(t *teller, name string) (string, string) {
		return t.cut("MFF UNIX.mode=0644; "+name, `^213 UNIX.mode=0644; (.*)$`), name
	}}},
	"HASH hashing.done": {{ask: func(t *teller, name string) (string, string) {
		return t.cut("HASH "+name, `^213 SHA-\S+ 0-\d+ [0-9a-f]+ (.*)$`), name
	}}, {ask: func(t *teller, name string) (string, string) {
		return t.cut(`HASH "`+strings.ReplaceAll(name, `"`, `""`)+`"`, `^213 SHA-\S+ 0-\d+ [0-9a-f]+ (.*)$`), name
	}}},
	"MD5 hashing.done": {{ask: func(t *teller, name string) (string, string) {
		return t.cut("MD5 "+name, `^251 (.*) [0-9a-f]{32}$`), name
	}}},
	"MMD5 hashing.done": {{ask: func(t *teller, name string) (string, string) {
		quoted := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		return t.cut("MMD5 "+quoted+", "+quoted, `^252 (.*) [0-9a-f]{32}, .* [0-9a-f]{32}$`), name
	}}},
	"MLST entry": {{ask: func(t *teller, name string) (string, string) {
		return t.cut("MLST "+name, `^250-Facts:\n type=file;[^ ]* (.*)\n250 End.$`), name
	}}, {dir: true, ask: func(t *teller, name string) (string, string) {
		return t.cut("MLST "+name, `^250-Facts:\n type=dir;[^ ]* (.*)\n250 End.$`), name
	}}},
	"STAT path file": {{ask: func(t *teller, name string) (string, string) {
		return t.cut("STAT "+name, `^213-File:\n `+longLine+`\n213 End.$`), name
	}}},
	"STAT path directory": {{dir: true, ask: func(t *teller, name string) (string, string) {
		t.must("250", "CWD "+name)
		return t.cut("STAT -a .", `^212-Directory:\n `+longLine+`\n212 End.$`), name + "/" + name
	}}},
	"STAT status": {{dir: true, ask: func(t *teller, name string) (string, string) {
		t.must("250", "CWD "+name)
		return t.cut("STAT", `^211-Status:\n [^\n]*\n [^\n]*, cwd ([^\n]*)\n`), name
	}}, {ask: func(t *teller, name string) (string, string) {
		return t.during("RETR "+name, t.client, "STAT", `\n RETR (.*) \d+ bytes, \d+ bytes/s\n211 End.$`), name
	}}},
	"SITE WHO sessions": {{ask: func(t *teller, name string) (string, string) {
		return t.during("RETR "+name, t.second, "SITE WHO", `\n +\S+ \d{14} RETR (.*) \d+ bytes, \d+ bytes/s\n`), name
	}}, {makes: true, ask: func(t *teller, name string) (string, string) {
		return t.during("STOU "+name, t.second, "SITE WHO", `\n +\S+ \d{14} STOU (.*) \d+ bytes, \d+ bytes/s\n`), name + ".1"
	}}},
	"LIST opening": {{ask: func(t *teller, name string) (string, string) {
		return t.list("LIST -a", `^`+longLine+`\r\n$`), name
	}}, {ask: func(t *teller, name string) (string, string) {
		return t.list("LIST "+name, `^`+longLine+`\r\n$`), name
	}}, {dir: true, ask: func(t *teller, name string) (string, string) {
		t.must("250", "CWD "+name)
		return t.list("LIST -a .", `^`+longLine+`\r\n$`), name + "/" + name
	}}},
	"NLST opening": {{ask: func(t *teller, name string) (string, string) {
		return t.list("NLST -a", `^(.*)\r\n$`), name
	}}, {ask: func(t *teller, name string) (string, string) {
		return t.list("NLST "+name, `^(.*)\r\n$`), name
	}}, {dir: true, ask: func(t *teller, name string) (string, string) {
		return t.list("NLST -a -- "+name, `^(.*)\r\n$`), name + "/" + name
	}}},
	"MLSD opening": {{ask: func(t *teller, name string) (string, string) {
		return t.list("MLSD", `^type=cdir;.* \.\r\ntype=file;[^ ]* (.*)\r\n$`), name
	}}, {dir: true, ask: func(t *teller, name string) (string, string) {
		t.must("250", "CWD "+name)
		return t.list("MLSD /"+t.cwd+"/"+name, `^type=cdir;.* \.\r\ntype=file;[^ ]* (.*)\r\n$`), name + "/" + name
	}}},
}

// nameless are the rows whose text has a path or a name that is no file's, or whose handler could tell names and does
// not, and why.
var nameless = map[string]string{
	"SMNT mounted": "the directory is always /",
}

// longLine is a line of ls -l, as clients cut it: the name begins one blank behind the date.
const longLine = `[-d][-rwxsStT]{9} +\d+ ftp +ftp +\d+ [A-Z][a-z]{2} [ \d]\d [ \d]\d[:\d]\d\d (.*)`

// TestNamesLeadBack has every row that carries a name tell each of many names, sends back what it told, and sees
// whether that is still the same object. The rows are found in the spec: the ones whose text has a path or a name, or
// that have lines or data from a handler that knows names.
func TestNamesLeadBack(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	r := newRig(t, setup{})
	c := &teller{client: r.login("alice"), second: r.login("alice"), r: r}
	names := namesToTell()
	defer c.in(t)
	for _, row := range rowsWithNames(t) {
		if nameless[row] != "" {
			continue
		}
		if len(tellings[row]) == 0 {
			t.Errorf("%s carries names: add to tellings in names_test.go how it comes to tell one, or to nameless why it tells none", row)
		}
		for i, how := range tellings[row] {
			t.Run(fmt.Sprintf("%s/%d", row, i), func(t *testing.T) { c.in(t).try(how, names) })
		}
	}
}

// in is the client as a part of the test has it.
func (t *teller) in(part *testing.T) *teller {
	t.t, t.second.t, t.r.t = part, part, part
	return t
}

// try has each of the names told, where no telling before has made anything.
func (t *teller) try(how telling, names []string) {
	t.t.Helper()
	place := "files"
	if how.dir {
		place = "directories"
	}
	if how.makes {
		place = strings.ReplaceAll(t.t.Name(), "/", "-")
	}
	for i, name := range names {
		t.cwd = fmt.Sprintf("%s/%d", place, i)
		t.prepare(how.dir, name)
		t.must("250", "CWD /"+t.cwd)
		told, object := how.ask(t, name)
		want := t.r.unique(t.cwd + "/" + object)
		for _, again := range []string{told, undoubled(told)} {
			if got := t.unique(again); got != want {
				t.t.Errorf("%q is told as %q, and %q leads to %s; want %s", name, told, again, got, want)
			}
		}
	}
}

// undoubled is what a client of Telnet makes of a name in a reply; others take it as it is (C-FF).
func undoubled(told string) string { return strings.ReplaceAll(told, "\xff\xff", "\xff") }

// prepare makes the object of a name in the working directory: a file, or a directory with such a file.
func (t *teller) prepare(dir bool, name string) {
	t.t.Helper()
	place := filepath.Join(t.r.dir, t.cwd)
	if dir {
		place = filepath.Join(place, name)
	}
	if _, err := os.Lstat(filepath.Join(place, name)); err == nil {
		return
	}
	must(t.t, os.MkdirAll(place, 0o755))
	must(t.t, os.WriteFile(filepath.Join(place, name), []byte("content"), 0o644))
}

// rowsWithNames are the rows whose replies can carry names of files.
func rowsWithNames(t *testing.T) []string {
	t.Helper()
	s := dialogueWriter(t).Spec()
	var found []string
	for _, row := range s.Rows() {
		carries := (row.Body || row.Then == "send") && knowsNames(s, row.Command)
		for _, v := range row.Values {
			carries = carries || v.Go == "storage.Path" || v.Format == "name"
		}
		if carries {
			found = append(found, row.Command+" "+row.Name)
		}
	}
	return found
}

// knowsNames says whether the handler of a command is given what tells names of files: the entries of directories,
// facts of a file, or the working directory.
func knowsNames(s *spec.Spec, command string) bool {
	c := &s.Commands[slices.IndexFunc(s.Commands, func(c spec.Command) bool { return c.Name == command })]
	return slices.Contains(c.Does, "files.list") || slices.Contains(c.Does, "files.stat") || slices.ContainsFunc(s.Regions, func(r spec.Region) bool {
		return slices.Contains(c.With, r.Name) && slices.ContainsFunc(r.Carries, func(v spec.Carry) bool { return v.Name == s.Roles.Cwd })
	})
}

// unique is the object that a name leads to, as MLST knows it.
func (t *teller) unique(told string) string {
	t.send("MLST " + told)
	reply := t.reply()
	_, fact, _ := strings.Cut(reply, "unique=")
	fact, _, found := strings.Cut(fact, ";")
	if !found {
		return reply
	}
	return fact
}

// unique is what MLST should tell of an object.
func (r *rig) unique(name string) string {
	r.t.Helper()
	info, err := os.Stat(r.dir + "/" + name)
	must(r.t, err)
	st := info.Sys().(*syscall.Stat_t)
	return fmt.Sprintf("%xg%x", st.Dev, st.Ino)
}

// must sends lines that are answered with the code.
func (t *teller) must(code string, lines ...string) {
	t.t.Helper()
	for _, l := range lines {
		t.send(l)
		if reply := t.reply(); !strings.HasPrefix(reply, code[:1]) {
			t.t.Fatalf("%q: got %q; want %s", l, reply, code)
		}
	}
}

// inQuotes sends a line and takes the name in double quotes out of the reply (RFC 959 appendix II).
func inQuotes(t *teller, code, line string) string {
	t.t.Helper()
	return strings.ReplaceAll(t.cut(line, `^`+code+` (?:Directory is now )?"((?:[^"]|"")*)"(?: created\.| is the working directory\.|\.)$`), `""`, `"`)
}

// cut sends a line and takes out of the reply what is in the parentheses of a pattern.
func (t *teller) cut(line, pattern string) string {
	t.t.Helper()
	t.send(line)
	return t.found(t.reply(), pattern)
}

// found is what a text has in the parentheses of a pattern, both taken as bytes.
func (t *teller) found(text, pattern string) string {
	t.t.Helper()
	m := regexp.MustCompile(`(?s)` + pattern).FindStringSubmatchIndex(latin(text))
	if m == nil {
		t.t.Fatalf("got %q; want %s", text, pattern)
	}
	return unlatin(latin(text)[m[2]:m[3]])
}

// latin makes a character of each byte, so that a pattern's dot is a byte.
func latin(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// unlatin takes that back.
func unlatin(s string) string {
	var bytes []byte
	for _, r := range s {
		bytes = append(bytes, byte(r))
	}
	return string(bytes)
}

// list downloads a listing and finds the name in it.
func (t *teller) list(line, pattern string) string {
	t.t.Helper()
	t.pasv()
	t.talk(line, "150 Opening data connection.")
	data := t.download()
	t.expect("226 Transfer complete.")
	return t.found(data, pattern)
}

// stou uploads nothing under a name of its own, and gives the name that it got.
func (t *teller) stou(wish string) string {
	t.t.Helper()
	t.pasv()
	told := t.cut("STOU "+wish, `^150 FILE: (.*)$`)
	t.upload("")
	t.expect("226 Transfer complete.")
	return told
}

// during asks while a transfer waits for its data connection, and ends it.
func (t *teller) during(transfer string, who *client, line, pattern string) string {
	t.t.Helper()
	t.pasv()
	t.must("150", transfer)
	if strings.HasPrefix(transfer, "STOU") {
		_, err := io.WriteString(t.openData(), "some")
		must(t.t, err)
	}
	who.send(line)
	told := t.found(who.reply(), pattern)
	t.upload("")
	t.reply()
	return told
}
