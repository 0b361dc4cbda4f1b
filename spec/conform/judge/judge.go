// Package judge says what the standards, and the table, think of what a server does.
//
//	j, err := judge.New(m, book)
//	j.Begin()                       // a session
//	found := j.Step(step, line)     // what is wrong with what came of one act
//
// The standards are data: of each requirement those clauses of `holds` are asked that the control connection shows
// (which codes a command may be answered, in which order), each of every reply. What a table cannot hold, such as
// whether a file comes back as it was stored, is asked by code, under the identifier of the requirement that wants it.
package judge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// Verdict is how bad a finding is.
type Verdict string

// The verdicts on what was seen.
const (
	Fail    Verdict = "fail"    // a MUST is broken
	Warn    Verdict = "warn"    // a SHOULD is, or a MUST where documents contradict each other
	Differs Verdict = "differs" // from the table alone
)

// Weight orders verdicts: the worst has the most.
func (v Verdict) Weight() int { return map[Verdict]int{Fail: 2, Warn: 1}[v] }

// Finding is something that a server does and should not.
type Finding struct {
	Verdict Verdict
	ID      string // of the requirement, or the row of the table that was due
	Also    []string
	Level   string // "MUST"; "" for a difference
	Text    string
	Source  string // "RFC 959 5.4"
	Command string // that was answered, "" for none
	Got     string // what the server said or did
	Allowed string // what could have come instead
}

// Key tells findings apart.
func (f *Finding) Key() string {
	return string(f.Verdict) + " " + f.ID + " " + f.Command + " " + f.kind()
}

// Name is what an expectation names the finding by: it does not change from run to run.
func (f *Finding) Name() string {
	return strings.Join(slices.DeleteFunc([]string{f.ID, f.Command, f.kind()}, func(s string) bool { return s == "" }), " ")
}

// kind is what the server did, without what differs from time to time.
func (f *Finding) kind() string {
	if len(f.Got) >= 3 && f.Got[0] >= '1' && f.Got[0] <= '6' {
		return f.Got[:3]
	}
	return f.Got
}

// Judge keeps where each order of the standards is in the present session.
type Judge struct {
	machine  *explore.Machine
	book     *standards.Book
	watchers []watcher
	orders   []*order
	files    Files
	offered  func(command string) bool
	about    map[string][]string // by command of the documents, the requirements that are asked of its replies
	asked    map[string]bool     // requirements that some reply has answered
}

// Files is what the judge asks about the files of the target: the keeper's session.
type Files interface {
	Get(name string) ([]byte, error)
	Exists(name string) (file, dir bool, err error)
}

// New makes a judge. Files may be nil: nothing is asked about files then. Offered says whether the target has a
// command; asked is where the judge notes the requirements that some reply has answered.
func New(m *explore.Machine, book *standards.Book, files Files, offered func(string) bool, asked map[string]bool) *Judge {
	j := &Judge{machine: m, book: book, files: files, offered: offered, about: map[string][]string{}, asked: asked}
	for r := range book.Requirements() {
		j.watch(r)
	}
	for i := range j.watchers {
		r := j.watchers[i].requirement
		for _, c := range r.For {
			j.about[c] = append(j.about[c], r.ID)
		}
	}
	for i := range book.Orders {
		if o := &book.Orders[i]; !o.Strict {
			j.orders = append(j.orders, &order{Order: o})
		}
	}
	j.Begin()
	return j
}

// Begin is the beginning of a session.
func (j *Judge) Begin() {
	for _, o := range j.orders {
		o.state = o.States[0]
	}
}

// Step says what is wrong with what came of an act. Line is what the act was made from, nil where it was not made.
func (j *Judge) Step(step *player.Step, line *stimulus.Line, transfer *Transfer) []Finding {
	if step.Doubtful {
		return []Finding{j.unasked(nil)}
	}
	var found []Finding
	for i := range step.Replies {
		found = append(found, j.reply(step, &step.Replies[i], line)...)
	}
	found = append(found, j.silence(step)...)
	found = append(found, j.named(step, line)...)
	found = append(found, j.content(step, transfer)...)
	return found
}

// Passed says what is wrong with a reply of a session that somebody else has played: the line may be any, and nothing
// is known of the files.
func (j *Judge) Passed(r *player.Reply, greeting bool) []Finding {
	step := &player.Step{Act: player.Line(r.Line), Sent: r.Line, Command: r.Command, About: r.Command, Before: r.Before, Replies: []player.Reply{*r}}
	if greeting {
		step.Act = player.Act{Do: player.Connect}
	}
	return j.Step(step, nil, nil)
}

// reply says what is wrong with one reply.
func (j *Judge) reply(step *player.Step, r *player.Reply, line *stimulus.Line) []Finding {
	var found []Finding
	for _, form := range r.Form {
		found = append(found, j.breach("R1123-4.1.2.11-REPLY-1", name(r.Command), r.Lines[0], "well-formed replies: "+form))
	}
	o := j.observe(step, r, line)
	for _, n := range o.names {
		for _, id := range j.about[n] {
			j.asked[id] = true
		}
	}
	for _, order := range j.orders {
		if order.broken(o) && len(r.Rows) == 0 && !r.Amid { // a command may be answered while another one's transfer goes on
			found = append(found, j.outOfOrder(order, o))
		}
	}
	if r.Role == player.Unasked && len(r.Rows) == 0 && !greets(step) {
		return append(found, j.unasked(step.About))
	}
	if len(r.Rows) > 0 { // the audit has held the table against the documents, and the table has the reasons
		return found
	}
	for i := range j.watchers {
		if w := &j.watchers[i]; j.Concerns(w.requirement) {
			if allowed, broken := w.broken(o); broken {
				found = append(found, j.breach(w.requirement.ID, name(r.Command), r.Lines[0], allowed))
			}
		}
	}
	return merge(append(found, j.difference(r)))
}

