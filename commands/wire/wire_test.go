package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/mode"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/storage"
)

// content is a file in memory.
type content struct{ *bytes.Reader }

func (c content) Info() storage.Info { return storage.Info{Size: c.Size()} }
func (content) Close() error         { return nil }

func open(s string) storage.File { return content{bytes.NewReader([]byte(s))} }

// The forms of the tests, by the letters of TYPE, STRU and MODE.
var (
	types      = map[byte]ftp.Type{'A': ftp.TypeAscii, 'E': ftp.TypeEbcdic, 'I': ftp.TypeImage, 'L': ftp.TypeLocal}
	structures = map[byte]ftp.Structure{'F': ftp.StructureFile, 'R': ftp.StructureRecord, 'P': ftp.StructurePage}
	modes      = map[byte]ftp.Mode{'S': ftp.ModeStream, 'B': ftp.ModeBlock, 'C': ftp.ModeCompressed, 'Z': ftp.ModeDeflate}
)

func form(letters string) wire.Form {
	return wire.Form{Type: types[letters[0]], Structure: structures[letters[1]], Mode: modes[letters[2]], Level: 6}
}

// onTheWire are files and what RFC 959 has of them on the data connection, in every form but pages and deflate, whose
// packages have tests of their own.
var onTheWire = []struct{ form, file, wire string }{
	{"AFS", "ab\ncd\n", "ab\r\ncd\r\n"}, // 3.1.1.1: lines end in CR LF
	{"AFS", "ab\r\n", "ab\r\n"},
	{"IFS", "ab\n\xff", "ab\n\xff"}, // 3.4.1: without records nothing is marked
	{"LFS", "ab\n\xff", "ab\n\xff"},
	{"EFS", "ab\ncd", "\x81\x82\x15\x83\x84"}, // 3.1.1.2
	{"ARS", "ab\ncd\n", "ab\xff\x01cd\xff\x01\xff\x02"},
	{"ARS", "ab\ncd", "ab\xff\x01cd\xff\x01\xff\x02"}, // 3.4: the last record has its end, too
	{"ARS", "", "\xff\x02"},
	{"ARS", "\n", "\xff\x01\xff\x02"},
	{"ARS", "a\xffb\n", "a\xff\xffb\xff\x01\xff\x02"}, // an octet of the data like the escape is doubled
	{"ERS", "ab\n", "\x81\x82\xff\x01\xff\x02"},
	{"IRS", "ab\n\xff", "ab\n\xff\xff\xff\x01\xff\x02"}, // the file is one record
	{"IFB", "ab", "\x40\x00\x02ab"},                     // 3.4.2: descriptor 64 is the end of the file, and a count in 16 bits
	{"AFB", "ab\n", "\x40\x00\x04ab\r\n"},
	{"ARB", "ab\ncd\n", "\x80\x00\x02ab\x80\x00\x02cd\x40\x00\x00"}, // 128 is the end of a record
	{"IFB", "", "\x40\x00\x00"},
	{"IFC", "abc", "\x03abc\x00\x40\xc0"},           // 3.4.3: a count below 128, and as many octets; 0 and a descriptor for the string behind it, an empty one
	{"IFC", "aaaaab", "\x85a\x01b\x00\x40\xc0"},     // 10 and six bits: an octet repeated
	{"IFC", "\x00\x00\x00\x00", "\xc4\x00\x40\xc0"}, // 11 and six bits: the filler, which is zero
	{"AFC", "    ", "\xc4\x00\x40\xc0"},             // or a blank in text
	{"EFC", "    ", "\xc4\x00\x40\xc0"},
	{"ARC", "ab\n", "\x02ab\x00\x80\xc0\x00\x40\xc0"},
}

// TestOnTheWire sends each file, and receives what was sent.
func TestOnTheWire(t *testing.T) {
	for _, c := range onTheWire {
		f := form(c.form)
		d, err := f.Open(t.Context(), open(c.file), 0)
		if err != nil {
			t.Fatalf("%s %q: %v", c.form, c.file, err)
		}
		var sent, back bytes.Buffer
		if err := d.Send(&sent); err != nil || sent.String() != c.wire {
			t.Errorf("%s %q is sent as %q, %v; want %q", c.form, c.file, &sent, err, c.wire)
		}
		want := c.file
		if c.form[0] != 'I' && c.form[1] == 'R' && want != "" && !strings.HasSuffix(want, "\n") {
			want += "\n" // a record is a line
		}
		if c.form[0] == 'A' {
			want = strings.ReplaceAll(want, "\r\n", "\n")
		}
		if err := f.Receive(&back, strings.NewReader(c.wire), 0, nil); err != nil || back.String() != want {
			t.Errorf("%s %q is received as %q, %v; want %q", c.form, c.wire, &back, err, want)
		}
	}
}

