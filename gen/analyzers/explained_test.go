package analyzers

import (
	"strings"
	"testing"
)

// TestEveryAnalyzerIsExplained: each says what it proves, why, and what breaks without it, and has a faulty and a clean
// example.
func TestEveryAnalyzerIsExplained(t *testing.T) {
	for _, a := range All() {
		e := Explained(a)
		for _, text := range []string{e.What, e.Why, e.Without, e.Faulty, e.Clean} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s is not explained: %+v", ID(a), e)
			}
		}
	}
	if len(explanations) != len(All()) {
		t.Errorf("there are %d explanations of %d analyzers", len(explanations), len(All()))
	}
}
