package stimulus_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
)

func load(t *testing.T) (*explore.Machine, *stimulus.Set) {
	t.Helper()
	s, err := decode.Load("../../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m := explore.NewMachine(s)
	return m, stimulus.New(m)
}

// TestEveryCommandHasLines: each command that is offered has a line, and each line is its own.
func TestEveryCommandHasLines(t *testing.T) {
	m, set := load(t)
	for i := range m.Spec.Commands {
		c := &m.Spec.Commands[i]
		all := set.Lines(c)
		if len(all) == 0 {
			t.Errorf("%s has no line", c.Name)
		}
		for _, l := range all {
			if found := set.Find(l.Text); found != c {
				t.Errorf("%s: %q is another command's", c.Name, l.Text)
			}
		}
	}
}

// TestRanked: the first line for a row is one that can bring it about.
func TestRanked(t *testing.T) {
	m, set := load(t)
	for name, want := range map[string]string{
		"RETR opening": "RETR {dir}/file", "RETR missing": "RETR {new}", "RETR not-a-file": "RETR {dir}/full", "STOR opening": "STOR {new}",
		"MKD ok": "MKD {new}", "MKD exists": "MKD {dir}/file", "RMD ok": "RMD {dir}/empty",
		"REST syntax": "REST x1", "TYPE unknown": "TYPE nonsense", "LANG tag unknown": "LANG xx", "NOOP ok": "NOOP",
	} {
		for i := range m.Rows {
			row := &m.Rows[i]
			if row.Command+" "+row.Name != name {
				continue
			}
			if all := set.Ranked(m.Command(row.Command), row); len(all) == 0 || all[0].Text != want {
				t.Errorf("%s: %+v, want %s first", name, all, want)
			}
		}
	}
}

// TestUpload: the bytes of an upload in each form.
func TestUpload(t *testing.T) {
	text := stimulus.Content
	for form, want := range map[stimulus.Form]string{
		{Mode: "stream", Structure: "file"}:     string(text),
		{Mode: "stream", Structure: "record"}:   string(text) + "\xff\x02",
		{Mode: "block", Structure: "file"}:      "\x40\x00" + string(rune(len(text))) + string(text),
		{Mode: "compressed", Structure: "file"}: string(rune(len(text))) + string(text) + "\x00\x40",
	} {
		if got := form.Upload(stimulus.UploadGood); string(got) != want {
			t.Errorf("%+v: %q", form, got)
		}
	}
	r, err := zlib.NewReader(bytes.NewReader(stimulus.Form{Mode: "deflate"}.Upload(stimulus.UploadGood)))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, text) {
		t.Errorf("deflate: %q %v", got, err)
	}
	if got := (stimulus.Form{Mode: "block"}).Upload(stimulus.UploadMarker); !strings.HasPrefix(string(got), "\x10\x00\x06mark01\x40") {
		t.Errorf("a marker: %q", got)
	}
}
