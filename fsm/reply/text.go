// Package reply writes the reply of a row. It cuts the texts at their placeholders when a server is made, and fills in
// the values of a session. It is pure: package control sends the bytes.
package reply

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/fsm/table"
	"github.com/portolan-ftp/portolan/storage"
)

// Text is a row's text in one language, cut at its placeholders.
type Text struct {
	code  uint16
	fixed []byte // the whole reply, line end included, when nothing has to be filled in
	first []piece
	last  []piece // the last line, for rows with a body
	cut   []piece // instead of it where the body breaks off
}

// piece is a stretch of literal text, or a value if source is not fromText.
type piece struct {
	text   string
	source source
	index  int
	format string
}

type source uint8

const (
	fromText source = iota
	fromParam
	fromArg
	fromSlot
	fromSyntax
	fromCommand
)

// compiler cuts the texts of a table.
type compiler struct{ table *table.Table }

// Compile cuts the texts of a table: by language and row.
func Compile(t *table.Table) ([][]Text, error) {
	c := compiler{t}
	var all [][]Text
	for language := range t.Languages {
		texts := make([]Text, len(t.Rows))
		for i := range t.Rows {
			row := &t.Rows[i]
			if row.Code == 0 {
				continue
			}
			text, err := c.row(row, language)
			if err != nil {
				return nil, fmt.Errorf("fsm: row %s: %w", t.RowName(table.Row(i)), err)
			}
			texts[i] = text
		}
		all = append(all, texts)
	}
	return all, nil
}

func (c compiler) row(row *table.RowInfo, language int) (t Text, err error) {
	t.code = row.Code
	if t.first, err = c.cut(row, row.Text[language]); err != nil {
		return t, err
	}
	if row.Body {
		t.last, err = c.cut(row, row.End[language])
		if err == nil && row.Cut != nil {
			t.cut, err = c.cut(row, row.Cut[language])
		}
		return t, err
	}
	if len(t.first) == 1 && t.first[0].source == fromText {
		t.fixed = fmt.Appendf(nil, "%d %s\r\n", row.Code, t.first[0].text)
	}
	return t, nil
}

// cut splits a text at its {name} and {name:format} placeholders.
func (c compiler) cut(row *table.RowInfo, text string) (pieces []piece, err error) {
	for {
		before, rest, found := strings.Cut(text, "{")
		if before != "" || !found && pieces == nil {
			pieces = append(pieces, piece{text: before})
		}
		if !found {
			return pieces, nil
		}
		name, after, found := strings.Cut(rest, "}")
		if !found {
			return nil, fmt.Errorf("placeholder without end in %q", text)
		}
		name, format, _ := strings.Cut(name, ":")
		p, err := c.value(row, name)
		if err != nil {
			return nil, err
		}
		p.format = format
		pieces, text = append(pieces, p), after
	}
}

// value finds where a placeholder's value comes from.
func (c compiler) value(row *table.RowInfo, name string) (piece, error) {
	if i := slices.Index(row.Params, name); i >= 0 {
		return piece{source: fromParam, index: i}, nil
	}
	if row.Command != table.NoCommand {
		if i := slices.Index(c.table.Commands[row.Command].Args, name); i >= 0 {
			return piece{source: fromArg, index: i}, nil
		}
	}
	if s := c.table.SlotOf(name); s != table.NoSlot {
		return piece{source: fromSlot, index: int(s)}, nil
	}
	switch name {
	case "syntax":
		return piece{source: fromSyntax}, nil
	case "command":
		return piece{source: fromCommand}, nil
	}
	return piece{}, fmt.Errorf("placeholder %q has no value", name)
}

// Values are what the placeholders of a text stand for.
type Values struct {
	Params   []any // of the outcome
	Args     []any // of the command
	Slots    []any // of the session's state
	Commands []table.CommandInfo
	Command  table.Command // that is answered
}

// Line writes the whole reply of a row without a body.
func (t *Text) Line(dst []byte, v *Values) []byte {
	if t.fixed != nil {
		return append(dst, t.fixed...)
	}
	return t.line(dst, ' ', t.first, v)
}

