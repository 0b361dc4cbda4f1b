package learn

// Pair is two words that lead one side to one state and the other side to two, and the word that shows it.
type Pair struct {
	State     string // of the side that does not tell them apart
	A, B      []int
	Tells     []int
	GotA      []string // what the side that tells them apart answers behind A
	GotB      []string // and behind B
	Elsewhere []string // what the other side answers behind both
}

// states finds the merged and the split states, among the pairs of states to which dialogues lead that both sides
// answer alike all the way.
func (w *walker) states() {
	table, _ := w.Table.Minimal()
	ours, theirs := table.Separation(), w.Separation()
	for n, b := range w.ordered {
		split, merged := -1, -1
		for m, a := range w.ordered[:n] {
			if split < 0 && a[1] == b[1] && a[0] != b[0] {
				split = m
			}
			if merged < 0 && a[0] == b[0] && a[1] != b[1] {
				merged = m
			}
		}
		if split >= 0 {
			a := w.ordered[split]
			tells := theirs.Word(a[0], b[0])
			p := Pair{State: w.first[b[1]], A: w.alike[a], B: w.alike[b], Tells: tells}
			p.GotA, _ = w.Run(a[0], tells)
			p.GotB, _ = w.Run(b[0], tells)
			p.Elsewhere, _ = table.Run(b[1], tells)
			w.found.Split = append(w.found.Split, p)
		}
		if merged >= 0 {
			a := w.ordered[merged]
			tells := ours.Word(a[1], b[1])
			p := Pair{State: w.found.Names[b[0]], A: w.alike[a], B: w.alike[b], Tells: tells}
			p.GotA, _ = table.Run(a[1], tells)
			p.GotB, _ = table.Run(b[1], tells)
			p.Elsewhere, _ = w.Run(b[0], tells)
			w.found.Merged = append(w.found.Merged, p)
		}
	}
}
