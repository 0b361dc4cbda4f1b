package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

const (
	noExtended = "over IPv4 ftplib uses PASV and PORT only"
	noImplicit = "ftplib has no implicit TLS"
)

// ftplib is Python's, driven by testdata/ftplib_client.py. It lists by MLSD.
var ftplib = clientProgram{
	name: "ftplib",
	find: func(t *testing.T) string {
		v := &visitor{t: t, program: needs(t, "python3", "apt-get install python3"), here: t.TempDir()}
		return v.run("", "-c", "import sys; print(sys.executable, end='')") // what a wrapper would look up each time
	},
	ways: map[string]way{
		"EPSV":                 {cannot: noExtended},
		"PASV":                 {with: passive},
		"EPRT":                 {cannot: noExtended},
		"PORT":                 {with: active},
		"EPSV over IPv6":       {with: passive},
		"EPRT over IPv6":       {with: active},
		"TLS":                  {with: passive + overTLSWord},
		"TLS, active":          {with: active + overTLSWord},
		"TLS, resumed":         {cannot: "ftplib does not resume the session of the control connection"},
		"implicit TLS":         {cannot: noImplicit},
		"implicit TLS, active": {cannot: noImplicit},
	},
	perform: func(v *visitor, steps []clientStep) (told []string) {
		v.t.Helper()
		script, err := filepath.Abs("testdata/ftplib_client.py")
		if err != nil {
			v.t.Fatal(err)
		}
		var todo [][3]string
		for _, s := range steps {
			todo = append(todo, [3]string{s.verb.String(), s.a, s.b})
		}
		job, err := json.Marshal(map[string]any{"host": v.host(), "port": v.port(), "passive": strings.HasPrefix(v.with, passive),
			"tls": strings.HasSuffix(v.with, overTLSWord), "there": v.there, "steps": todo})
		if err != nil {
			v.t.Fatal(err)
		}
		out := v.run(string(job), "-I", script)
		if err := json.Unmarshal([]byte(out), &told); err != nil {
			v.t.Fatalf("%v: %q", err, out)
		}
		return told
	},
}

const (
	passive = "passive"
	active  = "active"

	overTLSWord = " TLS"
)
