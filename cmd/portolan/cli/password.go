package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"golang.org/x/term"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

const (
	stdinFlag = "password-stdin"
	// maxPasswordLine is as much of standard input as can be a password and its line end.
	maxPasswordLine = accounts.MaxPasswordLength + len("\r\n")
)

// errInterrupted says that the person at the terminal gave up.
var errInterrupted = errors.New("interrupted")

// newPassword reads a password, or another secret, from standard input, or asks
// for it by its name twice on the terminal, which does not show it.
func newPassword(fromStdin bool, name string, stdin, stderr *os.File) (string, error) {
	if fromStdin {
		return readPassword(stdin)
	}
	if !term.IsTerminal(int(stdin.Fd())) {
		return "", daemon.Mistakef("there is no terminal to ask for the %s on: say --%s to read it from standard input", strings.ToLower(name), stdinFlag)
	}
	password, err := askPassword(name+": ", stdin, stderr)
	if err != nil {
		return "", err
	}
	again, err := askPassword("Again: ", stdin, stderr)
	if err != nil {
		return "", err
	}
	if password != again {
		return "", fmt.Errorf("the two %ss differ", strings.ToLower(name))
	}
	return password, nil
}

// readPassword reads one line, or a little more than can be a password, and nothing behind it.
func readPassword(r io.Reader) (string, error) {
	var line []byte
	for next := make([]byte, 1); len(line) <= maxPasswordLine; line = append(line, next...) {
		if _, err := io.ReadFull(r, next); err != nil && err != io.EOF {
			return "", fmt.Errorf("read the password: %w", err)
		} else if err == io.EOF || next[0] == '\n' {
			break
		}
	}
	return strings.TrimSuffix(string(line), "\r"), nil
}

// askPassword asks for one line on the terminal. After an interrupt the terminal has its echo again.
func askPassword(prompt string, stdin, stderr *os.File) (string, error) {
	fd := int(stdin.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("ask for the password: %w", err)
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	defer signal.Stop(interrupted)
	fmt.Fprint(stderr, prompt)
	type answer struct {
		line []byte
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		answers <- answer{line, err}
	}()
	select {
	case a := <-answers:
		fmt.Fprintln(stderr)
		if a.err != nil {
			return "", fmt.Errorf("ask for the password: %w", a.err)
		}
		return string(a.line), nil
	case <-interrupted:
		fmt.Fprintln(stderr)
		return "", errors.Join(errInterrupted, term.Restore(fd, before))
	}
}
