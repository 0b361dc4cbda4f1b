package main

import (
	"path"
	"regexp"
	"strings"
	"testing"
)

// lftp lists by MLSD.
var lftp = clientProgram{
	name: "lftp",
	find: func(t *testing.T) string { return needs(t, "lftp", "apt-get install lftp") },
	ways: map[string]way{
		"EPSV":                 {with: "set ftp:prefer-epsv yes"},
		"PASV":                 {with: "set ftp:prefer-epsv no"},
		"EPRT":                 {cannot: "lftp sends EPRT over IPv6 only"},
		"PORT":                 {with: "set ftp:passive-mode no"},
		"EPSV over IPv6":       {with: "set ftp:passive-mode yes"},
		"EPRT over IPv6":       {cannot: "over the loopback lftp does not bind its data socket, and then sends EPRT |2|::|port|"},
		"TLS":                  {with: lftpTLS},
		"TLS, active":          {with: lftpTLS + "; set ftp:passive-mode no"},
		"TLS, resumed":         {with: lftpTLS},
		"implicit TLS":         {with: lftpTLS + overFTPS},
		"implicit TLS, active": {with: lftpTLS + overFTPS + "; set ftp:passive-mode no"},
	},
	perform: func(v *visitor, steps []clientStep) []string {
		with, scheme := v.with, "ftp://"
		if before, after, implicit := strings.Cut(with, overFTPS); implicit {
			with, scheme = before+after, "ftps://"
		}
		script := []string{"set cmd:fail-exit yes", "set net:max-retries 1", "set xfer:clobber yes", with,
			"open -u alice,pw -p " + v.port() + " " + scheme + v.host(), "cd " + quoted(v.there)}
		for _, s := range steps {
			script = append(script, lftpStep(v, s))
		}
		out := v.run(strings.Join(script, "\n")+"\n", "--norc")
		var told []string
		for _, line := range outputLines(out) {
			told = append(told, lftpEntry(line))
		}
		return told
	},
}

const lftpTLS = "set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:verify-certificate no"

func lftpStep(v *visitor, s clientStep) string {
	a, b := quoted("./"+s.a), quoted("./"+s.b)
	if strings.HasPrefix(s.a, "/") {
		a = quoted(s.a)
	}
	switch s.verb {
	case doPut:
		return "put " + a + " -o " + b
	case doGet:
		return "get " + a + " -o " + b
	case doResumePut:
		return "put -c " + a + " -o " + b
	case doResumeGet:
		return "get -c " + a + " -o " + b
	case doRename:
		return "mv " + a + " " + b
	case doRemove:
		return "rm " + a
	case doMkdir:
		return "mkdir " + a
	case doRmdir:
		return "rmdir " + a
	case doNames:
		return "cd " + a + "\nnlist\ncd " + quoted(v.there)
	default:
		// lftp loses what comes behind the first 256 KiB of a listing in MODE Z, now and then.
		return "set ftp:use-mode-z no\ncd " + a + "\ncls -1 --size --block-size=1 --classify\ncd " + quoted(v.there)
	}
}

// sized is a line of lftp's listing: the size, for files, and the name.
var sized = regexp.MustCompile(`^ *([0-9]*) (.*)$`)

func lftpEntry(line string) string {
	if m := sized.FindStringSubmatch(line); m != nil && strings.HasPrefix(line, " ") {
		return listEntry(m[1] == "", m[1], strings.TrimSuffix(path.Base(m[2]), "/"))
	}
	return line
}

// quoted is a word for lftp and tnftp.
func quoted(word string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(word) + `"`
}
