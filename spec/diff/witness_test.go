package diff

import (
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// allows lets another reader of the table, the replay of recordings, judge a dialogue.
func allows(t *testing.T, s *spec.Spec, dialogue []explore.Exchange) bool {
	t.Helper()
	lines := strings.NewReplacer("C: ", "> ", "S: ", "< ").Replace(explore.Format(dialogue))
	r, err := trace.ReadText(strings.NewReader(lines), "witness")
	if err != nil {
		t.Fatal(err)
	}
	result, err := trace.Replay(explore.NewMachine(s), r)
	if err != nil {
		t.Fatal(err)
	}
	return result.Failure == nil
}

// Every witness is a dialogue of the revision that it is said to be of, and none of the other. Left out are those in
// which the codes are the same, differences of time-outs, whose code says nothing about which it was, of TLS, which may
// have begun before a recording, and commands that had been sent before QUIT, which a witness shows where they are
// answered.
func TestWitnesses(t *testing.T) {
	judged := 0
	reports := map[string]*Report{}
	for _, c := range changes {
		if !strings.Contains(c.name, "TLS") {
			reports[c.name] = compareBoth(t, c.old, c.now)
		}
	}
	for _, c := range settingChanges {
		reports[c.what] = compareBoth(t, slices.Concat(withType(c.old...), aSetting), slices.Concat(withType(c.now...), aSetting))
	}
	for name, r := range reports {
		for i := range r.Findings {
			f := &r.Findings[i]
			mine, other := r.New.Spec, r.Old.Spec
			if f.Change == Lost {
				mine, other = other, mine
			}
			if strings.Contains(explore.Format(f.Witness), "C: QUIT\n") {
				continue
			}
			if !allows(t, mine, f.Witness) {
				t.Errorf("%s: %s: not allowed where it is said to be:\n%s", name, f.Title(), f.Evidence())
			}
			instead := strings.Join(f.Instead, "")
			if strings.Contains(instead, "(with ") || strings.Contains(instead, "asks for permission") || strings.Contains(instead, "does not happen") {
				continue
			}
			judged++
			if allows(t, other, f.Witness) {
				t.Errorf("%s: %s: allowed in both:\n%s", name, f.Title(), f.Evidence())
			}
		}
	}
	if judged < 10 {
		t.Errorf("only %d witnesses were judged", judged)
	}
}
