package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const noExtended = "over IPv4 ftplib uses PASV and PORT only"

// ftplib is Python's, driven by testdata/ftplib_client.py, which adds implicit TLS. It lists by MLSD.
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
		"implicit TLS":         {with: passive + overTLSWord + overFTPS},
		"implicit TLS, active": {with: active + overTLSWord + overFTPS},
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
			"tls":      strings.Contains(v.with, overTLSWord),
			"implicit": strings.HasSuffix(v.with, overFTPS), "there": v.there, "steps": todo})
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

// TestFtplibProtection lets ftplib change the protection of data connections up and down, and end that of the control
// connection; what it downloads is whole each time, and a level that the two understand differently would hang.
func TestFtplibProtection(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "alice:pw", "--tls-self-signed", "--allow-ccc", "--log-level", "debug", "--log-format", "json")
	writeFile(t, filepath.Join(s.dir, "f"), every)
	script, err := filepath.Abs("testdata/ftplib_protection.py")
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, program: needs(t, "python3", "apt-get install python3"), here: t.TempDir(), address: s.addresses[0]}
	writeFile(t, filepath.Join(v.here, "f"), every)
	v.run("", "-I", script, v.host(), v.port())
	s.saw("PROT P, RETR, PROT C, RETR, PROT P, RETR, CCC, PWD, RETR, STOR, REIN, USER")
	if got, err := os.ReadFile(filepath.Join(s.dir, "g")); err != nil || string(got) != every {
		t.Errorf("behind CCC it stored %d bytes, %v", len(got), err)
	}
}
