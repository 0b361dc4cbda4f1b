package commands_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestScripts plays the dialogues that are written to every refusal of every command: no word of theirs is by hand, so
// what has to come before a command is what the explorer says.
func TestScripts(t *testing.T) {
	t.Parallel()
	testcost.Long(t)
	w := dialogueWriter(t)
	played := 0
	for i, row := range w.Spec().Rows() {
		if row.Kind != spec.KindNeed && row.Kind != spec.KindDenied || impossible(fsm.Row(i)) {
			continue
		}
		text, err := dialogueTo(t, row.Command, row.Name)
		if err != nil {
			t.Error(err)
			continue
		}
		if strings.Contains(text, "# here") {
			continue // something happens that is no line of the client's
		}
		_, parts := splitDialogues(text)
		played++
		t.Run(parts[0].name, func(t *testing.T) { parts[0].play(t) })
	}
	if played < 200 {
		t.Errorf("%d dialogues were played", played)
	}
}

// TestLanguageIsDescribed: the README of the dialogues has every word that the player knows.
func TestLanguageIsDescribed(t *testing.T) {
	source, err := os.ReadFile("script_test.go")
	must(t, err)
	readme, err := os.ReadFile("testdata/README.md")
	must(t, err)
	words := 0
	for _, found := range regexp.MustCompile(`(?m)^\tcase ("[^:\n]+"):`).FindAllStringSubmatch(string(source), -1) {
		for word := range strings.SplitSeq(found[1], ", ") {
			words++
			if !regexp.MustCompile("`(D )?" + regexp.QuoteMeta(strings.Trim(word, `"`)) + "[` ]").Match(readme) {
				t.Errorf("the README does not say what %s is", word)
			}
		}
	}
	if words < 25 {
		t.Errorf("only %d words were found", words)
	}
}
