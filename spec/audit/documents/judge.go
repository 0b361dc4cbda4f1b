package documents

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// judge makes a judgement.
type judge struct {
	*check.Model
	book      *standards.Book
	verbs     map[string]verb
	of        map[string]*standards.Command // by command of the spec; nil: no document knows it
	reporters map[string]*check.Reporter
	excused   map[pair]*spec.Deviation   // by code that a deviation stands for
	needed    map[pair]bool              // codes that some row answers and no document allows
	about     map[string]*spec.Deviation // the first deviation about a thing
	left      map[string]*spec.Deviation // by requirement that a deviation leaves unmet
	unkept    map[string]bool            // requirements that are unmet, were it not for a deviation
	used      map[*spec.Deviation]bool
	broken    map[string][]breach // by order, computed when asked for
	finals    map[*spec.Row]bool  // completions of work: they are the replies of their commands
}

// pair is a code that a command, or an event, answers; the command is that of the documents.
type pair struct {
	command string
	code    int
}

func newJudge(m *check.Model, book *standards.Book) *judge {
	j := &judge{
		Model: m, book: book, verbs: verbs, of: map[string]*standards.Command{}, reporters: map[string]*check.Reporter{},
		excused: map[pair]*spec.Deviation{}, needed: map[pair]bool{}, about: map[string]*spec.Deviation{},
		left: map[string]*spec.Deviation{}, unkept: map[string]bool{},
		used: map[*spec.Deviation]bool{}, broken: map[string][]breach{}, finals: map[*spec.Row]bool{},
	}
	work := m.WorkEnds()
	for i, row := range m.Rows() {
		j.finals[row] = work[i]
	}
	for _, c := range declared() {
		j.reporters[c.ID] = m.NewReporter(&c)
	}
	for i := range m.Spec.Commands {
		c := &m.Spec.Commands[i]
		j.of[c.Name] = book.Command(c.Spelling())
	}
	for i := range m.Spec.Deviations {
		d := &m.Spec.Deviations[i]
		if j.about[d.About] == nil {
			j.about[d.About] = d
		}
		for _, id := range append([]string{d.About}, d.Leaves...) {
			if j.left[id] == nil {
				j.left[id] = d
			}
		}
		for _, a := range d.Answers {
			j.excused[pair{a.Command, a.Code}] = d
		}
	}
	return j
}

func (j *judge) findings() map[string][]check.Finding {
	all := map[string][]check.Finding{}
	for check, r := range j.reporters {
		all[check] = r.Findings()
	}
	return all
}

// listed is the entry of the lists for a row: of its command, or of the greeting. It is nil for other events, and
// for what no document knows.
func (j *judge) listed(row *spec.Row) *standards.Command {
	switch {
	case row.Kind != spec.KindEvent:
		return j.of[row.Command]
	case check.BeforeSession(row):
		return j.book.Command("connected")
	}
	return j.book.Command(row.Name)
}

// pairOf is the row's code as deviations name it.
func (j *judge) pairOf(row *spec.Row) pair {
	if c := j.listed(row); c != nil {
		return pair{c.Name, row.Code}
	}
	if row.Kind == spec.KindEvent {
		return pair{row.Name, row.Code}
	}
	return pair{check.FirstWord(row.Command), row.Code}
}

// placeOf is where in a dialogue a row stands.
func (j *judge) placeOf(row *spec.Row) standards.Place {
	switch {
	case check.EndsTransfer(row) && !j.finals[row]:
		return standards.PlaceEnd
	case check.Class(row) == 1:
		return standards.PlaceBegin
	case check.Class(row) == 2:
		return standards.PlaceSuccess
	case check.Class(row) == 3:
		return standards.PlaceNext
	}
	return standards.PlaceFail
}

// accepted reports whether a row says that a command is done, begun, or half done.
func (j *judge) accepted(row *spec.Row) bool {
	return (row.Kind == spec.KindReply || j.finals[row]) && check.Class(row) >= 1 && check.Class(row) <= 3
}

// rowsOf are the rows of the spec's commands that are the documents' command: all that a client may be answered.
func (j *judge) rowsOf(name string) []*spec.Row {
	var found []*spec.Row
	for _, row := range j.Rows() {
		c := j.listed(row)
		if c != nil && c.Name == name && row.Code != 0 && row.Kind != spec.KindUnwritten {
			found = append(found, row)
		}
	}
	return found
}

// commandsOf are the commands of the spec that are the documents' command and that are offered.
func (j *judge) commandsOf(name string) []*spec.Command {
	var found []*spec.Command
	for i := range j.Spec.Commands {
		c := &j.Spec.Commands[i]
		if of := j.of[c.Name]; of != nil && of.Name == name && c.By != spec.ByNobody {
			found = append(found, c)
		}
	}
	return found
}

// dispatch is the command that the runtime chooses for a line: the longest name that is the line's beginning, of a
// command that takes what is left as its argument; rest is that. If there is none, the longest name.
func (j *judge) dispatch(line string) (c *spec.Command, rest string) {
	best := -1
	for i := range j.Spec.Commands {
		candidate := &j.Spec.Commands[i]
		for _, name := range append([]string{candidate.Spelling()}, candidate.Aliases...) {
			left, begins := strings.CutPrefix(line+" ", name+" ")
			left = strings.TrimSpace(left)
			if !begins || candidate.Variant() != "" && left == "" {
				continue
			}
			weight := 2 * len(name)
			if left == "" || len(candidate.Args) > 0 {
				weight += 2*len(line) + 1 // what is left can be its argument
			}
			if weight > best {
				best, c, rest = weight, candidate, left
			}
		}
	}
	return c, rest
}

// accepts reports whether a line can be answered 1yz, 2yz or 3yz.
func (j *judge) accepts(line string) bool {
	c, rest := j.dispatch(line)
	if c == nil || c.By == spec.ByNobody || rest != "" && len(c.Args) == 0 || rest == "" && len(c.Args) > 0 && !c.Args[0].Optional {
		return false
	}
	return slices.ContainsFunc(j.replies(c), j.accepted)
}

// replies are the rows of a command that are chosen once nothing refuses it.
func (j *judge) replies(c *spec.Command) []*spec.Row {
	var found []*spec.Row
	for _, row := range j.Rows() {
		if row.Command == c.Name && (row.Kind == spec.KindReply || j.finals[row]) {
			found = append(found, row)
		}
	}
	return found
}
