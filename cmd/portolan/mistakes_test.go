package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMistakes has every kind of mistake an operator can make: one line on standard error, status 2.
func TestMistakes(t *testing.T) {
	dir := t.TempDir()
	file := writeFile(t, filepath.Join(t.TempDir(), "file"), "")
	broken := writeFile(t, filepath.Join(t.TempDir(), "broken"), "# a comment\nalice:secret:read-only:\n")
	inside := writeFile(t, filepath.Join(dir, "users"), "")
	missing := filepath.Join(dir, "missing")
	open := writeFile(t, filepath.Join(t.TempDir(), "open"), "")
	if err := os.Chmod(open, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args string // split at blanks; DIR is a directory
		want string
	}{
		{"sreve", `there is no command "portolan sreve"; did you mean "serve"?`},
		{"xyzzy", `there is no command "portolan xyzzy"`},
		{"version now", `nothing can follow here: "now"`},

		{"serve", "DIR is missing: which directory is to be served?"},
		{"serve DIR DIR", `only one DIR is possible: "` + dir + `" is too much`},
		{"serve " + missing, missing + " cannot be served: no such file or directory"},
		{"serve " + file, file + " cannot be served: it is no directory"},
		{"serve /", "/ cannot be served: a system directory is not served: it is /"},
		{"serve /proc", "/proc cannot be served: a system directory is not served: it is /proc"},

		{"serve --lisen x DIR", `unknown flag: --lisen; did you mean "listen"?`},
		{"serve --xyzzy x DIR", "unknown flag: --xyzzy"},
		{"serve -ubob:secret DIR", "unknown flag: -u"},
		{"serve --chgrp-group no-such-group DIR", "--chgrp-group: there is no such group"},
		{"serve DIR --listen", "flag needs an argument: --listen"},
		{"serve --anonymous=perhaps DIR", `--anonymous: "perhaps" is neither true nor false`},
		{"serve --listen 2121 DIR", `--listen: "2121" is not HOST:PORT, such as 127.0.0.1:2121`},
		{"serve --listen :ftp DIR", `--listen: "ftp" is no port: it is a number up to 65535`},
		{"serve --listen :65536 DIR", `--listen: "65536" is no port: it is a number up to 65535`},
		{"serve --passive-ports 5000 DIR", `--passive-ports: "5000" is not FIRST-LAST, such as 50000-50099`},
		{"serve --passive-ports 5000-65536 DIR", `--passive-ports: "5000-65536" is not FIRST-LAST, such as 50000-50099`},
		{"serve --passive-ports 5001-5000 DIR", `--passive-ports: "5001-5000" ends before it begins`},
		{"serve --passive-ports 1023-5000 DIR", `--passive-ports: "1023-5000" begins below 1024`},
		{"serve --fxp-network everywhere DIR", `--fxp-network: "everywhere" is no address or network, such as 192.0.2.7 or 192.0.2.0/24`},
		{"serve --fxp-network 192.0.2.7/24 DIR", `--fxp-network: "192.0.2.7/24" is no address or network, such as 192.0.2.7 or 192.0.2.0/24`},
		{"serve --fxp-network ::ffff:192.0.2.0/120 DIR", `--fxp-network: "::ffff:192.0.2.0/120" is no address or network, such as 192.0.2.7 or 192.0.2.0/24`},
		{"serve --public-address example.com DIR", `--public-address: "example.com" is no IPv4 address, such as 203.0.113.7; over IPv6 none is needed`},
		{"serve --public-address ::1 DIR", `--public-address: "::1" is no IPv4 address, such as 203.0.113.7; over IPv6 none is needed`},
		{"serve --public-address 0.0.0.0 DIR", `--public-address: "0.0.0.0" is no IPv4 address, such as 203.0.113.7; over IPv6 none is needed`},
		{"serve --no-active --no-passive DIR", "--no-active and --no-passive together leave no way to transfer anything"},
		{"serve --passive-ports 5000-5001 --no-passive DIR", "--passive-ports and --public-address say nothing with --no-passive"},
		{"serve --public-address 203.0.113.7 --no-passive DIR", "--passive-ports and --public-address say nothing with --no-passive"},
		{"serve --listen 127.0.0.1:2121 --listen 127.0.0.1:2121 DIR", "--listen 127.0.0.1:2121: the address is given twice"},
		{"serve --listen :2121 --tls-listen :2121 --tls-self-signed DIR", "--tls-listen :2121: the address is given twice"},
		{"serve --listen :5007 --passive-ports 5000-5010 DIR", "--listen :5007: the port lies in --passive-ports 5000-5010"},
		{"serve --listen 203.0.113.77:2121 DIR", "--listen 203.0.113.77:2121: this machine has no such address; without HOST it is every one that it has"},
		{"serve --listen nowhere.invalid:2121 DIR", "--listen nowhere.invalid:2121: no address is known for that name"},
		{"serve --tls off --tls-listen :0 --tls-self-signed DIR", "--tls off and --tls-listen exclude each other"},
		{"serve --anonymous --user FTP:x DIR", "--user FTP: with --anonymous that is a name of guests, who need no password"},
		{"serve --anonymous=false --anonymous-home a DIR", "--anonymous-home needs --anonymous"},
		{"serve --tls-cert " + file + " --tls-key " + missing + "-key DIR", "--tls-cert and --tls-key: stat " + missing + "-key: no such file or directory"},
		{"serve --tls-self-signed --tls-client-ca " + file + " DIR", "--tls-client-ca: " + file + " is empty"},
		{"serve --tls-self-signed --allow-fxp --fxp-ca " + file + " DIR", "--fxp-ca: " + file + " is empty"},

		{"serve --user bob DIR", "--user: user has no password: write NAME:PASSWORD"},
		{"serve --user bob: DIR", "--user: password is empty"},
		{"serve --user :secret DIR", "--user: user name is empty"},
		{"serve --user bob:1 --user bob:2 DIR", `user "bob": given twice`},
		{"serve --users= DIR", "--users: the name of the file is empty"},
		{"serve --users " + missing + " DIR", "users file: open " + missing + ": no such file or directory"},
		{"serve --users " + broken + " DIR", broken + ":2: password field is neither an argon2id nor a bcrypt hash"},
		{"serve --users " + open + " DIR", "users file " + open + ": mode 0666 lets others write it: run chmod 600"},
		{"serve --users " + inside + " DIR", inside + " lies in the served directory, where clients could read or replace it"},
		{"serve --max-upload-size 1.5G DIR", `--max-upload-size: "1.5G" is no size, such as 500000, 64M or 2G`},
		{"serve --max-upload-size 9000000T DIR", `--max-upload-size: "9000000T" is no size, such as 500000, 64M or 2G`},
		{"serve --max-sessions 0 DIR", `--max-sessions: "0" is no number from 1 to 2147483647`},
		{"serve --max-sessions-per-address -1 DIR", `--max-sessions-per-address: "-1" is no number from 1 to 2147483647`},
		{"serve --login-timeout 60 DIR", `--login-timeout: "60" is no duration, such as 90s, 5m or 1h30m`},
		{"serve --idle-timeout 0s DIR", `--idle-timeout: "0s" is not more than nothing`},
		{"serve --shutdown-timeout -1s DIR", `--shutdown-timeout: "-1s" is not more than nothing`},
		{"serve --language fr DIR", `--language: "fr" is none of en, zh`},
		{"serve --log-format xml DIR", `--log-format: "xml" is none of plain, text, json`},
		{"serve --log-level loud DIR", `--log-level: "loud" is none of debug, info, warn, error`},
		{"serve --config= DIR", "--config: the name of the file is empty"},
		{"serve --config " + missing + " DIR", "configuration file: open " + missing + ": no such file or directory"},
		{"serve --config " + dir + " DIR", "configuration file: read " + dir + ": is a directory"},

		{"user ad", `there is no command "portolan user ad"; did you mean "add"?`},
		{"user list", "which file of users? Say --users FILE"},
		{"user add --users " + file, "NAME is missing: portolan user add [flags] NAME"},
		{"user add --users " + file + " bob", "there is no terminal to ask for the password on: say --password-stdin to read it from standard input"},
		{"user add --users " + file + " --permissions red bob", `--permissions: unknown permission "red": did you mean "read"?`},
		{"user add --users " + file + " --password-stdin bob", "password is empty"},
		{"user remove --users " + file + " bob ann", `only one NAME is possible: "ann" is too much`},
		{"user list --users " + missing, "users file: open " + missing + ": no such file or directory"},
		{"user remove --users " + broken + " bob", broken + ":2: password field is neither an argon2id nor a bcrypt hash"},
	} {
		t.Run(test.args, func(t *testing.T) {
			args := strings.Fields(test.args)
			for i, arg := range args {
				if arg == "DIR" {
					args[i] = dir
				}
			}
			want := result{status: exitUsage, stderr: "portolan: " + test.want + "\n"}
			if got := runProgram(t, "", args...); got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// TestFailures has what is nobody's mistake: one line on standard error, status 1.
func TestFailures(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	file := writeFile(t, filepath.Join(t.TempDir(), "users"), "alice:!:read-only:\n")
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"serve", "--listen", "127.0.0.1:0", "--listen", address, t.TempDir()},
			"--listen " + address + ": the address is in use: does a server run there already?"},
		{[]string{"user", "add", "--users", file, "--password-stdin", "alice"}, `add user "alice": user exists already: "portolan user set" changes it, and "portolan user passwd" its password`},
		{[]string{"user", "passwd", "--users", file, "--password-stdin", "bob"}, `set password of user "bob": no such user`},
		{[]string{"user", "remove", "--users", file, "bob"}, `remove user "bob": no such user`},
	} {
		t.Run(test.want, func(t *testing.T) {
			want := result{status: exitFailed, stderr: "portolan: " + test.want + "\n"}
			if got := runProgram(t, "pw\n", test.args...); got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// TestErrorShown: names in what the program says at its end stay on their line and off the terminal.
func TestErrorShown(t *testing.T) {
	t.Parallel()
	want := result{exitUsage, "", `portolan: /nowhere/\x1b[2J\u202e\xff cannot be served: no such file or directory` + "\n"}
	if got := runProgram(t, "", "serve", "/nowhere/\x1b[2J\u202e\xff"); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
