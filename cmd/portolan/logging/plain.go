package logging

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The formats of a log.
const (
	Plain = "plain" // lines for people
	Text  = "text"  // key=value, as slog.NewTextHandler writes it
	JSON  = "json"
)

// Formats are the formats of a log; the first is the default.
var Formats = []string{Plain, Text, JSON}

// New makes a log in one of the formats; what is none of them is Plain.
func New(w io.Writer, format string, level slog.Level) *slog.Logger {
	switch format {
	case JSON:
		return slog.New(NewJSON(w, level))
	case Text:
		return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
	}
	return slog.New(&plainHandler{out: w, level: level})
}

// plainHandler writes lines for people: the time, the message, then the values
// that explain themselves bare and the others behind their names.
//
//	14:03:25 upload /video.mp4 done 1.2 GB 3.1 s 390 MB/s alice 192.0.2.7:50112
//	14:03:30 warning: login failed rejected bob 192.0.2.9:41022
//
// Names that clients choose are quoted unless they are plain words, so that
// none can forge a line or talk to the terminal.
type plainHandler struct {
	out    io.Writer // takes whole lines, from several goroutines
	level  slog.Level
	prefix string // of the keys, for groups
	before string // what With added
}

// Enabled implements slog.Handler.
func (h *plainHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }

// Handle implements slog.Handler.
func (h *plainHandler) Handle(_ context.Context, r slog.Record) error {
	var line strings.Builder
	line.WriteString(r.Time.Format("15:04:05 "))
	switch {
	case r.Level >= slog.LevelError:
		line.WriteString("error: ")
	case r.Level >= slog.LevelWarn:
		line.WriteString("warning: ")
	}
	line.WriteString(Printable(r.Message, true))
	line.WriteString(h.before)
	r.Attrs(func(a slog.Attr) bool {
		line.WriteString(plainAttr(h.prefix, a))
		return true
	})
	line.WriteByte('\n')
	_, err := io.WriteString(h.out, line.String())
	return err
}

// WithAttrs implements slog.Handler.
func (h *plainHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *h
	for _, a := range attrs {
		with.before += plainAttr(h.prefix, a)
	}
	return &with
}

// WithGroup implements slog.Handler.
func (h *plainHandler) WithGroup(name string) slog.Handler {
	with := *h
	with.prefix += name + "."
	return &with
}

// plainAttr is one value with a blank before it, or nothing if it tells people nothing.
func plainAttr(prefix string, a slog.Attr) string {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		var all strings.Builder
		for _, member := range v.Group() {
			all.WriteString(plainAttr(prefix+a.Key+".", member))
		}
		return all.String()
	}
	switch key := prefix + a.Key; {
	case key == KeySession:
		return ""
	case key == KeyBytes && v.Kind() == slog.KindInt64:
		return " " + Size(v.Int64())
	case key == KeyRate && v.Kind() == slog.KindInt64:
		return " " + Size(v.Int64()) + "/s"
	case key == KeySeconds && v.Kind() == slog.KindFloat64:
		return " " + secondsText(v.Float64())
	case (key == KeySent || key == KeyReceived) && v.Kind() == slog.KindInt64:
		return " " + key + " " + Size(v.Int64())
	case slices.Contains(bare, key):
		return " " + Printable(v.String(), key == KeyError)
	default:
		return " " + key + "=" + Printable(v.String(), false)
	}
}

// bare are the keys whose values explain themselves.
var bare = []string{KeyCommand, KeyPath, KeyResult, KeyUser, KeyPeer, KeyError}

// Printable is s, quoted if it is empty or holds anything that could be taken
// for something else; blanks are all right only where nothing can be confused.
func Printable(s string, blanks bool) string {
	odd := func(r rune) bool {
		return !Shows(r) || r == '"' || r == ' ' && !blanks || r == unicode.ReplacementChar
	}
	if s == "" || strings.ContainsFunc(s, odd) {
		return strconv.Quote(s)
	}
	return s
}

// Visible is a message with names in it, of which nothing talks to the terminal; it stays as it is if all of it shows.
func Visible(message string) string {
	var text strings.Builder
	for i, r := range message {
		switch size := utf8.RuneLen(r); {
		case r == utf8.RuneError && !strings.HasPrefix(message[i:], string(r)):
			fmt.Fprintf(&text, `\x%02x`, message[i])
		case !Shows(r):
			quoted := strconv.QuoteRune(r)
			text.WriteString(quoted[1 : len(quoted)-1])
		default:
			text.WriteString(message[i : i+size])
		}
	}
	return text.String()
}

// secondsText is a time in two digits or more.
func secondsText(seconds float64) string {
	switch {
	case seconds < 1:
		return fmt.Sprintf("%.0f ms", 1000*seconds)
	case seconds < 10:
		return fmt.Sprintf("%.1f s", seconds)
	}
	return fmt.Sprintf("%.0f s", seconds)
}

// Size is a number of bytes in three digits or so.
func Size(bytes int64) string {
	const units = "kMGTPE"
	if bytes < 1000 {
		return strconv.FormatInt(bytes, 10) + " B"
	}
	value, unit := float64(bytes)/1000, 0
	for value >= 999.5 {
		value, unit = value/1000, unit+1
	}
	if value < 10 {
		return fmt.Sprintf("%.1f %cB", value, units[unit])
	}
	return fmt.Sprintf("%.0f %cB", value, units[unit])
}

// Rate is how much goes on in some time, in bytes per second.
func Rate(bytes int64, took time.Duration) int64 {
	if took <= 0 {
		return 0
	}
	return int64(float64(bytes) / took.Seconds())
}