// TestReceiveRefuses: what is cut short, and what is no data of the form.
func TestReceiveRefuses(t *testing.T) {
	for _, c := range []struct {
		form, wire string
		err        error
	}{
		{"ARS", "ab", mode.ErrCut}, {"ARS", "ab\xff", mode.ErrCut}, {"ARS", "ab\xff\x01", mode.ErrCut}, {"ARS", "a\xff\x09", mode.ErrMalformed},
		{"ARS", "a\nb\xff\x01\xff\x02", mode.ErrMalformed}, // two lines in a record
		{"IFB", "", mode.ErrCut}, {"IFB", "\x00\x00\x03ab", mode.ErrCut}, {"IFB", "\x40\x00", mode.ErrCut},
		{"IFC", "\x03ab", mode.ErrCut}, {"IFC", "\x81", mode.ErrCut}, {"IFC", "\x01a", mode.ErrCut},
	} {
		var back bytes.Buffer
		if err := form(c.form).Receive(&back, strings.NewReader(c.wire), 0, nil); !errors.Is(err, c.err) {
			t.Errorf("%s %q: %v, and %q; want %v", c.form, c.wire, err, &back, c.err)
		}
	}
}

// TestPositions: where a download can begin, and what it sends then; "!" is nowhere.
func TestPositions(t *testing.T) {
	for _, c := range []struct {
		form   string
		offset int64
		want   string
	}{
		{"IFS", 2, "\ncd\n"}, {"IFS", 6, ""}, {"IFS", 7, "!"},
		{"AFS", 3, "\ncd\r\n"}, {"AFS", 4, "cd\r\n"}, {"AFS", 8, ""}, {"AFS", 9, "!"}, // octets of the type
		{"EFS", 3, "\x83\x84\x15"}, {"EFS", 7, "!"},
		{"ARS", 1, "!"}, {"IRS", 1, "!"}, {"ARZ", 1, "!"}, // records have no positions but markers
		{"ARB", 3, "\x80\x00\x02cd\x40\x00\x00"}, {"ARB", 7, "!"},
		{"IPS", 1, "!"}, {"IPB", 1, "!"},
	} {
		got := "!"
		d, err := form(c.form).Open(t.Context(), open("ab\ncd\n"), c.offset)
		if err == nil {
			var sent bytes.Buffer
			err = d.Send(&sent)
			got = sent.String()
		} else if !errors.Is(err, storage.ErrOffset) {
			t.Errorf("%s at %d: %v", c.form, c.offset, err)
		}
		if got != c.want {
			t.Errorf("%s at %d: %q, %v; want %q", c.form, c.offset, got, err, c.want)
		}
	}
}

// TestMarkers sends a file that is long enough for restart markers, and receives it: each marker is told with the
// position in the file that it stands at, and is the position that a second download can begin at.
func TestMarkers(t *testing.T) {
	file := strings.Repeat("0123456789abcde\n", 5*wire.MarkEvery/(2*16))
	for _, letters := range []string{"IFB", "IFC", "ARB", "EFB", "AFC"} {
		f := form(letters)
		d, err := f.Open(t.Context(), open(file), 0)
		if err != nil {
			t.Fatal(err)
		}
		var sent, back bytes.Buffer
		if err := d.Send(&sent); err != nil {
			t.Fatal(err)
		}
		seen := 0
		err = f.Receive(&back, &sent, 0, func(marker []byte, at int64) error {
			if seen++; int64(back.Len()) != at {
				t.Errorf("%s: at the marker %s %d octets are written, and it is told to be at %d", letters, marker, back.Len(), at)
			}
			if f.Type != ftp.TypeAscii && string(marker) != fmt.Sprint(at) {
				t.Errorf("%s: the marker %s stands at %d", letters, marker, at)
			}
			return nil
		})
		if err != nil || back.String() != file || seen != 2 {
			t.Errorf("%s: %d markers, %d octets of %d, %v", letters, seen, back.Len(), len(file), err)
		}
	}
}

// TestMarkerThatFails ends the upload.
func TestMarkerThatFails(t *testing.T) {
	refused := errors.New("refused")
	var back bytes.Buffer
	err := form("IFB").Receive(&back, strings.NewReader("\x00\x00\x02ab\x10\x00\x01m\x40\x00\x02cd"), 5, func(marker []byte, at int64) error {
		if string(marker) != "m" || at != 7 || back.String() != "ab" {
			t.Errorf("marker %q at %d behind %q", marker, at, &back)
		}
		return refused
	})
	if !errors.Is(err, refused) || back.String() != "ab" {
		t.Errorf("%v, and %q", err, &back)
	}
}
