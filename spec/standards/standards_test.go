package standards

import (
	"strings"
	"testing"
	"testing/fstest"
)

func load(t *testing.T) *Book {
	t.Helper()
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The data are complete: every requirement of every document, every conflict, every reply list of RFC 959 5.4.
func TestCounts(t *testing.T) {
	b := load(t)
	count := map[Means]int{}
	documents := map[string]int{}
	closed := 0
	for _, d := range b.Documents {
		documents[d.Name] = len(d.Requirements)
		for _, r := range d.Requirements {
			count[r.By]++
		}
	}
	for _, c := range b.Commands {
		if c.Closed {
			closed++
		}
	}
	want := map[Means]int{ByTable: 443, ByTest: 318, ByPerson: 34, ByClient: 32}
	for means, n := range want {
		if count[means] != n {
			t.Errorf("%d requirements are answered by %q, want %d", count[means], means, n)
		}
	}
	if len(b.Conflicts) != 52 || closed != 35 || len(b.Codes) != 63 || len(documents) != 18 {
		t.Errorf("%d conflicts, %d closed lists, %d codes, %d documents", len(b.Conflicts), closed, len(b.Codes), len(documents))
	}
	for name, n := range map[string]int{"RFC 959": 252, "RFC 1123": 92, "RFC 3659": 113, "RFC 4217": 63} {
		if documents[name] != n {
			t.Errorf("%s has %d requirements, want %d", name, documents[name], n)
		}
	}
}

// Each requirement has one level, an identifier of its document, and what its kind of answer needs.
func TestRequirementsAreWhole(t *testing.T) {
	b := load(t)
	for r := range b.Requirements() {
		levels := 0
		for _, text := range []string{r.Must, r.MustNot, r.Should, r.ShouldNot, r.May} {
			if text != "" {
				levels++
			}
		}
		if levels != 1 || (r.By == ByTable) != (len(r.Holds) > 0) || (r.By == ByPerson) != (r.Note != "") {
			t.Errorf("%s: %d levels, %d clauses, note %q, by %q", r.ID, levels, len(r.Holds), r.Note, r.By)
		}
		if strings.TrimSpace(r.Text()) != r.Text() || strings.HasSuffix(r.Text(), ".") {
			t.Errorf("%s: text %q", r.ID, r.Text())
		}
	}
}

// Every code of a list is a code that some document defines, and of the class that its place asks for.
func TestListsFitTheirPlaces(t *testing.T) {
	b := load(t)
	defined := map[int]bool{}
	for _, c := range b.Codes {
		defined[c.Code] = true
	}
	classes := map[Place]string{PlaceBegin: "1", PlaceEnd: "245", PlaceSuccess: "26", PlaceNext: "3", PlaceFail: "45"}
	for _, c := range b.Commands {
		lists := []Lists{c.Lists}
		for _, a := range c.Adds {
			lists = append(lists, a.Lists)
		}
		for _, l := range lists {
			for place, digits := range classes {
				for _, code := range l.at(place) {
					if !defined[code] || !strings.ContainsRune(digits, rune('0'+code/100)) {
						t.Errorf("%s: %d does not belong into place %d", c.Name, code, place)
					}
				}
			}
		}
	}
}

// Orders speak of states, commands and events that exist.
func TestOrdersAreSound(t *testing.T) {
	b := load(t)
	events := map[string]bool{"connected": true, "too-many": true, "unknown": true, "overlong": true, "noise": true, "foreign": true, "failed": true,
		"injected": true, "dropped": true, "data-opened": true, "implicit": true, "handshake-failed": true, "other-host": true}
	for _, o := range b.Orders {
		states := map[string]bool{}
		for _, s := range o.States {
			states[s] = true
		}
		for i, r := range append(append([]Rule{}, o.Never...), o.Steps...) {
			for _, s := range r.In {
				if !states[s] {
					t.Errorf("%s: no state %s", o.Name, s)
				}
			}
			if step := i >= len(o.Never); step != (r.To != "") || step && !states[r.To] {
				t.Errorf("%s: rule %d leads to %q", o.Name, i, r.To)
			}
			for _, name := range append(append([]string{}, r.Of...), r.Except...) {
				if !events[name] && b.Command(name) == nil {
					t.Errorf("%s: no command %s", o.Name, name)
				}
			}
		}
	}
}

// A line belongs to the entry that has most words of it, aliases resolved.
func TestCommand(t *testing.T) {
	b := load(t)
	for line, want := range map[string]string{
		"TYPE A": "TYPE", "EPSV": "EPSV", "EPSV ALL": "EPSV ALL", "OPTS MLST": "OPTS MLST", "OPTS HASH SHA-1": "OPTS HASH",
		"OPTS": "OPTS", "XCWD": "CWD", "XPWD": "PWD", "SITE HELP": "SITE", "STATUS": "", "P@SW": "", "connected": "connected",
	} {
		got := ""
		if c := b.Command(line); c != nil {
			got = c.Name
		}
		if got != want {
			t.Errorf("%q belongs to %q, want %q", line, got, want)
		}
	}
}

// A code is allowed by the list, by an addition, by what is universal, or by what is left open.
func TestAllowed(t *testing.T) {
	b := load(t)
	for _, c := range []struct {
		command string
		place   Place
		code    int
		by      string
	}{
		{"RETR", PlaceBegin, 150, "959 5.4"},
		{"RETR", PlaceBegin, 110, "959 5.4"},
		{"RETR", PlaceEnd, 226, "959 5.4"},
		{"RETR", PlaceFail, 554, "1123 4.1.3.4"},
		{"RETR", PlaceFail, 425, ""},
		{"RETR", PlaceEnd, 421, "959 4.2.1"},
		{"RETR", PlaceEnd, 502, ""},
		{"RETR", PlaceSuccess, 226, ""},
		{"REIN", PlaceBegin, 120, "959 5.4"},
		{"USER", PlaceNext, 331, "959 5.4"},
		{"USER", PlaceSuccess, 331, ""},
		{"CDUP", PlaceSuccess, 250, "959 4.1.1"},
		{"PWD", PlaceFail, 530, ""},
		{"EPRT", PlaceFail, 530, "2428 2"},
		{"MDTM", PlaceFail, 450, "3659 3"},
		{"NOOP", PlaceFail, 502, "959 4.2"},
		{"NOOP", PlaceFail, 501, ""},
	} {
		by, ok := b.Allowed(b.Command(c.command), c.place, c.code)
		if by != c.by || ok != (c.by != "") {
			t.Errorf("%s %d at place %d: %q, %v; want %q", c.command, c.code, c.place, by, ok, c.by)
		}
	}
}

// Finding gives nil for what is not there.
func TestFind(t *testing.T) {
	b := load(t)
	if b.Order("rename") == nil || b.Order("x") != nil || b.Conflict("C-CDUP") == nil || b.Conflict("C-X") != nil ||
		b.Requirement("R959-5.1-MIN-4") == nil || b.Requirement("R1-1") != nil {
		t.Error("look-ups by name are wrong")
	}
	r := b.Requirement("R959-4.1.3-DELE-2")
	if r.Level() != "MUST NOT" || r.Text() != "DELE asks nobody whether they are sure" || r.Optional() {
		t.Errorf("%s %s", r.Level(), r.Text())
	}
	if !b.Requirement("R959-4.1.1-USER-2").Optional() {
		t.Error("a MAY is no permission")
	}
}

// Faults of the data are told with their place.
func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"key":      {"codes.yaml", "codes: [{cod: 1}]", "standards: codes.yaml: "},
		"missing":  {"orders.yaml", "", "standards: open orders.yaml: file does not exist"},
		"twice":    {"commands.yaml", "commands: [{name: USER}, {name: USER}]", "standards: USER is there twice"},
		"conflict": {"requirements/rfc959.yaml", "requirements: [{id: R959-1-X-1, must: x, conflict: C-NONE}]", "standards: R959-1-X-1: there is no C-NONE"},
		"command":  {"requirements/rfc959.yaml", "requirements: [{id: R959-1-X-1, must: x, for: [NONE]}]", "standards: R959-1-X-1: there is no NONE"},
		"tests":    {"tests.yaml", "tests: {R959-1-X-1: [fsm.TestX]}", "standards: tests: R959-1-X-1 is no requirement that a test can answer"},
	} {
		t.Run(name, func(t *testing.T) {
			from := fstest.MapFS{
				"commands.yaml": {Data: []byte("commands: []")}, "codes.yaml": {Data: []byte("codes: []")},
				"orders.yaml": {Data: []byte("orders: []")}, "conflicts.yaml": {Data: []byte("conflicts: []")},
				"tests.yaml": {Data: []byte("tests: {}")},
			}
			for _, d := range documents {
				from["requirements/"+d+".yaml"] = &fstest.MapFile{Data: []byte("requirements: []")}
			}
			if _, err := read(from); err != nil {
				t.Fatalf("the empty data: %v", err)
			}
			if from[c.file] = (&fstest.MapFile{Data: []byte(c.text)}); c.text == "" {
				delete(from, c.file)
			}
			if _, err := read(from); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