// greets reports whether a step begins a session: its first reply is one that nobody asks for.
func greets(step *player.Step) bool {
	return step.Do == player.Connect || step.Do == player.ConnectTLS
}

// Concerns reports whether a requirement is about this server.
func (j *Judge) Concerns(r *standards.Requirement) bool {
	for _, clause := range r.If {
		word, rest, _ := strings.Cut(clause, " ")
		if word == "nowhere" {
			return false
		}
		if word != "offers" || !slices.ContainsFunc(strings.Split(rest, ", "), func(c string) bool { return !j.offered(c) }) {
			return true
		}
	}
	return len(r.If) == 0
}

// breach is a finding about a requirement.
func (j *Judge) breach(id, command, got, allowed string) Finding {
	f := Finding{Verdict: Fail, ID: id, Command: command, Got: got, Allowed: allowed}
	r := j.book.Requirement(id)
	if r == nil {
		if x, known := beside[id]; known {
			f.Level, f.Text, f.Source = "MUST", x.text, x.source
		}
		return f
	}
	f.Level, f.Text, f.Source = r.Level(), r.Text(), source(id)
	if r.Should != "" || r.ShouldNot != "" || r.Conflict != "" {
		f.Verdict = Warn
	}
	return f
}

// beside are rules that no requirement of the standards has words for.
var beside = map[string]struct{ text, source string }{
	"BOUNCE":   {"data connections go to the client's own host, unless the operator allows others", "RFC 2577 3, CVE-1999-0017"},
	"INJECTED": {"what came in the clear is not carried out inside TLS", "RFC 4217 15, CVE-2011-1575"},
}

// source is the document and section in an identifier: R959-5.4-RETR-1.
func source(id string) string {
	parts := strings.SplitN(id, "-", 3)
	if len(parts) < 3 {
		return ""
	}
	if number, err := strconv.Atoi(parts[0][1:]); err == nil {
		return "RFC " + strconv.Itoa(number) + " " + parts[1]
	}
	return "draft " + strings.ToLower(parts[0][1:]) + " " + parts[1]
}

// difference is what the table would have had.
func (j *Judge) difference(r *player.Reply) Finding {
	f := Finding{Verdict: Differs, Command: name(r.Command), Got: r.Lines[0], Text: "the table does not have this reply here"}
	var due []string
	for _, i := range r.Allowed {
		row := &j.machine.Rows[i]
		if row.Kind == spec.KindEvent && row.Name != "unknown" && row.Name != "overlong" || row.Kind == spec.KindDenied {
			continue
		}
		if f.ID == "" {
			f.ID = strings.TrimSpace(row.Command + " " + row.Name)
		}
		due = append(due, strconv.Itoa(row.Code)+" ("+strings.TrimSpace(row.Command+" "+row.Name)+")")
	}
	f.Allowed = strings.Join(slices.Compact(due), ", ")
	if f.ID == "" {
		f.ID, f.Allowed = "nothing", "nothing"
	}
	return f
}

func name(c *spec.Command) string {
	if c == nil {
		return ""
	}
	return c.Spelling()
}

// merge makes one finding of those about one reply: the first fail, with the others beside it. A difference that is a
// breach too is told as a breach alone.
func merge(all []Finding) []Finding {
	if len(all) < 2 {
		return all
	}
	order := map[Verdict]int{Fail: 0, Warn: 1, Differs: 2}
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Compare(order[a.Verdict], order[b.Verdict]) })
	first := all[0]
	for _, f := range all[1:] {
		if f.Verdict != Differs && f.ID != first.ID && !slices.Contains(first.Also, f.ID) {
			first.Also = append(first.Also, f.ID)
		}
	}
	return []Finding{first}
}

// byCode are the requirements that code asks about, beside the clauses.
var byCode = []string{
	"R1123-4.1.2.11-REPLY-1", "R1123-4.1.2.10-SYNTAX-1", "R1123-4.1.2.12-TELNET-3", "R959-4.2-REPLY-1", "R959-3.2-DATA-2",
	"R3659-8-PATH-1", "R959-5.4-REPLY-1", "R1123-4.1.3.3-CONTROL-2", "R3659-5.3-REST-1", "R959-3.1.2-DATA-1", "R3659-5.3-REST-2", "R1123-4.1.2.9-STOU-1", "R959-4.1.3-LIST-1", "R959-4.1.3-NLST-1",
	"R1123-4.1.2.7-NLST-1", "R3659-7.2-MLST-2", "R3659-7.5.1-FACTS-1", "R3659-7.5.7-FACTS-1", "R3659-2.3-TIME-1", "R3659-4-SIZE-1",
	"R3659-3.1-MDTM-2", "DHASH-3-HASH-5", "R959-4.1.3-DELE-1", "R959-4.1.3-RMD-1", "R959-4.1.3-RNTO-1", "R959-AppII-MKD-1",
	"R959-4.1.3-MKD-1", "R2389-3.2-FEAT-7", "R2389-3.2-FEAT-10",
}

// Asks reports whether code asks about a requirement.
func Asks(id string) bool { return slices.Contains(byCode, id) }