// First, Inner and Last write a multi-line reply (RFC 959 4.2). Every inner line begins with a blank, so that none can
// look like the last one, whatever a file or a name contains. Last says whether the lines broke off.
func (t *Text) First(dst []byte, v *Values) []byte { return t.line(dst, '-', t.first, v) }

// Inner writes one inner line.
func (t *Text) Inner(dst, content []byte) []byte {
	from := len(dst)
	dst = append(dst, ' ')
	for _, c := range content {
		dst = append(dst, inLine(c))
	}
	return append(line.Double(dst, from), '\r', '\n')
}

// Last writes the last line, or the one that says that the lines broke off.
func (t *Text) Last(dst []byte, brokeOff bool, v *Values) []byte {
	if brokeOff {
		return t.line(dst, ' ', t.cut, v)
	}
	return t.line(dst, ' ', t.last, v)
}

func (t *Text) line(dst []byte, separator byte, text []piece, v *Values) []byte {
	from := len(dst)
	dst = append(strconv.AppendUint(dst, uint64(t.code), 10), separator)
	return append(line.Double(v.write(dst, text), from), '\r', '\n')
}

// write writes a text with its values.
func (v *Values) write(dst []byte, pieces []piece) []byte {
	for _, p := range pieces {
		switch p.source {
		case fromText:
			dst = append(dst, p.text...)
		case fromParam:
			dst = appendAt(dst, v.Params, p)
		case fromArg:
			dst = appendAt(dst, v.Args, p)
		case fromSlot:
			dst = appendAt(dst, v.Slots, p)
		case fromSyntax:
			dst = append(dst, v.Commands[v.Command].Syntax...)
		case fromCommand:
			dst = append(dst, v.Commands[v.Command].Name...)
		}
	}
	return dst
}

// appendAt writes the value that a piece stands for, if there is one.
func appendAt(dst []byte, values []any, p piece) []byte {
	if p.index >= len(values) {
		return dst
	}
	return appendValue(dst, values[p.index], p.format)
}

// appendValue writes one value.
func appendValue(dst []byte, v any, format string) []byte {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case time.Time:
		return v.UTC().AppendFormat(dst, "20060102150405")
	case netip.AddrPort:
		return appendAddrPort(dst, v, format)
	case storage.Path:
		return appendString(dst, string(v), format == "quoted")
	case string:
		return appendString(dst, v, format == "quoted")
	case fmt.Stringer:
		return appendString(dst, v.String(), false)
	}
	return dst
}

// appendString writes a name byte for byte, because a client that sends it back has to reach the same object. quoted
// puts it in double quotes, and doubles inner ones (RFC 959 appendix II).
func appendString(dst []byte, v string, quoted bool) []byte {
	if quoted {
		dst = append(dst, '"')
	}
	for i := range len(v) {
		if v[i] == '"' && quoted {
			dst = append(dst, '"')
		}
		dst = append(dst, inLine(v[i]))
	}
	if quoted {
		dst = append(dst, '"')
	}
	return dst
}

// inLine is c as it may stand in a line of a reply. Bytes that would end the line and forge another become question
// marks. No name that a client can send has these bytes (C-CRNUL in the spec).
func inLine(c byte) byte {
	if c == '\r' || c == '\n' || c == 0 {
		return '?'
	}
	return c
}

// appendAddrPort writes an address, as h1,h2,h3,h4,p1,p2 if the format is hostport (RFC 959 4.1.2).
func appendAddrPort(dst []byte, v netip.AddrPort, format string) []byte {
	if format != "hostport" || !v.Addr().Unmap().Is4() {
		return v.AppendTo(dst)
	}
	for _, b := range v.Addr().Unmap().As4() {
		dst = append(strconv.AppendUint(dst, uint64(b), 10), ',')
	}
	dst = append(strconv.AppendUint(dst, uint64(v.Port()>>8), 10), ',')
	return strconv.AppendUint(dst, uint64(v.Port()&0xff), 10)
}
