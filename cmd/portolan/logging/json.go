package logging

import (
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// HexSuffix ends the key of a value's bytes.
const HexSuffix = "_hex"

// NewJSON is slog's handler for JSON, made exact and safe to show. Characters that show nothing, or that turn
// the direction of what a terminal shows, are escaped as JSON has it (\u202e), so every reader gets them back.
// JSON has no way to say bytes that are no UTF-8: such a value has U+FFFD for them, and behind it stands a value
// that has all its bytes in hexadecimal:
//
//	{"msg":"upload","path":"/a�","path_hex":"2f61ff"}
func NewJSON(out io.Writer, level slog.Leveler) slog.Handler {
	return exact{slog.NewJSONHandler(visible{out}, &slog.HandlerOptions{Level: level})}
}

// exact adds the bytes of values that are no UTF-8.
type exact struct{ slog.Handler }

// Handle implements slog.Handler.
func (h exact) Handle(ctx context.Context, r slog.Record) error {
	valid := true
	r.Attrs(func(a slog.Attr) bool {
		_, valid = textOf(a.Value)
		return valid
	})
	if !valid {
		spelled := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
		r.Attrs(func(a slog.Attr) bool {
			spelled.AddAttrs(spell(a)...)
			return true
		})
		r = spelled
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h exact) WithAttrs(attrs []slog.Attr) slog.Handler {
	var all []slog.Attr
	for _, a := range attrs {
		all = append(all, spell(a)...)
	}
	return exact{h.Handler.WithAttrs(all)}
}

// WithGroup implements slog.Handler.
func (h exact) WithGroup(name string) slog.Handler { return exact{h.Handler.WithGroup(name)} }

// textOf is the text of a value that has one, and whether it is UTF-8.
func textOf(v slog.Value) (text string, valid bool) {
	switch v.Kind() {
	case slog.KindString:
		text = v.String()
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			text = err.Error()
		}
	}
	return text, utf8.ValidString(text)
}

// spell is a value, with its bytes behind it if it is no UTF-8.
func spell(a slog.Attr) []slog.Attr {
	text, valid := textOf(a.Value)
	if valid {
		return []slog.Attr{a}
	}
	return []slog.Attr{
		slog.String(a.Key, strings.ToValidUTF8(text, string(utf8.RuneError))),
		slog.String(a.Key+HexSuffix, hex.EncodeToString([]byte(text))),
	}
}

// visible escapes invisible characters in lines of JSON. They occur only in strings.
type visible struct{ out io.Writer }

// Write implements io.Writer.
func (v visible) Write(line []byte) (int, error) {
	at := 0
	for at < len(line) && line[at] < unicode.MaxASCII {
		at++
	}
	if at == len(line) { // nearly every line
		return v.out.Write(line)
	}
	escaped := append(make([]byte, 0, 2*len(line)), line[:at]...)
	for at < len(line) {
		r, n := utf8.DecodeRune(line[at:])
		if Shows(r) || r == '\n' {
			escaped = append(escaped, line[at:at+n]...)
		} else {
			escaped = appendEscape(escaped, r)
		}
		at += n
	}
	if _, err := v.out.Write(escaped); err != nil {
		return 0, err
	}
	return len(line), nil
}

// Shows reports whether a terminal shows a character as it is: no control, no mark of direction, no separator of
// lines, nothing that is unassigned or private.
func Shows(r rune) bool { return unicode.IsPrint(r) }

// appendEscape adds a character as JSON escapes it, those beyond U+FFFF as a pair (RFC 8259 7).
func appendEscape(line []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	units := utf16.AppendRune(nil, r)
	for _, u := range units {
		line = append(line, '\\', 'u', digits[u>>12], digits[u>>8&0xf], digits[u>>4&0xf], digits[u&0xf])
	}
	return line
}
