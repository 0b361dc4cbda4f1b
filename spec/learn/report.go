package learn

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
)

// Report is what was learned, for programs. Dialogues are steps with their answers: "RNFR 350".
type Report struct {
	Target     string       `json:"target"`
	Alphabet   string       `json:"alphabet"`
	Inputs     []string     `json:"inputs"`
	States     []State      `json:"states"` // the first is where a session begins
	TableSize  int          `json:"tableStates"`
	Queries    int          `json:"queries"` // sessions
	Steps      int          `json:"steps"`   // in all of them
	Seconds    float64      `json:"seconds"`
	Unsure     []UnsureAt   `json:"unsure,omitempty"`
	NotOffered []string     `json:"notOffered,omitempty"`
	Differs    []Differs    `json:"differences,omitempty"`
	Codes      []Differs    `json:"codes,omitempty"` // the same kind of answer, with another code
	Merged     []Told       `json:"merged,omitempty"`
	Split      []Told       `json:"split,omitempty"`
	Violations []ViolatedBy `json:"violations,omitempty"`
}

// State is a learned state, and what each input does there.
type State struct {
	Name string   `json:"name"`
	Way  []string `json:"way"` // the shortest dialogue to it
	Next []string `json:"next"`
	Out  []string `json:"out"`
}

// UnsureAt is an answer that did not come each time.
type UnsureAt struct {
	Dialogue []string       `json:"dialogue"`
	Answers  map[string]int `json:"answers"`
}

// Differs is a Difference.
type Differs struct {
	Dialogue []string `json:"dialogue"`
	Table    string   `json:"table"`
	Need     string   `json:"need,omitempty"`
	Places   int      `json:"places"`
}

// Told is a Pair. Both dialogues end with the step that tells them apart; Otherwise is the answer of the side that does
// not tell them apart.
type Told struct {
	State     string   `json:"state"`
	A         []string `json:"a"`
	B         []string `json:"b"`
	Otherwise string   `json:"otherwise"`
}

// ViolatedBy is a Violation.
type ViolatedBy struct {
	Invariant string   `json:"invariant"`
	Why       string   `json:"why"`
	Dialogue  []string `json:"dialogue"`
}

// Report makes the report.
func (l *Learned) Report(target string, c *Comparison) *Report {
	table, _ := l.Table.Minimal()
	r := &Report{
		Target: target, Alphabet: l.Alphabet.Name, Inputs: l.Inputs, TableSize: len(table.Next), Queries: l.Queries, Steps: l.Steps,
		Seconds: math.Round(l.Seconds*10) / 10, NotOffered: c.NotOffered,
	}
	access, _ := l.Access()
	for s := range l.Next {
		state := State{Name: c.Names[s], Way: l.dialogue(access[s]), Out: l.Out[s]}
		for _, to := range l.Next[s] {
			state.Next = append(state.Next, c.Names[to])
		}
		r.States = append(r.States, state)
	}
	for _, u := range l.Unsure {
		r.Unsure = append(r.Unsure, UnsureAt{l.dialogue(u.Word), u.Counts})
	}
	for _, d := range c.Differences {
		r.Differs = append(r.Differs, Differs{l.dialogue(d.Word), d.Table, d.Need, d.Times})
	}
	for _, d := range c.Codes {
		r.Codes = append(r.Codes, Differs{l.dialogue(d.Word), d.Table, "", d.Times})
	}
	for _, p := range c.Split {
		r.Split = append(r.Split, Told{p.State, l.with(p.A, p.Tells, p.GotA), l.with(p.B, p.Tells, p.GotB), strings.Join(p.Elsewhere, ", ")})
	}
	for _, p := range c.Merged {
		r.Merged = append(r.Merged, Told{p.State, l.with(p.A, p.Tells, p.GotA), l.with(p.B, p.Tells, p.GotB), strings.Join(p.Elsewhere, ", ")})
	}
	for _, v := range c.Violations {
		r.Violations = append(r.Violations, ViolatedBy{v.Name, v.Why, l.dialogue(v.Word)})
	}
	return r
}

// dialogue is a word with the answers of the server.
func (l *Learned) dialogue(word []int) []string {
	out, _ := l.Run(0, word)
	return l.with(nil, word, out)
}

// with is the dialogue to a state, and behind it some steps with given answers.
func (l *Learned) with(way, word []int, out []string) []string {
	all := []string{}
	if way != nil {
		all = l.dialogue(way)
	}
	for k, i := range word {
		all = append(all, l.Inputs[i]+" "+out[k])
	}
	return all
}

// JSON writes the report for programs.
func (r *Report) JSON(out io.Writer) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s\n", text)
	return err
}

// Text writes it for people.
func (r *Report) Text(out io.Writer) error {
	t := &texter{}
	t.line("%s, alphabet %s: %s; our table has %d on this alphabet", r.Target, r.Alphabet, count(len(r.States), "state"), r.TableSize)
	for _, s := range r.States {
		t.line("  %-24s %s", s.Name, said(s.Way))
	}
	t.line("")
	if len(r.NotOffered) > 0 {
		t.line("not offered: %s", strings.Join(r.NotOffered, ", "))
	}
	for _, d := range r.Differs {
		need := ""
		if d.Need != "" {
			need = ", for the need " + d.Need
		}
		t.line("differs   %s; the table answers %s%s%s", said(d.Dialogue), d.Table, need, more(d.Places))
	}
	for _, d := range r.Codes {
		t.line("code      %s; the table answers %s%s", said(d.Dialogue), d.Table, more(d.Places))
	}
	for _, p := range r.Split {
		t.line("split     the table's state %s, which answers %s:", p.State, p.Otherwise)
		t.line("            %s", said(p.A))
		t.line("            %s", said(p.B))
	}
	for _, p := range r.Merged {
		t.line("merged    in the state %s, which answers %s; the table:", p.State, p.Otherwise)
		t.line("            %s", said(p.A))
		t.line("            %s", said(p.B))
	}
	for _, v := range r.Violations {
		why := ""
		if v.Why != "" {
			why = " (" + v.Why + ")"
		}
		t.line("violates  %s%s", v.Invariant, why)
		t.line("            %s", said(v.Dialogue))
	}
	for _, u := range r.Unsure {
		t.line("unsure    %s: %v", said(u.Dialogue), u.Answers)
	}
	t.line("%s with %s, %.1f s", count(r.Queries, "session"), count(r.Steps, "step"), r.Seconds)
	_, err := io.WriteString(out, t.text.String())
	return err
}

type texter struct{ text strings.Builder }

func (t *texter) line(format string, args ...any) { fmt.Fprintf(&t.text, format+"\n", args...) }

func said(dialogue []string) string {
	if len(dialogue) == 0 {
		return "the session has begun"
	}
	return strings.Join(dialogue, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func more(places int) string {
	if places < 2 {
		return ""
	}
	return fmt.Sprintf(" (%d places)", places)
}
