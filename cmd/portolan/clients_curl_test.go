package main

import (
	"net/url"
	"strings"
	"testing"
)

// overFTPS marks ways with implicit TLS.
const overFTPS = "ftps:"

// curl does one thing each time it runs. What it has no option for goes by -Q.
var curl = clientProgram{
	name: "curl",
	find: func(t *testing.T) string { return needs(t, "curl", "apt-get install curl") },
	ways: map[string]way{
		"EPSV":                 {},
		"PASV":                 {with: "--disable-epsv"},
		"EPRT":                 {with: "-P -"},
		"PORT":                 {with: "-P - --disable-eprt"},
		"EPSV over IPv6":       {with: "-6"},
		"EPRT over IPv6":       {with: "-6 -P -"},
		"TLS":                  {with: "--ssl-reqd --insecure"},
		"TLS, active":          {cannot: "curl 7.88 loses data connections over TLS that it accepts"},
		"TLS, resumed":         {with: "--ssl-reqd --insecure"},
		"implicit TLS":         {with: overFTPS + " --insecure"},
		"implicit TLS, active": {cannot: "curl 7.88 loses data connections over TLS that it accepts"},
	},
	perform: func(v *visitor, steps []clientStep) (told []string) {
		for _, s := range steps {
			told = append(told, curlStep(v, s)...)
		}
		return told
	},
}

func curlStep(v *visitor, s clientStep) []string {
	v.t.Helper()
	with, scheme := v.with, "ftp://"
	if rest, implicit := strings.CutPrefix(with, overFTPS); implicit {
		with, scheme = rest, "ftps://"
	}
	there := func(name string) string {
		if strings.HasPrefix(name, "/") {
			return scheme + v.address + "/" + name
		}
		parts := strings.Split(v.there+"/"+name, "/")
		for i, part := range parts {
			parts[i] = url.PathEscape(part)
		}
		return scheme + v.address + strings.Join(parts, "/")
	}
	call := func(args ...string) string {
		v.t.Helper()
		always := append([]string{"--silent", "--show-error", "--globoff", "--user", "alice:pw"}, strings.Fields(with)...)
		return v.run("", append(always, args...)...)
	}
	quote := func(commands ...string) []string { // after logging in, and without a listing
		args := []string{"--head", there("")}
		for _, c := range commands {
			args = append(args, "--quote", c)
		}
		call(args...)
		return nil
	}
	path := v.there + "/" + s.a
	switch s.verb {
	case doPut:
		call("--upload-file", "./"+s.a, there(s.b))
	case doGet:
		call("--output", "./"+s.b, there(s.a))
	case doResumePut:
		call("--continue-at", "-", "--upload-file", s.a, there(s.b))
	case doResumeGet:
		call("--continue-at", "-", "--output", s.b, there(s.a))
	case doAppendTo:
		call("--append", "--upload-file", s.a, there(s.b))
	case doRename:
		return quote("RNFR "+path, "RNTO "+v.there+"/"+s.b)
	case doRemove:
		return quote("DELE " + path)
	case doMkdir:
		return quote("MKD " + path)
	case doRmdir:
		return quote("RMD " + path)
	case doNames:
		return outputLines(call("--list-only", there(s.a)+"/"))
	case doList:
		return longLines(v.t, call(there(s.a)+"/"))
	}
	return nil
}
