package fsm

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// replyText is a row's text in one language, cut at its placeholders.
type replyText struct {
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

func (g *program) compileTexts() error {
	for language := range g.table.Languages {
		texts := make([]replyText, len(g.table.Rows))
		for i := range g.table.Rows {
			row := &g.table.Rows[i]
			if row.Code == 0 {
				continue
			}
			text, err := g.compileRow(row, language)
			if err != nil {
				return fmt.Errorf("fsm: row %s: %w", g.table.RowName(Row(i)), err)
			}
			texts[i] = text
		}
		g.texts = append(g.texts, texts)
	}
	return nil
}

func (g *program) compileRow(row *RowInfo, language int) (t replyText, err error) {
	if t.first, err = g.cut(row, row.Text[language]); err != nil {
		return t, err
	}
	if row.Body {
		t.last, err = g.cut(row, row.End[language])
		if err == nil && row.Cut != nil {
			t.cut, err = g.cut(row, row.Cut[language])
		}
		return t, err
	}
	if len(t.first) == 1 && t.first[0].source == fromText {
		t.fixed = fmt.Appendf(nil, "%d %s\r\n", row.Code, t.first[0].text)
	}
	return t, nil
}

// cut splits a text at its {name} and {name:format} placeholders.
func (g *program) cut(row *RowInfo, text string) (pieces []piece, err error) {
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
		p, err := g.value(row, name)
		if err != nil {
			return nil, err
		}
		p.format = format
		pieces, text = append(pieces, p), after
	}
}

// value finds where a placeholder's value comes from.
func (g *program) value(row *RowInfo, name string) (piece, error) {
	if i := slices.Index(row.Params, name); i >= 0 {
		return piece{source: fromParam, index: i}, nil
	}
	if row.Command != NoCommand {
		if i := slices.Index(g.table.Commands[row.Command].Args, name); i >= 0 {
			return piece{source: fromArg, index: i}, nil
		}
	}
	if s := g.table.SlotOf(name); s != NoSlot {
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

// appendPieces writes a text with its values.
func (s *Session) appendPieces(dst []byte, pieces []piece, o *Outcome) []byte {
	for _, p := range pieces {
		switch p.source {
		case fromText:
			dst = append(dst, p.text...)
		case fromParam:
			if p.index < len(o.params) {
				dst = appendValue(dst, o.params[p.index], p.format)
			}
		case fromArg:
			dst = appendValue(dst, s.call.kept[p.index], p.format)
		case fromSlot:
			dst = appendValue(dst, s.payload.at(Slot(p.index)), p.format)
		case fromSyntax:
			dst = append(dst, s.table().Commands[s.call.command].Syntax...)
		case fromCommand:
			dst = append(dst, s.table().Commands[s.call.command].Name...)
		}
	}
	return dst
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

// appendString writes a name byte for byte, for the client may send it again and has to come to the same object;
// quoted puts it in double quotes with inner ones doubled (RFC 959 appendix II).
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

// inLine is c as it can stand in a line of a reply. What would end the line and forge another becomes a question
// mark; no name that a client can send has these bytes (C-CRNUL in the spec).
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
