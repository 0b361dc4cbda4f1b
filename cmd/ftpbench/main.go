// Command ftpbench measures the FTP server as a client sees it and holds the figures against what the machine
// can do: against a floor, which is the barest Go program that moves the same bytes in the same dialogue, and
// against other FTP servers that are installed (vsftpd, proftpd, pure-ftpd, pyftpdlib).
//
//	$ go run ./cmd/ftpbench -run retr-1
//	scenario  metric      portolan  floor  unit   ratio  target   verdict  vsftpd
//	retr-1    throughput  3512      3540   MiB/s  0.992  >= 0.95  ok       0.994
//
// The server is the real program, `portolan serve`, built and started in a process of its own. The floor is a
// mode of this binary (`ftpbench floor ADDRESS DIR`), in a process of its own, so that conditions are equal; one
// client drives all of them. The floor has nothing of the server's design: a thread for each session, in blocking
// system calls, with canned replies. Rounds alternate between them. Each figure is the median of the rounds'
// values, and each ratio the median of the rounds' ratios, so that a machine that is busy for a while weighs on
// both sides. Everything stays on the loopback interface and, where there is room, in memory (tmpfs),
// so that neither network nor disk decides.
//
// The figures promise nothing about other machines, or about links that lose packets.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"syscall"
)

// Exit codes.
const (
	exitShort = 1 // -strict, and a target was missed; or a measurement failed
	exitUsage = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == floorName {
		if err := runFloor(ctx, args[1:], stdout); err != nil {
			fmt.Fprintln(stderr, "ftpbench floor:", err)
			return exitShort
		}
		return 0
	}
	o, err := parseOptions(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "ftpbench:", err)
		return exitUsage
	}
	rows, err := bench(ctx, o, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "ftpbench:", err)
		return exitShort
	}
	if o.json {
		err = writeJSON(stdout, rows)
	} else {
		err = writeTable(stdout, rows)
	}
	if err != nil || o.strict && anyShort(rows) {
		return exitShort
	}
	return 0
}

// options are what the command line chooses.
type options struct {
	run    *regexp.Regexp
	rounds int
	sizes  sizes
	peers  bool
	json   bool
	strict bool
	server string // a portolan binary; "" builds one
	dir    string // where files are served from; "" chooses
}

func parseOptions(args []string, stderr io.Writer) (options, error) {
	f := flag.NewFlagSet("ftpbench", flag.ContinueOnError)
	f.SetOutput(stderr)
	pattern := f.String("run", "", "measure only scenarios whose name matches this `regexp`")
	rounds := f.Int("rounds", 5, "rounds of each scenario; figures are medians over them")
	size := f.Int64("size", 0, "`bytes` of the large file (default 1 GiB)")
	entries := f.Int("entries", 0, "`files` of the large directory (default 100,000)")
	sessions := f.Int("sessions", 0, "idle `sessions` at once (default 5,000)")
	quick := f.Bool("quick", false, "small sizes: to see that everything works, not for figures")
	peers := f.Bool("peers", true, "measure other FTP servers that are installed, too")
	asJSON := f.Bool("json", false, "print JSON instead of a table")
	strict := f.Bool("strict", false, "exit 1 when a target is missed")
	server := f.String("server", "", "measure this portolan `binary` instead of building one")
	dir := f.String("dir", "", "serve files from below this `directory` (default /dev/shm, if there is room)")
	if err := f.Parse(args); err != nil {
		return options{}, err
	}
	if f.NArg() > 0 {
		return options{}, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	re, err := regexp.Compile(*pattern)
	if err != nil {
		return options{}, fmt.Errorf("-run: %w", err)
	}
	if *rounds < 1 || *size < 0 || *entries < 0 || *sessions < 0 {
		return options{}, errors.New("-rounds must be at least 1, and -size, -entries and -sessions not negative")
	}
	o := options{run: re, rounds: *rounds, sizes: fullSizes, peers: *peers, json: *asJSON, strict: *strict,
		server: *server, dir: *dir}
	if *quick {
		o.sizes = quickSizes
	}
	o.sizes.file = cmp.Or(*size, o.sizes.file)
	o.sizes.entries = cmp.Or(*entries, o.sizes.entries)
	o.sizes.sessions = cmp.Or(*sessions, o.sizes.sessions)
	return o, nil
}
