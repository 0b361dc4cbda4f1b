package main

import (
	"flag"
	"fmt"
	"go/constant"
	"go/types"
	"net"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/tools/go/packages"

	"github.com/portolan-ftp/portolan/cmd/internal/readme"
	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/field"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

var update = flag.Bool("update", false, "renew the parts of the documents that are made from the program")

// moduleRoot is where the README is.
const moduleRoot = "../.."

// Documents for people who run the server.
const (
	frontPage    = "README.md"
	guide        = "cmd/portolan/README.md"
	commandsPage = "commands/README.md"
)

func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(moduleRoot, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadmeStart: the two commands that a newcomer sees first are these; the first does what is shown, and the
// second is what CI runs.
func TestReadmeStart(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	blocks := readme.Blocks(document(t, frontPage), "start")
	if len(blocks) != 1 {
		t.Fatalf("%d blocks, want 1", len(blocks))
	}
	b := blocks[0]
	rest, ok := strings.CutSuffix(b.Text, "$ go test ./...\n")
	if !ok || len(b.Commands()) != 2 {
		t.Fatalf("the commands are\n%s", b.Text)
	}
	ci, err := os.ReadFile(filepath.Join(moduleRoot, ".ci", "run"))
	if err != nil || !regexp.MustCompile(`(?m)^([A-Z_]+=\S+ )?go test \./\.\.\.$`).Match(ci) {
		t.Errorf("CI does not run the tests as the README does: %v", err)
	}
	b.Text = strings.Replace(rest, "serve .\n", "serve --listen 127.0.0.1:2121 . &\n", 1)
	shell := &readme.Shell{Dir: moduleRoot, Instead: ports(t, "2121"), Patience: 2 * time.Minute}
	shell.Run(t, b)
}

// TestReadmeOperate does what the README and the guide say about running the server.
func TestReadmeOperate(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	for name, steps := range map[string]int{frontPage: 1, guide: 7} {
		t.Run(strings.ReplaceAll(name, "/", " "), func(t *testing.T) {
			t.Parallel()
			operate(t, name, steps)
		})
	}
}

// operate does the steps of a document about running the server, of which there are so many, in an empty directory.
func operate(t *testing.T, name string, steps int) {
	t.Helper()
	dir := t.TempDir()
	shell := &readme.Shell{
		Dir:      dir,
		Env:      []string{"PATH=" + filepath.Dir(portolan) + string(os.PathListSeparator) + os.Getenv("PATH")},
		Instead:  ports(t, "2121", "2122", "2123", "2124"),
		Patience: patience,
	}
	blocks := readme.Blocks(document(t, name), "operate")
	if len(blocks) != steps {
		t.Fatalf("%d steps, want %d", len(blocks), steps)
	}
	for _, b := range blocks {
		if words := b.Test[1:]; len(words) == 2 && words[0] == "write" {
			writeFile(t, filepath.Join(dir, words[1]), shell.Instead.Replace(b.Text))
			continue
		}
		shell.Run(t, b)
	}
}

// ports gives each port of the README one that is free.
func ports(t *testing.T, shown ...string) *strings.Replacer {
	t.Helper()
	var pairs []string
	for _, port := range shown {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		_, free, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, ":"+port, ":"+free)
	}
	return strings.NewReplacer(pairs...)
}

// TestReadmeIsMade: the tables and the program in the documents are what the program's flags, the constants, the spec
// and the example's source make of them. With -update they are written.
func TestReadmeIsMade(t *testing.T) {
	t.Parallel()
	for name, parts := range map[string]map[string]string{
		frontPage:    {"embed": embedded(t)},
		guide:        {"flags": flagTable(), "limits": limitTable(t)},
		commandsPage: {"commands": commandTable(t)},
	} {
		text := document(t, name)
		made := text
		for part, content := range parts {
			var err error
			if made, err = readme.Replace(made, part, content); err != nil {
				t.Fatal(err)
			}
		}
		if *update {
			if err := os.WriteFile(filepath.Join(moduleRoot, filepath.FromSlash(name)), []byte(made), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if made != text {
			t.Errorf("%s is not up to date; run go test ./cmd/portolan -run ReadmeIsMade -update", name)
		}
	}
}

// commandTable are the commands by standard, beside what other servers have.
func commandTable(t *testing.T) string {
	t.Helper()
	s, err := decode.Load(filepath.Join(moduleRoot, "spec", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := field.Summary(s)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// flagTable are the flags of "portolan serve".
func flagTable() string {
	var out strings.Builder
	out.WriteString("| flag of `portolan serve` | meaning | default |\n|---|---|---|\n")
	c := cli.FTP().Serve()
	c.Flags().VisitAll(func(f *pflag.Flag) {
		kind, usage := pflag.UnquoteUsage(f)
		if kind != "" {
			kind = " " + strings.ToUpper(kind)
		}
		shown := f.DefValue
		if shown == "false" {
			shown = ""
		}
		if before, after, said := strings.Cut(usage, " (default "); said {
			usage, shown = before, strings.TrimSuffix(after, ")")
		}
		fmt.Fprintf(&out, "| `--%s%s` | %s | %s |\n", f.Name, kind, strings.ReplaceAll(usage, "|", `\|`), shown)
	})
	return out.String()
}

// limits are the bounds that the guide lists: constants, by package and name.
var limits = []struct{ pkg, name, what, unit, flag string }{
	{"fsm", "DefaultSessions", "sessions at once", "", "max-sessions"},
	{"fsm", "DefaultSessionsPerAddress", "sessions from one address, or one /64 of IPv6", "", "max-sessions-per-address"},
	{"fsm", "DefaultLoginTimeout", "from connecting to the end of the login", "ns", "login-timeout"},
	{"fsm", "DefaultIdleTimeout", "between two commands", "ns", "idle-timeout"},
	{"fsm", "DefaultNoTransferTimeout", "since the last transfer, whatever commands came", "ns", "no-transfer-timeout"},
	{"fsm", "DefaultDataTimeout", "for a data connection to be opened", "ns", "data-timeout"},
	{"fsm", "DefaultEndpointTimeout", "for the port of a passive data connection to be used by a command, then it is closed", "ns", ""},
	{"data", "portWait", "for a passive port when all of a range are taken", "ns", ""},
	{"fsm", "DefaultStallTimeout", "for a data connection on which nothing moves", "ns", "stall-timeout"},
	{"fsm", "orphanTime", "for the end of the data of an upload whose control connection is lost", "ns", ""},
	{"data", "replyApart", "for a client that sent REST to close the data connection of a download, before 226", "ns", ""},
	{"fsm", "DefaultWorkTimeout", "for a command that works without a data connection: digests, copies, whole directories", "ns", ""},
	{"fsm", "DefaultWriteTimeout", "for a client to take a reply", "ns", ""},
	{"fsm", "stuckTimeout", "for sessions to end that were stopped at once", "ns", ""},
	{"line", "Max", "a command line; a longer one is dropped and answered once", "bytes", ""},
	{"line", "maxSubnegotiation", "a subnegotiation of Telnet before a line; what is longer is an overlong line", "bytes", ""},
	{"fsm", "maxQueuedLines", "commands that wait for the end of a transfer", "", ""},
	{"fsm", "maxQueuedBytes", "and their length together", "bytes", ""},
	{"engine", "maxMistakes", "lines in a row that are no command, then the session is closed", "", ""},
	{"data", "lowestDataPort", "the lowest port that the server connects to for data", "", ""},
	{"commands", "DefaultLoginFailures", "failed logins of a session, then it is closed", "", "max-login-failures"},
	{"accounts", "DefaultMaxFailures", "failed logins of an address, or one /64 of IPv6, then it is blocked; one that has logged in before with the name that it gives has as many more for that name", "", "max-login-failures-per-address"},
	{"accounts", "networkFailures", "times as many of one /48 of IPv6, then all of it is blocked, but for those who have logged in from there", "", ""},
	{"accounts", "DefaultWindow", "for a failed login to count", "ns", "login-failure-window"},
	{"accounts", "DefaultMaxDelay", "for the refusal of a login to be held back", "ns", "login-failure-delay"},
	{"accounts", "DefaultPatience", "for a password to be looked at, then the login is refused for now", "ns", "login-patience"},
	{"accounts", "DefaultVerifications", "passwords that are verified at once", "", "max-verifications"},
	{"accounts", "DefaultWaiting", "passwords that wait to be verified; addresses that have logged in before come first, and those with failures last", "", "max-waiting-logins"},
	{"accounts", "maxProofs", "users whose right password is remembered until the server ends, as a keyed hash, so that it need not be verified again", "", ""},
	{"accounts", "DefaultMaxEntries", "addresses, and names, whose failures are remembered", "", ""},
	{"storage", "MaxName", "a name in a path", "bytes", ""},
	{"storage", "MaxPath", "a path", "bytes", ""},
	{"quota", "countWait", "for the first count of a home that has a quota, then a change is refused for now", "ns", ""},
	{"walk", "Limit", "files, directories and links that one DSIZ, RMDA, LIST -R or copy visits", "", ""},
	{"directory", "maxListLevels", "levels of directories that LIST -R shows below the one that is named", "", ""},
	{"storage", "shortSize", "a new file that is held in memory until it is whole, under --uploads safe", "bytes", ""},
	{"storage", "shortUploads", "of these at once; others go to hidden files", "", ""},
	{"storage", "maxHandles", "directories that are held open on the way through a tree, however deep", "", ""},
	{"commands", "maxParents", "missing directories that SITE MKDIR makes above its own", "", ""},
	{"quoted", "MaxParts", "parts that one COMB joins", "", ""},
	{"digest", "MaxNames", "files of one MMD5", "", ""},
	{"mode", "MaxMarker", "a restart marker", "bytes", ""},
	{"fsm", "maxMarks", "markers of an upload that wait to be told to the client", "", ""},
	{"listing", "maxPattern", "a pattern of names (NLST *.txt)", "bytes", ""},
	{"mode", "RatioGrace", "an upload in MODE Z that expands more than 250 times", "bytes", ""},
	{"pages", "MaxHoles", "holes between the pages of an upload (STRU P)", "bytes", ""},
	{"logging", "MaxWaiting", "lines of the log that wait to be written; what comes then is counted, and the count is logged", "bytes", ""},
	{"cli", "flushPatience", "for whoever reads the log, when the server stops", "ns", ""},
	{"daemon", "killPatience", "for sessions to end when their transfers are cut off, then the server stops without them", "ns", ""},
	{"wire", "maxTextSize", "a file whose SIZE is told in TYPE A, which means reading it", "bytes", ""},
}

// limitTable is the table of limits, with the values of the constants.
func limitTable(t *testing.T) string {
	t.Helper()
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedImports | packages.NeedExportFile,
		Dir:  moduleRoot,
	}, "./fsm", "./fsm/data", "./fsm/line", "./fsm/engine", "./accounts", "./storage", "./storage/quota", "./commands", "./commands/directory",
		"./commands/walk", "./commands/quoted", "./commands/digest", "./commands/mode", "./commands/listing", "./commands/pages", "./commands/wire",
		"./cmd/portolan/cli", "./cmd/portolan/daemon", "./cmd/portolan/logging")
	if err != nil || packages.PrintErrors(loaded) > 0 {
		t.Fatalf("the packages cannot be read: %v", err)
	}
	flags := cli.FTP().Serve().Flags()
	var out strings.Builder
	out.WriteString("| what | limit | flag |\n|---|---|---|\n")
	for _, l := range limits {
		i := slices.IndexFunc(loaded, func(p *packages.Package) bool { return p.Name == l.pkg })
		c, ok := loaded[i].Types.Scope().Lookup(l.name).(*types.Const)
		if !ok {
			t.Fatalf("there is no constant %s.%s", l.pkg, l.name)
		}
		n, _ := constant.Int64Val(c.Val())
		value := fmt.Sprint(n)
		switch {
		case l.unit == "ns":
			value = time.Duration(n).String()
		case l.unit == "bytes":
			value = size(n)
		}
		flag := ""
		if l.flag != "" {
			flag = "`--" + l.flag + "`"
			if f := flags.Lookup(l.flag); f == nil || f.DefValue != value {
				t.Errorf("%s is not the default of %s", value, flag)
			}
		}
		fmt.Fprintf(&out, "| %s | %s | %s |\n", l.what, value, flag)
	}
	return out.String()
}

// size is a number of bytes for people.
func size(n int64) string {
	const kibi = 1 << 10
	for _, unit := range []string{"bytes", "KiB", "MiB"} {
		if n < kibi || n%kibi != 0 {
			return fmt.Sprintf("%d %s", n, unit)
		}
		n /= kibi
	}
	return fmt.Sprintf("%d GiB", n)
}

// TestReadmeLinks: what the documents that are written by hand point at is there, in other documents to the heading.
func TestReadmeLinks(t *testing.T) {
	t.Parallel()
	const fewest = 30
	links := 0
	for _, name := range []string{frontPage, guide, commandsPage, "cmd/ftpbench/README.md", "cmd/ftpcert/README.md", "storage/README.md", "accounts/postgres/README.md"} {
		text := document(t, name)
		for _, link := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(text, -1) {
			links++
			file, heading, within := strings.Cut(link[1], "#")
			to := path.Join(path.Dir(name), file)
			if file == "" {
				to = name
			}
			if _, err := os.Stat(filepath.Join(moduleRoot, filepath.FromSlash(to))); err != nil {
				t.Errorf("%s: %v", name, err)
			} else if within && !slices.Contains(headings(document(t, to)), heading) {
				t.Errorf("%s: %s has no heading #%s", name, to, heading)
			}
		}
	}
	if links < fewest {
		t.Errorf("only %d links are found", links)
	}
}

// headings are a document's, as links name them.
func headings(text string) []string {
	var names []string
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		name := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		names = append(names, strings.ReplaceAll(name, " ", "-"))
	}
	return names
}

// embedded is the example of a program with a server inside, without its imports.
func embedded(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(embedDir, "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, code, ok := strings.Cut(string(source), "\n)\n\n")
	if !ok {
		t.Fatal("the example has no imports")
	}
	return "```go\n" + code + "```\n"
}
