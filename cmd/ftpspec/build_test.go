package main

import (
	"bufio"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// harbour makes a new module that has the overlay of an example and no go.sum, and works in it, without a network. With
// handlers it has the example's too, in a package that can be imported.
func harbour(t *testing.T, handlers bool) {
	t.Helper()
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOWORK", "off")
	t.Chdir(t.TempDir())
	const module = "github.com/portolan-ftp/portolan"
	write(t, "go.mod", "module example.org/motd\n\ngo 1.26.0\n\nrequire "+module+" v0.0.0\n\nreplace "+module+" => "+repository+"\n")
	names := []string{"site.yaml"}
	if handlers {
		names = append(names, "site_motd.go", "xnote.go")
		write(t, "answers/handlers.go", `package answers

import "flag"

// Handlers answer the commands that this server adds.
type Handlers struct{ Message string }

func (h *Handlers) DefineFlags(flags *flag.FlagSet) {
	flags.StringVar(&h.Message, "motd", "", "message of the day")
}
`)
	}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(repository, "gen", "testdata", "overlay", "motd", name))
		if err != nil {
			t.Fatal(err)
		}
		if dir, answers := "answers", strings.HasSuffix(name, ".go"); answers {
			write(t, filepath.Join(dir, name), strings.Replace(string(data), "package main", "package answers", 1))
		} else {
			write(t, name, string(data))
		}
	}
}

// untouched finds out whether the module's own files are as they were.
func untouched(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("go.sum"); err == nil {
		t.Error("there is a go.sum now")
	}
	if data, err := os.ReadFile("go.mod"); err != nil || strings.Count(string(data), "require") != 1 {
		t.Errorf("go.mod is %s, %v", data, err)
	}
	left, err := filepath.Glob(mainDir)
	if err != nil || left != nil {
		t.Errorf("%q is left, %v", left, err)
	}
}

