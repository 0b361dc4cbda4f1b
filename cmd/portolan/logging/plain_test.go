package logging

import (
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"
)

// TestPlainLines: every line as people see it.
func TestPlainLines(t *testing.T) {
	var out strings.Builder
	log := New(&out, Plain, slog.LevelInfo)
	log.Debug("not told")
	log.Info("connected", KeyPeer, "192.0.2.7:50112", KeySession, uint64(7))
	log.Info("upload", KeyPath, "/a b", KeyResult, "done", KeyBytes, int64(1234567), KeySeconds, 3.14, KeyRate, int64(393174), KeyUser, "zoë")
	log.Info("disconnected", KeySeconds, 61.2, KeySent, int64(0), KeyReceived, int64(9950))
	log.Warn("login failed", KeyUser, "bob\r\n00:00:00 login bob", KeyError, errors.New("no such thing"))
	log.Error("broken", "path.x", "y z", KeyBytes, "foreign")
	log.With("a", 1).WithGroup("g").With("b", "").Info("x", slog.Group("h", "c", true))
	log.Info("forged\nline", KeyPath, "\x1b[2J", "k", "\u202e", KeyCommand, "RETR a", KeyError, "a \"b\"")
	want := `T connected 192.0.2.7:50112
T upload "/a b" done 1.2 MB 3.1 s 393 kB/s zoë
T disconnected 61 s sent 0 B received 9.9 kB
T warning: login failed "bob\r\n00:00:00 login bob" no such thing
T error: broken path.x="y z" bytes=foreign
T x a=1 g.b="" g.h.c=true
T "forged\nline" "\x1b[2J" k="\u202e" "RETR a" "a \"b\""
`
	got := regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d `).ReplaceAllString(out.String(), "T ")
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestSizeText(t *testing.T) {
	for bytes, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 9940: "9.9 kB", 10_000: "10 kB", 999_499: "999 kB", 999_500: "1.0 MB",
		1_500_000_000: "1.5 GB", 1<<63 - 1: "9.2 EB",
	} {
		if got := Size(bytes); got != want {
			t.Errorf("%d: %q, want %q", bytes, got, want)
		}
	}
}

func TestSecondsText(t *testing.T) {
	for seconds, want := range map[float64]string{0: "0 ms", 0.0126: "13 ms", 1: "1.0 s", 9.94: "9.9 s", 10: "10 s", 4000: "4000 s"} {
		if got := secondsText(seconds); got != want {
			t.Errorf("%v: %q, want %q", seconds, got, want)
		}
	}
}

// TestVisible: a message of the program tells names byte by byte, and nothing in it talks to the terminal.
func TestVisible(t *testing.T) {
	for message, want := range map[string]string{
		"":                     "",
		`zoë "名字" \ 🎉`:         `zoë "名字" \ 🎉`,
		"a\x1b[2J\u009b\u202e": `a\x1b[2J\u009b\u202e`,
		"a\xff\xc2b\ufffd":     `a\xff\xc2b` + "\ufffd",
		"\u2028\u2066\x7f\t":   `\u2028\u2066\x7f\t`,
	} {
		if got := Visible(message); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}
