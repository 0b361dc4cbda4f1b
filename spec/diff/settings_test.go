package diff

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// needsImage makes RETR ask for the type, with a code.
func needsImage(code string) []string {
	return []string{"    needs: [logged-in, endpoint]\n" + retrType,
		"    needs: [logged-in, {name: image, when: {type: image}, else: {code: " + code + ", text: {en: TYPE}}}, endpoint]\n" + retrType}
}

// imageLast makes RETR ask for the type behind everything else.
func imageLast(code string) []string {
	edit := needsImage(code)
	edit[1] = strings.Replace(strings.Replace(edit[1], ", endpoint]", "]", 1), "logged-in,", "logged-in, endpoint,", 1)
	return edit
}

// aSetting makes the type a setting, after all other edits, about which another command asks too.
var aSetting = []string{"  type:     {states", "  type:     {setting: true, states", ccc, "  SIZE: {rfc: 3659 4, by: table, feat: SIZE, " +
	"needs: [logged-in, {name: exact, when: {type: image}, else: {code: 550, text: {en: \"No.\"}}}], replies: {ok: {reply: ok}}, help: {en: size}}\n" + ccc}

// noSetting is an edit by which the type is no setting, and so in the nodes of the revision. It comes behind all
// others.
var noSetting = []string{"setting: true, states", "states"}

const onlyOne = "only one revision calls it a setting"

// settingChanges are changes of what commands ask about a setting, and the word that a reviewer needs to hear.
var settingChanges = []struct {
	what, word string
	old, now   []string
}{
	{"nothing", "same", needsImage("504"), needsImage("504")},
	{"something else", "widened", needsImage("504"), append(needsImage("504"), renaming, renaming+", survives: [NOOP]")},
	{"a setting is asked for", "narrowed", nil, needsImage("504")},
	{"a setting is not asked for", "widened", needsImage("504"), nil},
	{"a setting is refused with another code", "both", needsImage("504"), needsImage("503")},
	{"a setting is refused with another code where nothing else is wrong", "both", imageLast("504"), imageLast("503")},
	{"a setting is asked for, and refused as if there were no file", "narrowed", nil, imageLast("550")},
	{"another state of the setting is asked for", "both", needsImage("504"),
		append(needsImage("504"), "when: {type: image}, else", "when: {type: ascii}, else")},
	{"a command sets it no more", "narrowed", needsImage("504"),
		append(needsImage("504"), toImage, "ok: {code: 200, text: {en: \"Image.\"}}")},
	{"a session begins in the other state", "widened", needsImage("504"),
		append(needsImage("504"), "{states: [ascii, image], lasts: session, moved", "{states: [image, ascii], lasts: session, moved")},
	{"USER resets it", "narrowed", needsImage("504"),
		append(needsImage("504"), "  type:     {states: [ascii, image], lasts: session", "  type:     {states: [ascii, image], lasts: user")},
	{onlyOne, "same", needsImage("504"), needsImage("504")},
	{onlyOne + ", and asks for it", "narrowed", nil, needsImage("504")},
	{"a setting has one more state", "widened", needsImage("504"), append(needsImage("504"), "{states: [ascii, image], lasts: session, moved",
		"{states: [ascii, image, ebcdic], lasts: session, moved", typeI, typeI+strings.NewReplacer("TYPE I", "TYPE E", "image", "ebcdic").Replace(typeI))},
	{"a setting has one more state, which is refused", "both", needsImage("504"), append(needsImage("504"), "{states: [ascii, image], lasts: session, moved",
		"{states: [ascii, image, ebcdic], lasts: session, moved", "TYPE I: {rfc: 959 4.1.3, needs: [logged-in], replies: {"+toImage,
		"TYPE I: {rfc: 959 4.1.3, needs: [logged-in], replies: {ok: {code: 200, to: {type: ebcdic}, text: {en: \"Image.\"}}, taken: {code: 202, to: {type: image}, text: {en: \"Image.\"}}")},
}