// dialogue starts a built server and says what it is told; each line has its answer.
func dialogue(t *testing.T, args []string, steps ...[2]string) {
	t.Helper()
	server := exec.Command("./harbour", append([]string{"serve", "--listen", "127.0.0.1:0", "--user", "bob:pw"}, args...)...)
	out, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	address := ""
	for lines := bufio.NewScanner(out); address == "" && lines.Scan(); {
		address, _ = strings.CutPrefix(strings.TrimSuffix(lines.Text(), "/"), "ftp://bob@")
		if address == lines.Text() {
			address = ""
		}
	}
	conn, err := net.DialTimeout("tcp", address, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	text := textproto.NewConn(conn)
	for _, step := range append([][2]string{{"", "220 Service ready."}, {"USER bob", "331 Password, please."}, {"PASS pw", "230 Logged in."}}, steps...) {
		if step[0] != "" {
			err = text.PrintfLine("%s", step[0])
		}
		for want := range strings.Lines(step[1]) {
			got, failed := text.ReadLine()
			if want = strings.TrimSuffix(want, "\n"); got != want || failed != nil || err != nil {
				t.Fatalf("%s: got %q, %v, %v, want %q", step[0], got, failed, err, want)
			}
		}
	}
}

// A module that has only been begun gets a server with its commands and with all that portolan has, and nothing is
// downloaded, asked for or changed in it.
func TestBuild(t *testing.T) {
	testcost.Long(t)
	harbour(t, true)
	expect(t, exitOK, wrotePackage("site")+"built harbour\n", "", "build", "--overlay", "site.yaml", "--handlers", "answers", "-o", "harbour")
	untouched(t)
	dialogue(t, []string{"--motd", "The tide is in.", "--tls-self-signed", "--read-only", t.TempDir()},
		[2]string{"XNOTE buy bread", "250 Noted: buy bread."},
		[2]string{"SITE MOTD", "214-Today:\n The tide is in.\n Your note: buy bread\n214 End."},
		[2]string{"MKD d", "550 This server is read-only."},
		[2]string{"PBSZ 0", "503 Use AUTH TLS first."})
	add := exec.Command("./harbour", "user", "add", "--users", "users", "--password-stdin", "ann")
	add.Stdin = strings.NewReader("open sesame\n")
	if out, err := add.CombinedOutput(); err != nil || string(out) != "users: added ann\n" {
		t.Errorf("%s%v", out, err)
	}
	if out, err := exec.Command("./harbour", "serve").CombinedOutput(); err == nil || string(out) != "harbour: DIR is missing: which directory is to be served?\n" {
		t.Errorf("%s%v", out, err)
	}
}

// From the overlay alone: what is missing is written as stubs, which say so to clients; the second time nothing is
// written.
func TestBuildFromNothing(t *testing.T) {
	testcost.Long(t)
	harbour(t, false)
	expect(t, exitOK, wrotePackage("site")+"wrote stub xnote.go\nwrote stub site_motd.go\nwrote stub handlers.go\nbuilt harbour\n", "",
		"build", "--overlay", "site.yaml", "-o", "harbour")
	untouched(t)
	dialogue(t, []string{t.TempDir()}, [2]string{"XNOTE x", "502 XNOTE is not written yet."})
	const unwritten = "site_motd.go:17: method SiteMotd is a stub; write it\nxnote.go:17: method Xnote is a stub; write it\n"
	expect(t, exitOK, unwritten+"built harbour\n", "", "build", "--overlay", "site.yaml", "-o", "harbour")
	// What needs the module's own sums says which are missing, and what adds them.
	if failed, _ := said(t, exitError, "vet", "."); !strings.Contains(failed, "missing go.sum entry") || !strings.HasSuffix(failed, "go mod tidy adds what is missing\n") {
		t.Errorf("vet says %s", failed)
	}
}

// An overlay that needs no handler is a server too, with a flag for its own switch.
func TestBuildWithoutHandlers(t *testing.T) {
	testcost.Long(t)
	harbour(t, false)
	write(t, "site.yaml", `extends: github.com/portolan-ftp/portolan/spec/ftp.yaml
languages: [en]
policies:
  weather: {values: [told, kept], why: "it may be nobody's business"}
needs:
  told: {unless: {policy.weather: kept}, else: {code: 502, text: {en: "The weather is not told here."}}}
commands:
  XSKY:
    rfc: 959 4.1.3
    by: table
    needs: [logged-in, told]
    replies: {sky: {code: 200, text: {en: "Blue."}}}
    help: {en: "tell the weather"}
invariants:
  weather-is-told: {default: {policy.weather: told}, why: "it is there to be told"}
deviations:
  - {about: XSKY, do: "XSKY tells the weather", why: "no document has such a command", answers: [XSKY 200, XSKY 501, XSKY 502, XSKY 530]}
`)
	expect(t, exitOK, wrotePackage("site")+"built harbour\n", "", "build", "--overlay", "site.yaml", "-o", "harbour")
	untouched(t)
	dialogue(t, []string{t.TempDir()}, [2]string{"XSKY", "200 Blue."})
	dialogue(t, []string{"--policy", "weather=kept", t.TempDir()}, [2]string{"XSKY", "502 The weather is not told here."})
}

// What stands in the way is told: what is not said, what the audit finds, handlers that cannot be imported, and what
// the compiler says.
func TestBuildRefuses(t *testing.T) {
	testcost.Long(t)
	harbour(t, true)
	build := func(more ...string) []string {
		return append([]string{"build", "--overlay", "site.yaml", "-o", "harbour", "--handlers", "answers"}, more...)
	}
	expect(t, exitError, "", "ftpspec build: which overlay? Say --overlay FILE\n", "build", "-o", "harbour")
	expect(t, exitError, "", "ftpspec build: which program is to be written? Say -o PROGRAM\n", "build", "--overlay", "site.yaml")
	spec, err := os.ReadFile("site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	write(t, "site.yaml", strings.Replace(string(spec), "    needs: [logged-in]\n    replies:\n      taken", "    replies:\n      taken", 1))
	if _, found := said(t, exitFindings, build()...); !strings.Contains(found, " XNOTE") {
		t.Errorf("found:\n%s", found)
	}
	write(t, "site.yaml", string(spec))
	said(t, exitOK, "generate", "--overlay", "site.yaml", "--handlers", "answers")
	write(t, "answers/broken.go", "package answers\n\nvar broken int = \"\"\n")
	if _, told := said(t, exitFindings, build()...); !strings.Contains(told, "broken.go:3:") {
		t.Errorf("the compiler's words are missing:\n%s", told)
	}
	if err := os.Remove("answers/broken.go"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"handlers", "site_motd", "xnote"} {
		data, err := os.ReadFile("answers/" + name + ".go")
		if err != nil {
			t.Fatal(err)
		}
		write(t, "answers/"+name+".go", strings.Replace(string(data), "package answers", "package main", 1))
	}
	expect(t, exitError, "", "ftpspec build: the handlers in answers are package main, which no program can import: give the package another name\n", build()...)
	untouched(t)
}

// said runs the program and gives its errors and its output.
func said(t *testing.T, status int, args ...string) (errors, out string) {
	t.Helper()
	var stdout, stderr strings.Builder
	if got := run(args, &stdout, &stderr); got != status {
		t.Errorf("%q: status %d, want %d\n%s%s", args, got, status, stdout.String(), stderr.String())
	}
	return stderr.String(), stdout.String()
}
