package arguments

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// words is P29.
var words = check.Check{
	ID: "P29", Severity: check.Unsafe,
	Title: "a yes to a choice means that it was made",
	What: `
A yes to a command whose word is a choice means that the choice was made. After TYPE E the type is EBCDIC,
whatever it was. A form or a byte size that the word does not name is the one that RFC 959 gives it.
`,
	Why:     "RFC 959 3.1; D8.",
	Without: "Files are converted that should not be, or are not that should.",
	Faulty: []check.Example{{Change: `
commands:
  TYPE A: {replies: {ok: {to: {type: image}}}}
`, Finds: `
TYPE A type: after TYPE A there is type=image, not type=ascii
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: TYPE A
    S: 200 Done.
`}},
	Clean: []check.Example{{Change: `
regions:
  type: {states: [ascii, image, ebcdic]}
commands:
  TYPE: {words: [A, I, E]}
  TYPE E: {rfc: 959 4.1.2, by: table, needs: [logged-in], replies: {ok: {reply: ok, to: {type: ebcdic}}}, help: {en: "old text", la: "littera vetus"}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, w := range choices {
			w.command = called(m, w.command)
			region := m.Machine.Region(w.region)
			if region < 0 {
				continue
			}
			want := slices.Index(m.Spec.Regions[region].States, w.state)
			said := func(row *spec.Row) bool {
				return row.Command == w.command && row.Kind == spec.KindReply && check.Positive(row) && (w.reply == "" || row.Name == w.reply)
			}
			other := func(_ int, _, to uint8) bool { return want >= 0 && int(to) != want }
			for g, t := range m.TurnsOf([]int{region}, nil, said, other) {
				at := w.command + " " + w.region
				r.Step(at, check.Related{What: "command " + w.command, Pos: m.Machine.Command(w.command).Pos}, g, t.Edge, t.Edge.Under, "after %s there is %s, not %s=%s", w.command, m.Leads(t), w.region, w.state)
			}
		}
	},
}

// called is the command with a spelling, or the spelling itself if there is none.
func called(m *check.Model, spelling string) string {
	for i := range m.Spec.Commands {
		if c := &m.Spec.Commands[i]; slices.Contains(c.Aliases, spelling) {
			return c.Name
		}
	}
	return spelling
}

// choices are the commands, or single replies of them, that leave a region in one state, whatever it was in.
var choices = []struct{ command, reply, region, state string }{
	{"TYPE A", "", "type", "ascii"}, {"TYPE A", "", "form", "non-print"}, {"TYPE A", "", "logical-byte", "octet"},
	{"TYPE A C", "", "type", "ascii"}, {"TYPE A C", "", "form", "carriage-control"}, {"TYPE A C", "", "logical-byte", "octet"},
	{"TYPE E", "", "type", "ebcdic"}, {"TYPE E", "", "form", "non-print"}, {"TYPE E", "", "logical-byte", "octet"},
	{"TYPE E C", "", "type", "ebcdic"}, {"TYPE E C", "", "form", "carriage-control"}, {"TYPE E C", "", "logical-byte", "octet"},
	{"TYPE I", "", "type", "image"}, {"TYPE I", "", "form", "non-print"}, {"TYPE I", "", "logical-byte", "octet"},
	{"TYPE L", "", "type", "local"}, {"TYPE L", "", "form", "non-print"}, {"TYPE L", "", "logical-byte", "chosen"},
	{"TYPE A N", "", "type", "ascii"}, {"TYPE E N", "", "type", "ebcdic"}, {"TYPE L 8", "", "type", "image"},
	{"STRU F", "", "structure", "file"}, {"STRU R", "", "structure", "record"}, {"STRU P", "", "structure", "page"},
	{"MODE S", "", "mode", "stream"}, {"MODE B", "", "mode", "block"},
	{"MODE C", "", "mode", "compressed"}, {"MODE Z", "", "mode", "deflate"},
	{"LANG", "", "language", "default"}, {"LANG tag", "en", "language", "en"}, {"LANG tag", "zh", "language", "zh"},
	{"HOST", "", "language", "default"}, // RFC 2640 4.1: the host's own greeting begins afresh
}
