package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"golang.org/x/term"

	"github.com/portolan-ftp/portolan/accounts"
)

const (
	stdinFlag = "password-stdin"
	// maxPasswordLine is as much of standard input as can be a password and its line end.
	maxPasswordLine = accounts.MaxPasswordLength + len("\r\n")
)

// errInterrupted says that the person at the terminal gave up.
var errInterrupted = errors.New("interrupted")

// newPassword reads a password from standard input, or asks for it twice on
// the terminal, which does not show it.
func newPassword(fromStdin bool, stdin, stderr *os.File) (string, error) {
	if fromStdin {
		return readPassword(stdin)
	}
	if !term.IsTerminal(int(stdin.Fd())) {
		return "", usagef("there is no terminal to ask for the password on: say --%s to read it from standard input", stdinFlag)
	}
	password, err := askPassword("Password: ", stdin, stderr)
	if err != nil {
		return "", err
	}
	again, err := askPassword("Again: ", stdin, stderr)
	if err != nil {
		return "", err
	}
	if password != again {
		return "", errors.New("the two passwords differ")
	}
	return password, nil
}

// readPassword reads one line.
func readPassword(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, int64(maxPasswordLine)+1)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), nil
}

// askPassword asks for one line on the terminal. Whoever interrupts finds the
// terminal as it was, with its echo.
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
