package gen

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// patience is far longer than anything that works takes.
const patience = 30 * time.Second

// example copies a module of testdata/overlay into a new directory where it finds this module, and needs no network.
func example(t *testing.T, name string) (dir string, run func(program string, args ...string) string) {
	t.Helper()
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "overlay", name))); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "go.mod"), strings.Replace(string(mod), "=> ../../../..", "=> "+here, 1))
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "go.sum"), string(sums))
	return dir, func(program string, args ...string) string {
		t.Helper()
		command := exec.Command(program, args...)
		command.Dir = dir
		command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
}

// put writes a file.
func put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// start runs a program and returns the first lines that it prints, up to one that begins with last.
func start(t *testing.T, last, program string, args ...string) []string {
	t.Helper()
	command := exec.Command(program, args...)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Kill()
		command.Wait()
	})
	var lines []string
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		lines = append(lines, scanner.Text())
		if strings.HasPrefix(scanner.Text(), last) {
			return lines
		}
	}
	t.Fatalf("%s ended after %q", program, lines)
	return nil
}

// passivePort is where a reply to EPSV says the data port.
var passivePort = regexp.MustCompile(`\(\|\|\|(\d+)\|\)`)

// client plays a dialogue: C: is sent, S: must come (... is any number of lines before the next), D: is what comes
// on the data connection (an empty last line ends it with a line end), U: is what is sent there.
type client struct {
	t       *testing.T
	control net.Conn
	replies *bufio.Reader
	data    net.Conn
	skip    bool // lines, up to the expected one
}

// play plays the dialogue in a file.
func play(t *testing.T, address, file string) {
	t.Helper()
	script, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	control, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	control.SetDeadline(time.Now().Add(patience))
	c := client{t: t, control: control, replies: bufio.NewReader(control)}
	lines := strings.Split(strings.TrimSuffix(string(script), "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		at := fmt.Sprintf("%s:%d", file, i+1)
		kind, text, _ := strings.Cut(lines[i], ": ")
		switch kind {
		case "C":
			fmt.Fprintf(control, "%s\r\n", text)
		case "S":
			c.expect(at, text)
		case "U":
			io.WriteString(c.data, text)
			c.data.Close()
		case "D":
			for ; i+1 < len(lines) && strings.HasPrefix(lines[i+1], "D: "); i++ {
				text += "\r\n" + strings.TrimPrefix(lines[i+1], "D: ")
			}
			c.receive(at, text)
		default:
			if lines[i] != "" && !strings.HasPrefix(lines[i], "#") {
				t.Fatalf("%s: %q is no step", at, lines[i])
			}
		}
	}
	if rest, err := io.ReadAll(c.replies); err != nil || len(rest) > 0 {
		t.Errorf("%s: behind the last reply came %q, %v", file, rest, err)
	}
}

// expect reads one line of a reply.
func (c *client) expect(at, want string) {
	c.t.Helper()
	if want == "..." {
		c.skip = true
		return
	}
	line, err := c.replies.ReadString('\n')
	for c.skip && err == nil && line != want+"\r\n" {
		line, err = c.replies.ReadString('\n')
	}
	c.skip = false
	got := strings.TrimSuffix(line, "\r\n")
	if port := passivePort.FindStringSubmatch(got); port != nil {
		got = strings.Replace(got, port[1], "PORT", 1)
		host, _, _ := net.SplitHostPort(c.control.RemoteAddr().String())
		if c.data, err = net.DialTimeout("tcp", net.JoinHostPort(host, port[1]), patience); err != nil {
			c.t.Fatal(err)
		}
		c.data.SetDeadline(time.Now().Add(patience))
	}
	if err != nil || got != want {
		c.t.Fatalf("%s: got %q, %v, want %q", at, got, err, want)
	}
}

// receive reads everything from the data connection.
func (c *client) receive(at, want string) {
	c.t.Helper()
	got, err := io.ReadAll(c.data)
	if err != nil || string(got) != want {
		c.t.Fatalf("%s: the data are %q, %v, want %q", at, got, err, want)
	}
}

// built is a module of testdata/overlay, generated and built, and a directory with files to serve.
func built(t *testing.T, name string) (program, files string) {
	t.Helper()
	dir, run := example(t, name)
	run("go", "generate", "./...")
	if testcost.All() {
		run("go", "vet", "./...")
		run("go", "run", "github.com/portolan-ftp/portolan/cmd/ftpspec", "vet", "./...")
	}
	program = filepath.Join(dir, "server")
	run("go", "build", "-o", program, ".")
	return program, t.TempDir()
}

// The example of a module with two commands of its own and a region: it generates, builds, runs and answers.
func TestMotdExample(t *testing.T) {
	testcost.Some(t)
	program, files := built(t, "motd")
	put(t, filepath.Join(files, "tide.txt"), "high tide")
	started := start(t, "listening on ", program, "-listen", "127.0.0.1:0", "-dir", files, "-motd", "The tide is in.")
	play(t, strings.TrimPrefix(started[0], "listening on "), "testdata/overlay/motd/dialogue.txt")
}

// The hard cases: a command that opens a data connection, one that is legal only after another, one with a
// payload, a new state in an existing region, an outcome added to a command of the base. The base's own table is
// in the same process.
func TestHardCases(t *testing.T) {
	testcost.Long(t)
	program, files := built(t, "cases")
	put(t, filepath.Join(files, "plan.txt"), "plan")
	addresses := map[string]string{}
	for _, line := range start(t, "ready", program, "-dir", files) {
		name, address, _ := strings.Cut(line, " ")
		addresses[name] = address
	}
	play(t, addresses["site"], "testdata/overlay/cases/dialogue.txt")
	play(t, addresses["plain"], "testdata/overlay/cases/plain.txt")
	play(t, addresses["site"], "testdata/overlay/cases/again.txt")
}
