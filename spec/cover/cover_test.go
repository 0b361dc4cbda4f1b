package cover

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	counter "github.com/portolan-ftp/portolan/fsm/cover"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// What the runtime's counter writes is read: the two sides of the file agree.
func TestRoundTrip(t *testing.T) {
	c := counter.NewCounter(&fsm.Table{
		Hash: "abc", Commands: []fsm.CommandInfo{{Name: "STAT path"}},
		Rows: []fsm.RowInfo{{Command: fsm.NoCommand, Name: "connected"}, {Name: "file"}},
	})
	c.Add(0)
	c.Add(1)
	var file bytes.Buffer
	for range 2 {
		if err := c.Write(&file); err != nil {
			t.Fatal(err)
		}
	}
	counts := Counts{}
	if err := counts.Read(&file, "rows", "abc"); err != nil {
		t.Fatal(err)
	}
	if len(counts) != 2 || counts["STAT path file"] != 2 || counts["connected"] != 2 {
		t.Errorf("%v", counts)
	}
}

func TestReport(t *testing.T) {
	s := small.Spec(t)
	counts := Counts{}
	for _, row := range s.Rows() {
		if row.Name != "denied" && row.Name != "opening.stalled" && row.Name != "shutdown" {
			counts[Name(&row)] = 1
		}
	}
	except := []string{"CWD denied", "STAT path denied", "RETR denied", "DELE denied", "RNFR denied"}
	r, err := Compare(s, counts, except)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.Text(&b); err != nil {
		t.Fatal(err)
	}
	small.Golden(t, "report.txt", b.String())

	counts["RNTO denied"], counts["RETR opening.stalled"], counts["shutdown"] = 3, 2, 1
	if r, err = Compare(s, counts, except); err != nil || len(r.Holes) > 0 || r.Ran+len(except) != r.Rows {
		t.Errorf("%v, %+v", err, r)
	}
}

func TestMistakes(t *testing.T) {
	s := small.Spec(t)
	for want, c := range map[string]struct {
		counts Counts
		except []string
	}{
		`cover: "NOOP ok" is excepted, but it has run`:                         {Counts{"NOOP ok": 1}, []string{"NOOP ok"}},
		`cover: "NOOP maybe" is excepted, but there is no such row`:            {nil, []string{"NOOP maybe"}},
		`cover: there are counts of "NOOP maybe", which is no row of the spec`: {Counts{"NOOP maybe": 1}, nil},
	} {
		if _, err := Compare(s, c.counts, c.except); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestReadErrors(t *testing.T) {
	for text, want := range map[string]string{
		"{\"spec\":\"abc\",\"row\":\"NOOP ok\",\"count\":1}\n\nno\n":        "cover: rows:3: invalid character 'o' in literal null (expecting 'u')",
		"{\"spec\":\"abc\",\"rows\":3}\n":                                   "cover: rows:1: json: unknown field \"rows\"",
		"{\"spec\":\"0123456789abcdef\",\"row\":\"NOOP ok\",\"count\":1}\n": "cover: rows:1: these are counts of another spec (sha256 0123456789ab, not abc)",
	} {
		if err := (Counts{}).Read(strings.NewReader(text), "rows", "abc"); err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
	broken := errors.New("broken")
	if err := (Counts{}).Read(iotest.ErrReader(broken), "rows", "abc"); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}
