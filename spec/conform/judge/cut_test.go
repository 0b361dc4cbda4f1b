package judge_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform/judge"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// TestCut: a name that ends at its NUL is found where the server tells of the file before it. A list with nothing in it
// is what some servers say of a name that there is not.
func TestCut(t *testing.T) {
	s, err := decode.Ours()
	if err != nil {
		t.Fatal(err)
	}
	book, err := standards.Load()
	if err != nil {
		t.Fatal(err)
	}
	m := explore.NewMachine(s)
	lines := stimulus.New(m)
	for _, c := range []struct {
		line, reply string
		found       bool
	}{
		{"SIZE /d/file\x00tail", "213 46", true},
		{"SIZE /d/file\x00tail", "550 No such file.", false},
		{"SIZE /d/file", "213 46", false},
		{"MLST /d/file\x00tail", "250-Listing|  type=file; /d/file|250 End", true},
		{"STAT /d/file\x00tail", "213-Status follows:|-rw------- 1 a b 46 Nov 30 17:15 file|213 End", true},
		{"STAT /d/file\x00tail", "213-Status follows:|213 End", false},
		{"NLST /d/file\x00tail", "150 Here it comes.", false},
		{"RETR /d/file\x00tail", "150 Here it comes.", true},
		{"STOR /d/file\x00tail", "150 Send.", false},
	} {
		text := strings.Split(c.reply, "|")
		code, err := strconv.Atoi(text[0][:3])
		if err != nil {
			t.Fatal(err)
		}
		j := judge.New(m, book, nil, func(string) bool { return true }, map[string]bool{})
		all := j.Passed(&player.Reply{Reply: &wire.Reply{Code: code, Lines: text}, Command: lines.Find(c.line), Line: c.line}, false)
		if found := slices.ContainsFunc(all, func(f judge.Finding) bool { return f.ID == "R3659-8-PATH-1" }); found != c.found {
			t.Errorf("%q, answered %q: found %t, %v", c.line, c.reply, found, all)
		}
	}
}
