package commands_test

import (
	"cmp"
	"compress/zlib"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Where features work, and what is answered elsewhere.
func afterLogin(s reach) string {
	if s.login {
		return ""
	}
	return "530 Please log in with USER and PASS."
}

func loginOverTLS(s reach) string {
	return cmp.Or(afterLogin(s), overTLS(s))
}

// loginWithPrivacy is for what lasts after CCC.
func loginWithPrivacy(s reach) string {
	if refused := afterLogin(s); refused != "" || s.tls || s.ccc {
		return refused
	}
	return "503 Use PROT P first."
}

func untilLogin(s reach) string {
	if s.login {
		return "503 HOST comes before the login."
	}
	return ""
}

func overTLS(s reach) string {
	if s.tls {
		return ""
	}
	return "503 Use AUTH TLS first."
}

func inTheClear(s reach) string {
	if s.tls {
		return "534 TLS is on already."
	}
	return ""
}

const (
	noTLS     = "502 TLS is not offered."
	noActive  = "502 Active mode is not offered; use PASV or EPSV."
	noPassive = "502 Passive mode is not offered; use PORT or EPRT."
	noServers = "502 Transfers between servers are not offered."
	readOnly  = "550 This server is read-only."
)

// features are all lines that FEAT can have.
var features = []feature{
	{"HOST", "", "HOST a.example", "220 Service of a.example ready.", untilLogin, "", func(w *walk) {
		w.enter()
		w.talk("SIZE h", "213 4")
	}},
	{"AUTH TLS", "", "AUTH TLS", "234 Begin TLS.", inTheClear, noTLS, func(w *walk) {
		w.startTLS("")
		w.private = false
		w.enter()
		w.endpoint()
		w.gets(digits)
	}},
	{"PBSZ", "", "PBSZ 0", "200 PBSZ=0", overTLS, noTLS, func(w *walk) { w.talk("PROT P", "200 Data will be protected.") }},
	{"PROT", "PBSZ 0", "PROT P", "200 Data will be protected.", overTLS, noTLS, func(w *walk) {
		w.private = true
		if !w.stage.login {
			w.enter()
		}
		w.endpoint()
		w.gets(digits)
		if w.policies["tls"] == "required" {
			w.talk("PROT C", "534 Data must be protected here.")
			return
		}
		w.endpoint()
		w.talk("PROT C", "200 Data will go in the clear.")
		w.private = false
		w.gets(digits)
	}},
	{"EPRT", "", "EPRT |1|127.0.0.1|<port>|", "200 <any>", afterLogin, noActive, through("EPRT |1|127.0.0.1|<port>|", "200 <any>")},
	{"EPSV", "", "EPSV", "229 <any>", afterLogin, noPassive, through("EPSV", "229 Entering Extended Passive Mode (|||<port>|)")},
	{"LPRT", "", "LPRT 4,4,127,0,0,1,2,<p1,p2>", "200 <any>", afterLogin, noActive, through("LPRT 4,4,127,0,0,1,2,<p1,p2>", "200 <any>")},
	{"LPSV", "", "LPSV", "228 <any>", afterLogin, noPassive, through("LPSV", "228 Entering Long Passive Mode (4,4,127,0,0,1,2,<p1,p2>)")},
	{"SSCN", "", "SSCN ON", "200 SSCN:CLIENT METHOD", loginOverTLS, noTLS + "\n" + noServers, func(w *walk) {
		w.endpoint()
		w.reversed = true
		w.gets(digits)
	}},
	{"CPSV", "", "CPSV", "227 <any>", loginWithPrivacy, noTLS + "\n" + noServers + "\n" + noPassive, func(w *walk) {
		w.reversed = true
		through("CPSV", "227 Entering Passive Mode (127,0,0,1,<p1,p2>).")(w)
	}},
	{"PRET", "", "PRET RETR f", "200 Now set up the data connection.", afterLogin, "", func(w *walk) {
		w.endpoint()
		w.gets(digits)
	}},
	{"MODE Z", "", "MODE Z", "200 Mode is deflate.", afterLogin, "", func(w *walk) {
		w.endpoint()
		z, err := zlib.NewReader(strings.NewReader(w.fetch()))
		must(w.t, err)
		if got, err := io.ReadAll(z); string(got) != digits || err != nil {
			w.t.Errorf("MODE Z: got %q, %v", got, err)
		}
	}},
	{"REST STREAM", "", "REST 3", "350 <any>", afterLogin, "", func(w *walk) {
		w.fetchesBehind("REST 4", digits[4:])
	}},
	{"RANG STREAM", "", "RANG 2 4", "350 <any>", afterLogin, "", func(w *walk) { w.fetchesBehind("RANG 2 4", digits[2:5]) }},
	{"MLST", "", "MLST f", "250-<any>", afterLogin, "", factsWork},
	{"SIZE", "", "SIZE f", "213 10", afterLogin, "", nothingMore},
	{"MDTM", "", "MDTM f", "213 20010203040506", afterLogin, "", nothingMore},
	{"MFMT", "", "MFMT 20020717210715 f", "213 <any>", afterLogin, readOnly, func(w *walk) { w.changed(2002) }},
	{"MFF", "", "MFF Modify=20030717210715; f", "213 <any>", afterLogin, readOnly, changesWork},
	{"HASH", "", "HASH f", "213 SHA-256 0-9 <any> f", afterLogin, "", hashesWork},
	digestFeature("XCRC", "CRC32"), digestFeature("XMD5", "MD5"), digestFeature("XSHA1", "SHA-1"),
	digestFeature("XSHA256", "SHA-256"), digestFeature("XSHA512", "SHA-512"),
	{"MD5", "", "MD5 f", "251 f " + sums["MD5"](digits), afterLogin, "", nothingMore},
	{"MMD5", "", "MMD5 f, d/g", "252 f " + sums["MD5"](digits) + ", d/g " + sums["MD5"]("12345"), afterLogin, "", nothingMore},
	{"COMB", "", "COMB whole p1 p2", "250 Joined; the parts are deleted.", afterLogin, readOnly, func(w *walk) {
		if all := w.rig.tree(); all["whole"] != "onetwo" || all["p1"]+all["p2"] != "" {
			w.t.Errorf("COMB left %q", all)
		}
		must(w.t, os.Remove(filepath.Join(w.rig.dir, "whole")))
	}},
	{"CSID", "", "CSID Name=test;", "200 Name=Portolan; Version=1.2; OS=" + runtime.GOOS + "; CaseSensitive=<n>; DirSep=/;", afterLogin, "", nothingMore},
	{"CLNT", "", "CLNT test", "200 Noted.", nil, "", nothingMore},
	{"LANG", "", "LANG zh", "200 使用中文。", nil, "", func(w *walk) {
		w.talk("NOOP", "200 完成。", "LANG en", "200 Texts are in English.", "NOOP", "200 Done.")
	}},
	{"AVBL", "", "AVBL d", "213 <n>", afterLogin, "", func(w *walk) {
		bytes, _ := w.used()
		w.talk("AVBL", fmt.Sprint("213 ", quotaBytes-bytes))
	}},
	{"DSIZ", "", "DSIZ d", "213 5", afterLogin, "", nothingMore},
	{"RMDA", "", "RMDA gone", "250 <any>", afterLogin, readOnly, func(w *walk) {
		if all := w.rig.tree(); all["gone/x/y"] != "" {
			w.t.Errorf("RMDA left %q", all)
		}
	}},
	{"XQUOTA", "", "XQUOTA", "213-<any>", afterLogin, "", func(w *walk) {
		bytes, files := w.used()
		w.talk("XQUOTA", "213-File and disk usage")
		w.expect(fmt.Sprint(" File count: ", files))
		w.expect(fmt.Sprint(" File limit: ", quotaFiles))
		w.expect(fmt.Sprint(" Disk usage: ", bytes))
		w.expect(fmt.Sprint(" Disk limit: ", quotaBytes))
		w.expect("213 File and disk usage end")
	}},
	{"UTF8", "", "OPTS UTF8 ON", "200 Names are UTF-8.", nil, "", func(w *walk) {
		if w.stage.login {
			w.talk("SIZE ü", "213 1")
		}
	}},
	{"TVFS", "", "CWD d", `250 Directory is now "/d".`, afterLogin, "", func(w *walk) {
		w.talk("SIZE g", "213 5", "SIZE /d/g", "213 5", "SIZE ../d/./g", "213 5", "SIZE ../f", "213 10")
	}},
}

// nothingMore is for features whose first reply is their whole effect.
func nothingMore(*walk) {}

// sums are the digests that HASH may name.
var sums = map[string]func(string) string{
	"CRC32":   func(s string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(s))) },
	"MD5":     func(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(s))) },
	"SHA-1":   func(s string) string { return fmt.Sprintf("%x", sha1.Sum([]byte(s))) },
	"SHA-256": func(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) },
	"SHA-512": func(s string) string { return fmt.Sprintf("%x", sha512.Sum512([]byte(s))) },
}

