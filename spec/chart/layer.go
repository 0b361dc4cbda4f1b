package chart

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Layer is something that is known of rows and commands, and can be laid over the page: which rows no test has run,
// what a revision has changed.
type Layer struct {
	ID    string `json:"id"`    // of the page's own: "audit" and "deviations"
	Title string `json:"title"` // "Never run"
	Says  string `json:"says"`  // what there is, in a line: "906 rows, 904 have run"
	Marks []Mark `json:"marks"`
}

// Mark is what a layer says of one row, or of a command.
type Mark struct {
	Row      int    `json:"row"`               // of the table; NoRow for none
	Command  string `json:"command,omitempty"` // where it is about no row
	Sign     string `json:"sign"`              // a character: it stands where there is little room
	Bad      bool   `json:"bad,omitempty"`
	Says     string `json:"says"`
	Dialogue string `json:"dialogue,omitempty"`
	Play     string `json:"play,omitempty"` // the address at which the dialogue is played; "" where it cannot be
}

// NoRow is the row of a mark that is about none.
const NoRow = -1

// Recording is a session that can be stepped through.
type Recording struct {
	Name     string   `json:"name"`
	Open     string   `json:"open"`               // the policies and how the connection began, as an address has them
	Greeting []string `json:"greeting,omitempty"` // its recorded lines
	Steps    []Step   `json:"steps"`
	Note     string   `json:"note,omitempty"`  // what is to be said of its end
	Fault    string   `json:"fault,omitempty"` // what the table does not allow behind the last step, and what it does
}

// Step is one step of a recording: the lines that were recorded, and the row that explains them.
type Step struct {
	Row   int      `json:"row"`
	Lines []string `json:"lines,omitempty"` // "> USER alice", "< 331 Password, please."; none for what nobody sees
}

// The signs of the page's own layers.
const (
	signFinding   = "✗"
	signWaived    = "w"
	signDeviation = "≠"
)

// layers are those of the page's own, and then the others.
func layers(in Input) []Layer {
	all := []Layer{}
	if in.Report != nil {
		all = append(all, findingsLayer(in))
	}
	if len(in.Model.Spec.Deviations) > 0 {
		all = append(all, deviationsLayer(in.Model))
	}
	return append(all, in.Layers...)
}

func findingsLayer(in Input) Layer {
	l := Layer{ID: "audit", Title: "Findings", Says: fmt.Sprintf("%d of the audit, and %d that are accepted", len(in.Report.Findings), len(in.Report.Waived)), Marks: []Mark{}}
	add := func(f *check.Finding, sign string) {
		m := Mark{Row: rowNamed(in.Model, f.Step, f.At), Command: commandOf(in.Model.Spec, f.At), Sign: sign, Bad: sign == signFinding}
		m.Says = f.Check + ": " + f.Message
		if f.WaivedFor != "" {
			m.Says += " (accepted: " + f.WaivedFor + ")"
		}
		m.Dialogue, m.Play = strings.TrimSpace(f.Evidence()), address(in.Model.Machine, *f)
		if m.Row != NoRow || m.Command != "" {
			l.Marks = append(l.Marks, m)
		}
	}
	for i := range in.Report.Findings {
		add(&in.Report.Findings[i], signFinding)
	}
	for i := range in.Report.Waived {
		add(&in.Report.Waived[i], signWaived)
	}
	return l
}

// rowNamed is the row that the first of the names means that means one.
func rowNamed(m *check.Model, names ...string) int {
	for _, name := range names {
		if r := slices.IndexFunc(m.Machine.Rows, func(r spec.Row) bool { return check.Label(&r) == name }); r >= 0 && name != "" {
			return r
		}
	}
	return NoRow
}

// commandOf is the longest name of a command with which a text begins, "" for none.
func commandOf(s *spec.Spec, text string) string {
	longest := ""
	for i := range s.Commands {
		if name := s.Commands[i].Name; len(name) > len(longest) && (text == name || strings.HasPrefix(text, name+" ")) {
			longest = name
		}
	}
	return longest
}

func deviationsLayer(m *check.Model) Layer {
	l := Layer{ID: "deviations", Title: "Deviations", Says: fmt.Sprintf("%d, with their reasons", len(m.Spec.Deviations)), Marks: []Mark{}}
	for i := range m.Spec.Deviations {
		v := &m.Spec.Deviations[i]
		says := v.Do + ": " + v.Why
		for j := range m.Machine.Rows {
			if answers(v, &m.Machine.Rows[j]) {
				l.Marks = append(l.Marks, Mark{Row: j, Command: m.Machine.Rows[j].Command, Sign: signDeviation, Says: says})
			}
		}
		for j := range m.Spec.Commands {
			c := &m.Spec.Commands[j]
			if concerns(v, c) && !slices.ContainsFunc(v.Answers, func(a spec.Answer) bool { return a.Command == c.Name }) {
				l.Marks = append(l.Marks, Mark{Row: NoRow, Command: c.Name, Sign: signDeviation, Says: says})
			}
		}
	}
	return l
}

// answers reports whether a deviation stands for a row: for its code, as an answer of its command or event.
func answers(v *spec.Deviation, row *spec.Row) bool {
	name := row.Command
	if name == "" {
		name = row.Name
	}
	return slices.ContainsFunc(v.Answers, func(a spec.Answer) bool { return a.Command == name && a.Code == row.Code })
}

// Address is a dialogue as the part of an address behind "#": the policies that differ from their defaults, as a
// finding names them, and the rows, as the page's script writes them. "" when some exchange is no row of the machine.
func Address(m *explore.Machine, policies string, dialogue []explore.Exchange) string {
	return address(m, check.Finding{Policies: policies, Witness: dialogue})
}
