package reply

import (
	"slices"
	"testing"
)

// TestLines: each line in its turn, as often as it is asked for, and no more once nobody wants any.
func TestLines(t *testing.T) {
	body := Lines("MDTM", "", "SIZE")
	for range 2 {
		var got []string
		for line := range body {
			got = append(got, string(line))
		}
		if want := []string{"MDTM", "", "SIZE"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for line := range body {
		if string(line) != "MDTM" {
			t.Errorf("%q came behind the end", line)
		}
		break
	}
	for line := range Lines() {
		t.Errorf("an empty body has %q", line)
	}
}
