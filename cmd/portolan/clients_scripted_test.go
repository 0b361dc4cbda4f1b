package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

const (
	perlWay    = "passive"
	noEPSVPerl = "over IPv4 Net::FTP uses PASV and PORT only"
	noNodePort = "basic-ftp has no active mode"
)

// netFTP is Perl's Net::FTP, driven by testdata/clients/netftp.pl. It lists by LIST.
var netFTP = clientProgram{
	name: "Net::FTP",
	find: func(t *testing.T) string {
		perl := needs(t, "perl", "apt-get install perl")
		needsModule(t, "libio-socket-ssl-perl", perl, "-MNet::FTP", "-MIO::Socket::SSL", "-e", "1")
		return perl
	},
	ways: map[string]way{
		"EPSV":                 {cannot: noEPSVPerl},
		"PASV":                 {with: perlWay},
		"EPRT":                 {cannot: noEPSVPerl},
		"PORT":                 {with: active},
		"EPSV over IPv6":       {with: perlWay},
		"EPRT over IPv6":       {with: active},
		"TLS":                  {with: perlWay + overTLSWord},
		"TLS, active":          {with: active + overTLSWord},
		"TLS, resumed":         {cannot: "Net::FTP does not resume the session of the control connection"},
		"implicit TLS":         {with: perlWay + implicitWord},
		"implicit TLS, active": {with: active + implicitWord},
	},
	perform: func(v *visitor, steps []clientStep) []string { return v.script(steps, "netftp.pl") },
}

// basicFTP is Node's, driven by testdata/clients/node/client.js. It lists by MLSD, and has no NLST: names are told from
// a listing.
var basicFTP = clientProgram{
	name: "basic-ftp",
	find: func(t *testing.T) string {
		node := needs(t, "node", "apt-get install nodejs npm")
		needsModule(t, "(cd cmd/portolan/testdata/clients/node && npm ci)", node, "-e", `require("./testdata/clients/node/node_modules/basic-ftp")`)
		return node
	},
	ways: map[string]way{
		"EPSV":                 {with: "EPSV"},
		"PASV":                 {with: "PASV"},
		"EPRT":                 {cannot: noNodePort},
		"PORT":                 {cannot: noNodePort},
		"EPSV over IPv6":       {with: "EPSV"},
		"EPRT over IPv6":       {cannot: noNodePort},
		"TLS":                  {with: "TLS"},
		"TLS, active":          {cannot: noNodePort},
		"TLS, resumed":         {with: "TLS"},
		"implicit TLS":         {with: "implicit"},
		"implicit TLS, active": {cannot: noNodePort},
	},
	// Node loses its close_notify when there is nothing to send, or even ends its side before the handshake is over:
	// with a session to resume, basic-ftp takes the connection for ready too early. About every twentieth empty file is
	// refused without the flag.
	flags:   []string{"--allow-missing-close-notify"},
	perform: func(v *visitor, steps []clientStep) []string { return v.script(steps, "node/client.js") },
}

// commonsNet is Apache's, driven by testdata/clients/CommonsNet.java. It lists by MLSD.
var commonsNet = clientProgram{
	name: "Commons Net",
	find: func(t *testing.T) string {
		java := needs(t, "java", "apt-get install default-jdk-headless libcommons-net-java")
		needs(t, "javac", "apt-get install default-jdk-headless")
		return java
	},
	ways: map[string]way{
		"EPSV":                 {with: "EPSV passive"},
		"PASV":                 {with: "passive"},
		"EPRT":                 {cannot: "Commons Net sends EPRT over IPv6 only"},
		"PORT":                 {with: active},
		"EPSV over IPv6":       {with: "passive"},
		"EPRT over IPv6":       {with: active},
		"TLS":                  {with: passive + overTLSWord},
		"TLS, active":          {with: active + overTLSWord},
		"TLS, resumed":         {cannot: "Commons Net does not resume the session of the control connection"},
		"implicit TLS":         {with: passive + implicitWord},
		"implicit TLS, active": {with: active + implicitWord},
	},
	perform: func(v *visitor, steps []clientStep) []string {
		v.t.Helper()
		// What starts a virtual machine soonest.
		return v.scriptBy(steps, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-cp", commonsNetJar+":"+commonsNetClasses(v.t), "CommonsNet")
	},
}

const (
	commonsNetJar = "/usr/share/java/commons-net.jar" // of Debian's libcommons-net-java
	implicitWord  = " implicit"
)

// script lets a script in testdata/clients do the steps.
func (v *visitor) script(steps []clientStep, name string) []string {
	v.t.Helper()
	script, err := filepath.Abs(filepath.Join("testdata/clients", name))
	if err != nil {
		v.t.Fatal(err)
	}
	return v.scriptBy(steps, script)
}

// scriptBy gives a program its words, and then what it has to do.
func (v *visitor) scriptBy(steps []clientStep, words ...string) []string {
	v.t.Helper()
	words = append(words, v.host(), v.port(), v.with, v.there)
	for _, s := range steps {
		words = append(words, s.verb.String(), s.a, s.b)
	}
	return outputLines(v.run("", words...))
}

// needsModule runs a program that tells whether what it needs besides itself is there.
func needsModule(t *testing.T, install, program string, args ...string) {
	t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		testcost.Lacking(t, "a module of "+program+" is not installed: "+install+"\n"+strings.TrimSpace(string(out)))
	}
}

// commonsNetClasses compiles the programs in Java, once for all tests.
var commonsNetClasses = func() func(t *testing.T) string {
	type compiled struct {
		dir string
		err error
	}
	once := sync.OnceValue(func() compiled {
		dir := filepath.Join(filepath.Dir(portolan), "java") // which goes with the program
		out, err := exec.Command("javac", "-cp", commonsNetJar, "-d", dir, "testdata/clients/CommonsNet.java", "testdata/clients/Resuming.java").CombinedOutput()
		if err != nil {
			err = fmt.Errorf("apt-get install libcommons-net-java? %w\n%s", err, out)
		}
		return compiled{dir, err}
	})
	return func(t *testing.T) string {
		t.Helper()
		c := once()
		if c.err != nil {
			t.Fatal(c.err)
		}
		return c.dir
	}
}()