// A need about a setting is behaviour, though no setting is in the nodes: the verdict is the one that a walk finds with
// all regions in the nodes, and so are the findings of effects.
func TestSettings(t *testing.T) {
	for _, c := range settingChanges {
		t.Run(c.what, func(t *testing.T) {
			edits := func(more []string) []string { return slices.Concat(withType(more...), aSetting) }
			before := edits(c.old)
			if strings.HasPrefix(c.what, onlyOne) {
				before = append(before, noSetting...)
			}
			old, now := small.Spec(t, before...), small.Spec(t, edits(c.now)...)
			some, all := sided(old, now, false), sided(old, now, true)
			if !strings.HasPrefix(c.what, onlyOne) && slices.Contains(some.nodes(), "type") {
				t.Errorf("the setting is in the nodes: %q", some.nodes())
			}
			got, want := effects(some.findings()), effects(all.findings())
			if len(got) != len(want) {
				t.Fatalf("%v\nwith all regions\n%v", got, want)
			}
			for i := range got {
				if got[i].Title() != want[i].Title() || explore.Format(got[i].Witness) != explore.Format(want[i].Witness) {
					t.Errorf("%v\nwith all regions\n%v", got[i], want[i])
				}
			}
			report := Compare(Revision{Name: "old", Spec: old}, Revision{Name: "new", Spec: now})
			if word := report.Word(); word != c.word {
				t.Errorf("%s, want %s\n%s", word, c.word, text(t, report))
			}
		})
	}
}

// effects are the findings that are no refusals in the place of others.
func effects(all []Finding) []Finding {
	return slices.DeleteFunc(all, func(f Finding) bool { return f.Change == Refusal })
}

// Where a comparison comes to a limit it says so in every format, and calls nothing the same.
func TestLimits(t *testing.T) {
	old := Revision{Name: "old", Path: "spec/ftp.yaml", Spec: small.Spec(t)}
	now := Revision{Name: "new", Path: "spec/ftp.yaml", Spec: small.Spec(t, renaming, renaming+", survives: [NOOP]")}
	for _, c := range []struct {
		limits limits
		word   string
	}{
		{limits{nodes: 10, blurred: 1000, ways: 1000}, "unknown (a revision has more than 10 configurations)"},
		{limits{nodes: 1000, blurred: 1000, ways: 10}, "unknown (more than 10 ways lead to pairs of configurations)"},
	} {
		r := compareWithin(old, now, c.limits)
		if r.Word() != c.word || r.Verdict != Unknown {
			t.Errorf("%s, want %s", r.Word(), c.word)
		}
		for name, write := range map[string]func(io.Writer) error{"text": r.Text, "json": r.JSON, "github": r.GitHub, "sarif": r.SARIF} {
			var b strings.Builder
			if err := write(&b); err != nil || !strings.Contains(b.String(), r.Limit) || strings.Contains(b.String(), "as before") {
				t.Errorf("%s: %v\n%s", name, err, b.String())
			}
		}
	}
	if r := compareWithin(old, now, usualLimits); r.Verdict != Widened || r.Limit != "" {
		t.Errorf("%s", r.Word())
	}
}

// Where a region that the dialogue does not tell would take too many configurations, each step counts as what it moves,
// and the report says so.
func TestBySteps(t *testing.T) {
	revision := func(edits ...string) Revision {
		return Revision{Name: "spec", Path: "spec/ftp.yaml", Spec: small.Spec(t, withType(edits...)...)}
	}
	old, now := revision(), revision(toImage, toImage+", kept: {code: 200, text: {en: \"Kept.\"}}")
	if r := compareWithin(old, now, usualLimits); r.Word() != "widened" || len(r.Findings) != 1 || r.Findings[0].Title() != "new: RETR answers 150" {
		t.Errorf("%s", text(t, r))
	}
	few := limits{nodes: usualLimits.nodes, ways: usualLimits.ways}
	r := compareWithin(old, now, few)
	if r.Word() != "widened, with type as each step moves them" || len(r.Findings) != 1 || r.Findings[0].Title() != "new: TYPE I answers 200" {
		t.Errorf("%s", text(t, r))
	}
	if same := compareWithin(now, now, few); same.Word() != "same" {
		t.Errorf("%s", text(t, same))
	}
}
