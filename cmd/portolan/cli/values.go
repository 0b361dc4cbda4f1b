package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/fsm"
)

// readPorts reads A-B, both from 1024 up. Lower ports belong to well-known services.
func readPorts(text string) (fsm.PortRange, error) {
	first, last, _ := strings.Cut(text, "-")
	a, errA := strconv.ParseUint(first, 10, 16)
	b, errB := strconv.ParseUint(last, 10, 16)
	switch {
	case errA != nil || errB != nil:
		return fsm.PortRange{}, fmt.Errorf("%q is not FIRST-LAST, such as 50000-50099", text)
	case a > b:
		return fsm.PortRange{}, fmt.Errorf("%q ends before it begins", text)
	case a < lowestPassivePort:
		return fsm.PortRange{}, fmt.Errorf("%q begins below %d", text, lowestPassivePort)
	}
	return fsm.PortRange{First: uint16(a), Last: uint16(b)}, nil
}

// lowestPassivePort keeps data connections off the ports of well-known services.
const lowestPassivePort = 1024

// readPublicAddress reads what PASV tells, which has room for IPv4 alone (RFC 959 4.1.2).
func readPublicAddress(text string) (netip.Addr, error) {
	addr, err := netip.ParseAddr(text)
	if err != nil || !addr.Is4() || addr.IsUnspecified() {
		return netip.Addr{}, fmt.Errorf("%q is no IPv4 address, such as 203.0.113.7; over IPv6 none is needed", text)
	}
	return addr, nil
}

// readDuration reads a positive duration.
func readDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no duration, such as 90s, 5m or 1h30m", text)
	}
	if d <= 0 {
		return 0, fmt.Errorf("%q is not more than nothing", text)
	}
	return d, nil
}

// readPatience reads a duration that may be 0.
func readPatience(text string) (time.Duration, error) {
	if d, err := time.ParseDuration(text); err == nil && d == 0 {
		return 0, nil
	}
	return readDuration(text)
}

// readCount reads a positive number.
func readCount(text string) (int, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%q is no number from 1 to %d", text, math.MaxInt32)
	}
	return int(n), nil
}

// readLevel reads a level of the log.
func readLevel(text string) (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(text)); err != nil {
		return 0, fmt.Errorf("%q is none of %s", text, strings.Join(logLevels, ", "))
	}
	return level, nil
}

// readChoice reads one word out of a few.
func readChoice(choices []string) func(string) (string, error) {
	return func(text string) (string, error) {
		for _, choice := range choices {
			if text == choice {
				return text, nil
			}
		}
		return "", fmt.Errorf("%q is none of %s", text, strings.Join(choices, ", "))
	}
}

// readNamed reads the name of one value out of a few.
func readNamed[T fmt.Stringer](choices []T) func(string) (T, error) {
	return func(text string) (value T, err error) {
		for _, choice := range choices {
			if text == choice.String() {
				return choice, nil
			}
		}
		return value, fmt.Errorf("%q is none of %s", text, strings.Join(namesOf(choices), ", "))
	}
}

// namesOf are the names of values.
func namesOf[T fmt.Stringer](values []T) []string {
	var names []string
	for _, v := range values {
		names = append(names, v.String())
	}
	return names
}

// readFile reads the name of a file, which is looked at later.
func readFile(text string) (string, error) {
	if text == "" {
		return "", errors.New("the name of the file is empty")
	}
	return text, nil
}

// readHome reads a directory below the served one.
func readHome(text string) (string, error) {
	if text == "" {
		return "", errors.New("the name of the directory is empty")
	}
	return text, nil
}

// readUser reads NAME:PASSWORD. Its errors do not quote the password.
func readUser(text string) (accounts.StaticUser, error) {
	user, err := accounts.ParseStaticUser(text)
	user.Account.Permissions = accounts.ReadWrite
	return user, err
}

// readNetwork reads an address, or a network with the length of its prefix.
func readNetwork(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil || p.Masked() != p || p.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%q is no address or network, such as 192.0.2.7 or 192.0.2.0/24", text)
	}
	return p, nil
}

// earlierProof of --tls-data also refused clients that offered another connection's session.
const earlierProof = "when-offered"

// readDataProof reads what data connections have to show.
func readDataProof(text string) (fsm.DataProof, error) {
	if text == earlierProof {
		return fsm.ProofCertificate, nil
	}
	word, err := readChoice(daemon.DataProofs)(text)
	return fsm.DataProof(slices.Index(daemon.DataProofs, word)), err
}