// digestFeature is one of XCRC and its kin.
func digestFeature(name, algorithm string) feature {
	shown := func(s string) string {
		if algorithm == "CRC32" {
			return "250 " + strings.ToUpper(sums[algorithm](s))
		}
		return "250 " + sums[algorithm](s)
	}
	return feature{name, "", name + ` "f"`, shown(digits), afterLogin, "", func(w *walk) {
		w.talk(name+" f 2 5", shown(digits[2:5]))
	}}
}

// through downloads by an endpoint of that kind.
func through(command, reply string) func(*walk) {
	return func(w *walk) {
		w.talk(command, reply)
		w.gets(digits)
	}
}

// fetchesBehind sends a command that the next RETR heeds.
func (w *walk) fetchesBehind(command, want string) {
	w.endpoint()
	w.talk(command, "350 <any>")
	w.gets(want)
}

// used is what the home holds.
func (w *walk) used() (bytes, files int) {
	for _, content := range w.rig.tree() {
		bytes += len(content)
		files++
	}
	return bytes, files
}

// changed says whether f was changed in the year that it should be.
func (w *walk) changed(year int) {
	w.t.Helper()
	info, err := os.Stat(filepath.Join(w.rig.dir, "f"))
	must(w.t, err)
	if want := time.Date(year, 7, 17, 21, 7, 15, 0, time.UTC); !info.ModTime().Equal(want) {
		w.t.Errorf("%s: f was changed at %s; want %s", w.line, info.ModTime().UTC(), want)
	}
}

