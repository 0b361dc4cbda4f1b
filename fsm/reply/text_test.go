package reply

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm/table"
	"github.com/portolan-ftp/portolan/storage"
)

// list is a value with a text of its own.
type list []string

func (l list) String() string { return strings.Join(l, "; ") }

// protocol is a table of one command, with the argument path, and the carried value offset.
func protocol(rows ...table.RowInfo) *table.Table {
	return &table.Table{
		Languages: []string{"en", "zh"},
		Slots:     []table.SlotInfo{{Name: "offset"}},
		Commands:  []table.CommandInfo{{Name: "RETR", Syntax: "RETR <path>", Args: []string{"path"}}},
		Rows:      rows,
	}
}

// TestLine: a text with what its placeholders stand for, byte for byte what the client gets.
func TestLine(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.7:2121")
	for _, c := range []struct {
		text  string
		param any
		want  string
	}{
		{"Done.", nil, "250 Done.\r\n"},
		{"", nil, "250 \r\n"},
		{"{value}", int64(-7), "250 -7\r\n"},
		{"At {value:time}.", time.Date(2026, 1, 31, 13, 0, 0, 0, time.FixedZone("", 3600)), "250 At 20260131120000.\r\n"},
		{"Data will go to {value}.", at, "250 Data will go to 192.0.2.7:2121.\r\n"},
		{"({value:hostport})", at, "250 (192,0,2,7,8,73)\r\n"},
		{"({value:hostport})", netip.MustParseAddrPort("[::ffff:192.0.2.7]:2121"), "250 (192,0,2,7,8,73)\r\n"},
		{"({value:hostport})", netip.MustParseAddrPort("[2001:db8::7]:2121"), "250 ([2001:db8::7]:2121)\r\n"},
		{"{value:quoted} created.", storage.Path(`/a "b"`), "250 \"/a \"\"b\"\"\" created.\r\n"},
		{"{value}", `a "b"`, "250 a \"b\"\r\n"},
		{"{value}", list{"a", "b"}, "250 a; b\r\n"},
		{"{value}", "a\r\n230 Logged in.\x00", "250 a??230 Logged in.?\r\n"}, // no name forges a reply
		{"{value:quoted}", storage.Path("/\xff"), "250 \"/\xff\xff\"\r\n"},   // Telnet's byte stands for itself when it is doubled
		{"{value}", 3.5, "250 \r\n"},
		{"{path}, {offset} of {value}", "x", "250 /here, 42 of x\r\n"},
		{"{syntax} is {command}", nil, "250 RETR <path> is RETR\r\n"},
		{"{value}{value}", "x", "250 xx\r\n"},
	} {
		texts, err := Compile(protocol(table.RowInfo{Code: 250, Params: []string{"value"}, Text: []string{c.text, c.text}}))
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		tab := protocol()
		v := Values{Params: []any{c.param}, Args: []any{storage.Path("/here")}, Slots: []any{int64(42)}, Commands: tab.Commands}
		if got := string(texts[0][0].Line([]byte("> "), &v)); got != "> "+c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestLanguages: each language has its text, and a row without a code has none.
func TestLanguages(t *testing.T) {
	texts, err := Compile(protocol(table.RowInfo{Command: table.NoCommand}, table.RowInfo{Code: 220, Text: []string{"Ready.", "就绪。"}}))
	if err != nil {
		t.Fatal(err)
	}
	for language, want := range []string{"220 Ready.\r\n", "220 就绪。\r\n"} {
		if got := string(texts[language][1].Line(nil, &Values{})); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestBody: the lines of a body cannot be taken for the last one, which says whether they are all.
func TestBody(t *testing.T) {
	texts, err := Compile(protocol(table.RowInfo{Code: 213, Body: true,
		Text: []string{"Status of {path}:", ""}, End: []string{"End.", ""}, Cut: []string{"Broken off.", ""}}))
	if err != nil {
		t.Fatal(err)
	}
	text, v := &texts[0][0], &Values{Args: []any{storage.Path("/a")}}
	for _, brokeOff := range []bool{false, true} {
		out := text.First(nil, v)
		for _, line := range []string{"213 End.", "", "\xff\r\n"} {
			out = text.Inner(out, []byte(line))
		}
		out = text.Last(out, brokeOff, v)
		want := "213-Status of /a:\r\n 213 End.\r\n \r\n \xff\xff??\r\n213 End.\r\n"
		if brokeOff {
			want = strings.Replace(want, "\n213 End.", "\n213 Broken off.", 1)
		}
		if string(out) != want {
			t.Errorf("broke off: %v: %q, want %q", brokeOff, out, want)
		}
	}
}

// TestCompileRefuses: a text that could not be written is found when the server is made, with its row.
func TestCompileRefuses(t *testing.T) {
	row := func(change func(*table.RowInfo)) table.RowInfo {
		r := table.RowInfo{Name: "ok", Code: 250, Text: []string{"", ""}, End: []string{"", ""}, Cut: []string{"", ""}, Body: true}
		change(&r)
		return r
	}
	for want, r := range map[string]table.RowInfo{
		`fsm: row RETR ok: placeholder "nobody" has no value`:    row(func(r *table.RowInfo) { r.Text = []string{"", "{nobody}"} }),
		`fsm: row RETR ok: placeholder without end in "a {path"`: row(func(r *table.RowInfo) { r.Text = []string{"a {path", ""} }),
		`fsm: row RETR ok: placeholder "end" has no value`:       row(func(r *table.RowInfo) { r.End = []string{"{end}", ""} }),
		`fsm: row RETR ok: placeholder "cut" has no value`:       row(func(r *table.RowInfo) { r.Cut = []string{"{cut}", ""} }),
		`fsm: row connected: placeholder "path" has no value`: row(func(r *table.RowInfo) {
			r.Name, r.Command, r.Text = "connected", table.NoCommand, []string{"{path}", ""}
		}),
		`fsm: row RETR ok: placeholder "" has no value`: row(func(r *table.RowInfo) { r.Text = []string{"{}", ""} }),
	} {
		_, err := Compile(protocol(r))
		if got := text(err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
