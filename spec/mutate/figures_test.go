package mutate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/golden"
)

// TestFiguresAreMade: MUTANTS.md says what the audit is tried on.
func TestFiguresAreMade(t *testing.T) {
	faults, err := Faults()
	if err != nil {
		t.Fatal(err)
	}
	golden.File(t, "MUTANTS.md", "<!-- Made by go test ./spec/mutate -run FiguresAreMade -update. DO NOT EDIT. -->\n\n# What the audit is tried on\n"+
		mutantFigures(load(t, ourSpec))+contributorFigures(faults))
}

// mutantFigures are the mutants of a spec by kind.
func mutantFigures(s *spec.Spec) string {
	var b strings.Builder
	b.WriteString(`
` + "`ftpspec audit --mutants`" + ` makes each of these faults in ftp.yaml, one at a time. The audit has to find every one that is not said to be
equivalent: those change nothing that a client could tell, or are found by dialogues or the compiler, and [equivalent.txt](equivalent.txt)
says why, one by one. ` + "`make audit`" + ` tries them all, and CI a thousand, other ones for each commit.

| kind | what is wrong | faults | equivalent |
|---|---|---|---|
`)
	known := equivalents()
	all, equivalent := map[string]int{}, map[string]int{}
	for _, c := range changes(s) {
		all[c.kind]++
		if _, is := known[c.key]; is {
			equivalent[c.kind]++
		}
	}
	sum, explained := 0, 0
	for _, k := range kinds() {
		fmt.Fprintf(&b, "| %s | %s | %d | %d |\n", k.name, k.fault, all[k.name], equivalent[k.name])
		sum, explained = sum+all[k.name], explained+equivalent[k.name]
	}
	fmt.Fprintf(&b, "| all | | %d | %d |\n", sum, explained)
	return b.String()
}

// contributorFigures are the faults of contributors by kind, and what finds them.
func contributorFigures(faults []Fault) string {
	var b strings.Builder
	b.WriteString(`
## Faults of contributors

Beside these stand the faults of [contributor.yaml](contributor.yaml), which a person has thought of who is tired or means ill. ` + "`ftpspec audit --mutants`" + `
makes each in the text of ftp.yaml: the decoder refuses it, or a check of the audit or of the handlers finds it.

| kind | faults | decoder | checks |
|---|---|---|---|
`)
	var order []string
	all, decoder := map[string]int{}, map[string]int{}
	refused := 0
	for _, f := range faults {
		if !slices.Contains(order, f.Kind) {
			order = append(order, f.Kind)
		}
		all[f.Kind]++
		if f.By == ByDecoder {
			decoder[f.Kind]++
			refused++
		}
	}
	for _, kind := range order {
		fmt.Fprintf(&b, "| %s | %d | %d | %d |\n", kind, all[kind], decoder[kind], all[kind]-decoder[kind])
	}
	fmt.Fprintf(&b, "| all | %d | %d | %d |\n", len(faults), refused, len(faults)-refused)
	return b.String()
}