// changesWork uses every fact that MFF lists.
func changesWork(w *walk) {
	w.changed(2003)
	info, err := os.Stat(filepath.Join(w.rig.dir, "f"))
	must(w.t, err)
	for name := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(w.line, "MFF "), ";"), ";") {
		switch name {
		case "Modify":
			w.talk("MFF Modify=20040717210715; f", "213 Modify=20040717210715; /f")
			w.changed(2004)
		case "UNIX.mode":
			w.talk("MFF UNIX.mode=0604; f", "213 UNIX.mode=0604; /f")
			if info, err = os.Stat(filepath.Join(w.rig.dir, "f")); err != nil || info.Mode() != fs.FileMode(0o604) {
				w.t.Errorf("f has %s, %v", info.Mode(), err)
			}
			w.talk("MFF UNIX.mode=0644; f", "213 UNIX.mode=0644; /f")
		case "UNIX.group":
			group := fmt.Sprint(os.Getgid())
			w.talk("MFF UNIX.group="+group+"; f", "213 UNIX.group="+group+"; /f")
		default:
			w.t.Errorf("FEAT lists the fact %q, and nobody has tried it", name)
		}
	}
}

// hashesWork uses every algorithm that HASH lists; the one with an asterisk is what HASH has used.
func hashesWork(w *walk) {
	for name := range strings.SplitSeq(strings.TrimPrefix(w.line, "HASH "), ";") {
		name, chosen := strings.CutSuffix(name, "*")
		if sums[name] == nil {
			w.t.Errorf("FEAT lists the algorithm %q, and nobody has tried it", name)
			continue
		}
		if !chosen {
			w.talk("OPTS HASH "+name, "200 "+name)
		}
		w.talk("HASH f", fmt.Sprintf("213 %s 0-9 %s f", name, sums[name](digits)))
	}
}

// factsWork asks for every fact that MLST lists; those with an asterisk come unasked.
func factsWork(w *walk) {
	values := map[string]string{"type": "file", "size": "10", "modify": "20010203040506", "perm": "<any>", "unique": "<any>", "UNIX.mode": "0644"}
	names, all, enabled := "", "", ""
	for fact := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(w.line, "MLST "), ";"), ";") {
		name, shown := strings.CutSuffix(fact, "*")
		if values[name] == "" {
			w.t.Errorf("FEAT lists the fact %q, and nobody has tried it", name)
		}
		told := name + "=" + values[name] + ";"
		if names, all = names+name+";", all+told; shown {
			enabled += told
		}
	}
	w.talk("MLST f", "250-Facts:")
	w.expect(" " + enabled + " /f")
	w.expect("250 End.")
	w.talk("OPTS MLST "+names, "200 MLST OPTS "+names, "MLST f", "250-Facts:")
	w.expect(" " + all + " /f")
	w.expect("250 End.")
}
