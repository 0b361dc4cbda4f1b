package layers

import (
	"fmt"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/chart"
	"github.com/portolan-ftp/portolan/spec/cover"
	"github.com/portolan-ftp/portolan/spec/diff"
	"github.com/portolan-ftp/portolan/spec/internal/small"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// model is the small spec with edits: old, new, ….
func model(t *testing.T, edits ...string) *check.Model {
	t.Helper()
	return check.NewModel(small.Spec(t, edits...))
}

// marks are a layer's marks as text: the sign, the row, the command, and what it says.
func marks(m *check.Model, l chart.Layer) string {
	var all []string
	for _, mark := range l.Marks {
		row := ""
		if mark.Row >= 0 {
			row = check.Label(&m.Machine.Rows[mark.Row])
		}
		all = append(all, fmt.Sprintf("%s [%s] [%s] %s [%s]", mark.Sign, row, mark.Command, mark.Says, mark.Play))
	}
	return strings.Join(all, "\n")
}

// The rows that no test has run are marked, and no others.
func TestTests(t *testing.T) {
	m := model(t)
	counts := cover.Counts{}
	for _, row := range m.Spec.Rows() {
		counts[cover.Name(&row)] = 2
	}
	delete(counts, "RNTO ok")
	counts["shutdown"] = 0
	l, err := Tests(m, counts)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%d rows, %d have run, 2 have not", len(m.Machine.Rows), len(m.Machine.Rows)-2); l.Says != want {
		t.Errorf("it says %s, want %s", l.Says, want)
	}
	if got, want := marks(m, l), "○ [shutdown] [] no test has run shutdown []\n○ [RNTO ok] [] no test has run RNTO ok []"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if _, err := Tests(m, cover.Counts{"NONE such": 1}); err == nil {
		t.Error("counts of a row that there is not are taken")
	}
}

// What a revision has changed is marked at the row that shows it, with its dialogue, which can be played; what is gone
// stands at its command.
func TestChanges(t *testing.T) {
	old := model(t)
	now := model(t, "RNFR:\n    rfc: 959 4.1.3\n", "RNFR:\n    rfc: 959 4.1.3\n    aliases: [XRNF]\n", "ok:     {code: 200", "ok:     {code: 202")
	l := Changes(now, diff.Compare(diff.Revision{Name: "old", Spec: old.Spec}, diff.Revision{Name: "now", Spec: now.Spec}))
	got := marks(now, l)
	t.Log(l.Says, "\n", got)
	if !strings.HasPrefix(l.Says, "old → now: ") {
		t.Errorf("it says %s", l.Says)
	}
	for _, want := range []string{"+ [NOOP ok] [NOOP] new, ", "− [] [NOOP] lost, ", "+ [] [RNFR] new: alias XRNF of RNFR []"} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
	for _, mark := range l.Marks {
		if mark.Row >= 0 && (mark.Dialogue == "" || mark.Play == "") {
			t.Errorf("%+v has no dialogue that can be played", mark)
		}
	}
	if same := Changes(old, diff.Compare(diff.Revision{Name: "a", Spec: old.Spec}, diff.Revision{Name: "b", Spec: old.Spec})); len(same.Marks) != 0 || same.Says != "a → b: same" {
		t.Errorf("nothing has changed: %+v", same)
	}
}

// record is a recording of the small spec, explained.
func record(t *testing.T, lines string) chart.Recording {
	t.Helper()
	read, err := trace.Read(strings.NewReader(lines), "x")
	if err != nil {
		t.Fatal(err)
	}
	all, err := Recordings(model(t).Machine, read)
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// A recorded session is told as the rows that explain it, each with what was recorded; secrets are not shown.
func TestRecordings(t *testing.T) {
	r := record(t, "# policies: files=read-only\n< 220 Hello there.\n> USER alice\n< 331 Word?\n> PASS wonderland\n< 230 In.\n> RNTO b\n< 250 Done.\n")
	if got, want := fmt.Sprintln(r.Open, r.Greeting, r.Steps), "files=read-only [< 220 Hello there.]"; !strings.HasPrefix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	var lines []string
	for _, s := range r.Steps {
		lines = append(lines, strings.Join(s.Lines, " "))
	}
	if got, want := strings.Join(lines, "; "), "> USER alice < 331 Word?; > PASS **** < 230 In."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if !strings.HasPrefix(r.Fault, "< 250 Done.\nThe table does not allow this: x:8\nAllowed here:\n550 ") {
		t.Errorf("the fault is %q", r.Fault)
	}
	log := record(t, `time=2026-01-01T00:00:00Z level=DEBUG msg=policies files=writable
time=2026-01-01T00:00:00Z level=DEBUG msg=connected session=1 peer=127.0.0.1:4000
time=2026-01-01T00:00:01Z level=DEBUG msg=command session=1 command=USER result=need-password
`)
	if got := fmt.Sprint(log.Steps); !strings.HasSuffix(got, "[> USER < 331 Password, please.]}]") {
		t.Errorf("of a log: %s", got)
	}
}

// A page carries so many sessions and steps, and says so.
func TestRecordingsAreBounded(t *testing.T) {
	r := record(t, "< 220 .\n"+strings.Repeat("> NOOP\n< 200 .\n", maxSteps+5))
	if len(r.Steps) != maxSteps || r.Note != fmt.Sprintf("the first %d steps; ftpspec trace replays all", maxSteps) {
		t.Errorf("%d steps, %s", len(r.Steps), r.Note)
	}
}
