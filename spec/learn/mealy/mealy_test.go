package mealy

import (
	"slices"
	"testing"
)

// door is open or closed, and has a lamp that nobody sees; state 3 cannot be reached.
func door() *Machine {
	return &Machine{
		Inputs: []string{"open", "shut", "lamp"},
		Next:   [][]int{{1, 0, 2}, {1, 0, 1}, {1, 2, 0}, {0, 0, 0}},
		Out:    [][]string{{"ok", "no", "-"}, {"no", "ok", "-"}, {"ok", "no", "-"}, {"ok", "ok", "ok"}},
	}
}

// TestMinimal: states that answer alike are one, and those that nothing leads to are gone.
func TestMinimal(t *testing.T) {
	least, of := door().Minimal()
	if !slices.EqualFunc(least.Next, [][]int{{1, 0, 0}, {1, 0, 1}}, slices.Equal) || !slices.Equal(of, []int{0, 1, 0, -1}) {
		t.Errorf("%v %v", least.Next, of)
	}
	if out, to := least.Run(0, []int{1, 0, 0, 1}); !slices.Equal(out, []string{"no", "ok", "no", "ok"}) || to != 0 {
		t.Errorf("%v %d", out, to)
	}
}

// TestSeparation: the words are the shortest ones.
func TestSeparation(t *testing.T) {
	chain := &Machine{Inputs: []string{"a"}, Next: [][]int{{1}, {2}, {3}, {3}}, Out: [][]string{{"x"}, {"x"}, {"x"}, {"y"}}}
	apart := chain.Separation()
	for _, c := range []struct{ a, b, length int }{{0, 1, 3}, {0, 2, 2}, {1, 2, 2}, {2, 3, 1}, {1, 1, 0}} {
		if word := apart.Word(c.a, c.b); len(word) != c.length {
			t.Errorf("%d and %d are told apart by %v", c.a, c.b, word)
		}
	}
	if words, order := chain.Access(); len(words[3]) != 3 || !slices.Equal(order, []int{0, 1, 2, 3}) {
		t.Errorf("%v %v", words, order)
	}
}

// TestDifference: a changed answer is found, and the machine itself does not differ.
func TestDifference(t *testing.T) {
	other := door()
	other.Next[1] = []int{1, 1, 1}
	if word := Difference(door(), other); !slices.Equal(word, []int{0, 1, 0}) {
		t.Errorf("%v", word)
	}
	least, _ := door().Minimal()
	if word := Difference(door(), least); word != nil {
		t.Errorf("%v", word)
	}
}
