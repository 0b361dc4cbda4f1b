package diff

import (
	"io"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// compare compares the small spec with an edited one.
func compare(t *testing.T, edits ...string) *Report {
	t.Helper()
	return compareBoth(t, nil, edits)
}

// compareBoth compares two edited specs.
func compareBoth(t *testing.T, old, now []string) *Report {
	t.Helper()
	return Compare(
		Revision{Name: "old", Path: "spec/ftp.yaml", Spec: small.Spec(t, old...)},
		Revision{Name: "new", Path: "spec/ftp.yaml", Spec: small.Spec(t, now...)})
}

func text(t *testing.T, r *Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.Text(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// revisions are changes of the small spec, what they come to, and the golden file with the witnesses.
var revisions = []struct {
	name    string
	verdict string
	edits   []string
}{
	{"equal", "same", nil},
	{"text", "same (text)", []string{"Logged in.", "Welcome.", "delete a file", "remove a file"}},
	{"narrowing", "narrowed", []string{"answers: [\"data.*\"]", "answers: [\"data.*\", DELE]"}},
	{"widening", "widened", []string{renaming, renaming + ", survives: [NOOP]"}},
	{"need-added", "both", []string{"    needs: [logged-in, writable]\n    does: [files.delete]", "    needs: [secure, logged-in, writable]\n    does: [files.delete]"}},
	{"need-dropped", "widened", []string{"    needs: [logged-in, writable]\n    does: [files.delete]", "    needs: [writable]\n    does: [files.delete]"}},
	{"command-added", "widened", []string{"  NOOP:", "  SIZE: {rfc: 3659 4, arg: {path: path}, needs: [logged-in], does: [files.stat], feat: SIZE, help: {en: size}, replies: {size: {code: 213, text: {en: \"1\"}}}}\n  NOOP:"}},
	{"command-removed", "narrowed, less is proved", []string{"  DELE:\n    rfc: 959 4.1.3\n    arg: {path: path}\n    needs: [logged-in, writable]\n    does: [files.delete]\n    replies:\n      ok:     {code: 250, text: {en: \"Deleted.\"}}\n      failed: {reply: failed, on: [other]}\n    help: {en: \"delete a file\"}\n", "", "files.delete, ", "", "  files.delete:   {permission: delete, interface: storage.Deleter, else: denied}\n", ""}},
	{"code-changed", "both", []string{"code: 331", "code: 332"}},
	{"refusal-changed", "both", []string{"code: 530, text: {en: \"Please", "code: 503, text: {en: \"Please"}},
}

func TestRevisions(t *testing.T) {
	for _, r := range revisions {
		t.Run(r.name, func(t *testing.T) {
			report := compare(t, r.edits...)
			if got := report.Word(); got != r.verdict {
				t.Errorf("verdict %s, want %s", got, r.verdict)
			}
			small.Golden(t, r.name+".txt", text(t, report))
		})
	}
}

// The same report in every format; the last change is gone, so that new and lost stand beside each other.
func TestFormats(t *testing.T) {
	r := compareBoth(t, []string{"code: 331", "code: 332"}, []string{renaming, renaming + ", survives: [NOOP]"})
	for name, write := range map[string]func(io.Writer) error{
		"both.txt": r.Text, "both.json": r.JSON, "both.github": r.GitHub, "both.sarif": r.SARIF, "both.md": r.Markdown, "both.allow": r.Allowances,
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		small.Golden(t, name, b.String())
	}
}

// An empty report is one that programs can read.
func TestEmptyFormats(t *testing.T) {
	var b strings.Builder
	if err := compare(t).JSON(&b); err != nil || strings.Contains(b.String(), "null") {
		t.Errorf("%v\n%s", err, b.String())
	}
}
