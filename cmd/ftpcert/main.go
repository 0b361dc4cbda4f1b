// Command ftpcert is the certification suite for FTP servers of MIL-STD-1780 (1988), the only one that was ever
// published. It speaks to the control port of any server and knows nothing of how that one is made: its client,
// and its encoders for types, modes and structures, share no code with Portolan.
//
//	$ go run ./cmd/ftpcert -user me:secret 192.0.2.1:21
//	1         (connect)         success        220
//	...
//	50-55ABF  TYPE, MODE, STRU  not evaluated  MODE B: 504
//	...
//	38 of 64 succeed, 5 are not evaluated, 21 fail
//
// The standard has three verdicts. A server succeeds when it answers in time, with a code that the standard
// accepts, and has done what it says. It is not evaluated where it says that it does not implement the command or
// the value, and where a case asks how a command is refused that it does implement. Anything else is a failure.
//
// There are 64 probes: 21 positive tests, 18 for the positive tests 50 to 55, which are every combination of TYPE A,
// E and I, MODE S, B and C, and STRU F and R, and 25 negative cases. Tests 67, 68, 77 and 78 have several steps, and
// are one probe each.
//
// Some cases apply only under a policy of the server: 65 (a data connection to a third party), 117a (USER tells unknown
// names) and 116 (no passive mode), for instance. For such a case -at names a server with that policy. Test 62 needs a
// user who has to give an account: -account. The suite makes files and a directory whose names begin with "ftpcert",
// and removes them. It does not use TLS, nor IPv6, and tests no client.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// Exit codes.
const (
	exitFailed = 1 // a probe failed
	exitUsage  = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	t, err := parseTarget(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "ftpcert:", err)
		return exitUsage
	}
	all := t.certify()
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	for _, r := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.number, r.what, r.verdict, r.detail)
	}
	w.Flush()
	n := count(all)
	fmt.Fprintf(stdout, "%d of %d succeed, %d are not evaluated, %d fail\n", n[success], len(all), n[notEvaluated], n[failure])
	if n[failure] > 0 {
		return exitFailed
	}
	return 0
}

// target is the server that is tested.
type target struct {
	address  string            // of its control port
	at       map[string]string // addresses of servers that differ by policy, by the probe's number
	user     login
	account  login         // who has to give an account; nobody if the name is empty
	third    string        // an IPv4 address of this machine, other than the one that it connects from
	patience time.Duration // the longest that is waited for a reply, whatever limit the standard gives
}

// login is what a user gives.
type login struct{ name, password, account string }

func parseTarget(args []string, stderr io.Writer) (*target, error) {
	t := &target{at: map[string]string{}}
	flags := flag.NewFlagSet("ftpcert", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: ftpcert [flags] HOST:PORT")
		flags.PrintDefaults()
	}
	flags.Func("user", "who logs in, `NAME:PASSWORD`", func(s string) error { return t.user.set(s, 2) })
	flags.Func("account", "a user who has to give an account, `NAME:PASSWORD:ACCOUNT`", func(s string) error { return t.account.set(s, 3) })
	flags.Func("at", "where a case is tested, `CASE=HOST:PORT`; repeatable", func(s string) error {
		number, address, ok := strings.Cut(s, "=")
		if !ok || !known(number) {
			return fmt.Errorf("want CASE=HOST:PORT, and a case that there is")
		}
		t.at[number] = address
		return nil
	})
	flags.StringVar(&t.third, "third", "127.0.0.2", "IPv4 `ADDRESS` of this machine, other than the one that the server sees; for test 65")
	flags.DurationVar(&t.patience, "patience", longLimit, "longest time to wait for a reply")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() != 1 || t.user.name == "" {
		return nil, errors.New("one address and -user are needed")
	}
	t.address = flags.Arg(0)
	return t, nil
}

func (l *login) set(s string, fields int) error {
	parts := strings.SplitN(s, ":", fields)
	if len(parts) != fields {
		return fmt.Errorf("want %d parts with colons between them", fields)
	}
	l.name, l.password = parts[0], parts[1]
	if fields > 2 {
		l.account = parts[2]
	}
	return nil
}
