package logging

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestJSONExact: every reader of JSON gets back the bytes of every text, and no line holds what a terminal obeys.
func TestJSONExact(t *testing.T) {
	texts := []string{"", "plain", `quo"te\`, "zoë 名字 🎉", "\u202e\u2066", "\x00\x1b[2J\x7f\r\n", "\ufeffbom", "\U000e0041tag",
		"a\xffb", "\xc2", "\xff\xfe\x9b", "\xed\xa0\x80", "\ufffd", "a\ufffd\xff", "\u2028"}
	for r := rune(0); r <= 0x2100; r++ {
		texts = append(texts, string(r))
	}
	for _, text := range texts {
		var out strings.Builder
		log := slog.New(NewJSON(&out, slog.LevelInfo))
		log.With("own", text).Info("m", "path", text, "error", errors.New(text), "n", 7)
		line := out.String()
		for _, r := range strings.TrimSuffix(line, "\n") {
			if !Shows(r) {
				t.Errorf("%q: %q is raw in %q", text, r, line)
			}
		}
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Errorf("%q: %v in %q", text, err, line)
		}
		for _, key := range []string{"own", "path", "error"} {
			back, _ := got[key].(string)
			if digits, said := got[key+HexSuffix].(string); said {
				raw, err := hex.DecodeString(digits)
				if err != nil || utf8.Valid(raw) {
					t.Errorf("%q: bytes %q, %v", text, raw, err)
				}
				back = string(raw)
			}
			if back != text {
				t.Errorf("%q: %s is %q in %q", text, key, back, line)
			}
		}
	}
}
