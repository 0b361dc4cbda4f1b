package player

import (
	"slices"
	"testing"
)

// TestScript: what Script writes, ParseScript reads.
func TestScript(t *testing.T) {
	acts := []Act{{Do: Connect}, Line("USER {user}"), Line("RETR a\x00b;c\\"), {Do: Split, Text: "NOOP"}, {Do: Open}, {Do: Finish, Text: "garbage"}, Line("STAT")}
	got, err := ParseScript(Script(acts))
	if err != nil || !slices.Equal(got, acts) {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"jump", "> a\\q", "> a\\x0"} {
		if _, err := ParseScript(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// TestSegments: the bytes of a line, in the pieces that travel apart.
func TestSegments(t *testing.T) {
	for do, want := range map[string][]string{
		Send: {"NOOP\r\n"}, Split: {"NOOP\r", "\n"}, Bytes: {"N", "O", "O", "P", "\r", "\n"}, Telnet: {"\xff\xf4\xff\xf2NOOP\r\n"},
	} {
		if got := segments(do, []string{"NOOP"}); !slices.Equal(got, want) {
			t.Errorf("%s: %q", do, got)
		}
	}
	if got := segments(Together, []string{"AUTH TLS", "NOOP"}); !slices.Equal(got, []string{"AUTH TLS\r\nNOOP\r\n"}) {
		t.Errorf("together: %q", got)
	}
}
