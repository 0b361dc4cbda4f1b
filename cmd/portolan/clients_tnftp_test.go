package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const noTLS = "tnftp has no TLS for FTP"

// tnftp is the classic ftp of the BSDs and of Debian. It goes on after a failure, and its exit status says
// nothing, so that the files must tell.
var tnftp = clientProgram{
	name: "tnftp",
	find: func(t *testing.T) string { return needs(t, "tnftp", "apt-get install tnftp") },
	ways: map[string]way{
		"EPSV":                 {with: "-p"},
		"PASV":                 {with: "-p epsv4"},
		"EPRT":                 {with: "-A"},
		"PORT":                 {with: "-A epsv4"},
		"EPSV over IPv6":       {with: "-6 -p"},
		"EPRT over IPv6":       {with: "-6 -A"},
		"TLS":                  {cannot: noTLS},
		"TLS, active":          {cannot: noTLS},
		"TLS, resumed":         {cannot: noTLS},
		"implicit TLS":         {cannot: noTLS},
		"implicit TLS, active": {cannot: noTLS},
	},
	perform: func(v *visitor, steps []clientStep) []string {
		v.t.Helper()
		flags, toggles := splitFlags(v.with)
		script := append(toggles, "glob", "open "+v.host()+" "+v.port(), "user alice pw", "binary", "cd "+escaped(v.there))
		for i, s := range steps {
			script = append(script, tnftpStep(v, s, i)...)
		}
		v.run(strings.Join(script, "\n")+"\n", append(flags, "-n", "-i", "-v")...)
		var told []string
		for i, s := range steps {
			told = append(told, tnftpTold(v, s, i)...)
		}
		return told
	},
}

// splitFlags tells flags from commands.
func splitFlags(with string) (flags, commands []string) {
	all := strings.Fields(with)
	i := slices.IndexFunc(all, func(s string) bool { return s[0] != '-' })
	if i < 0 {
		return all, nil
	}
	return all[:i:i], all[i:]
}

func tnftpStep(v *visitor, s clientStep, i int) []string {
	v.t.Helper()
	a, b := escaped(s.a), escaped(s.b)
	switch s.verb {
	case doPut:
		return []string{"put " + escaped("./"+s.a) + " " + b}
	case doGet:
		return []string{"get " + a + " " + escaped("./"+s.b)}
	case doResumePut:
		return []string{fmt.Sprintf("restart %d", v.remoteSize(s.b)), "put " + a + " " + b}
	case doResumeGet:
		return []string{"reget " + a + " " + b}
	case doAppendTo:
		return []string{"append " + a + " " + b}
	case doRename:
		return []string{"rename " + a + " " + b}
	case doRemove:
		return []string{"delete " + a}
	case doMkdir:
		return []string{"mkdir " + a}
	case doRmdir:
		return []string{"rmdir " + a}
	case doNames:
		return []string{"cd " + a, "nlist . " + tnftpFile(i), "cd " + escaped(v.there)}
	default:
		return []string{"cd " + a, "dir . " + tnftpFile(i), "cd " + escaped(v.there)}
	}
}

// tnftpFile takes what a listing says; its name keeps it out of the comparison.
func tnftpFile(step int) string { return fmt.Sprintf(".told/%d", step) }

// tnftpTold reads it.
func tnftpTold(v *visitor, s clientStep, i int) []string {
	v.t.Helper()
	if s.verb != doNames && s.verb != doList {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(v.here, tnftpFile(i)))
	if err != nil {
		v.t.Fatal(err)
	}
	if s.verb == doNames {
		var told []string
		for _, line := range outputLines(string(text)) {
			told = append(told, strings.TrimPrefix(line, "./"))
		}
		return told
	}
	return longLines(v.t, string(text))
}

// escaped is a word for tnftp, which knows no quotes within quotes.
func escaped(word string) string {
	var b strings.Builder
	for _, c := range []byte(word) {
		if c < utf8.RuneSelf && !('a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9') {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}
