package judge

import (
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/meaning"
	"github.com/portolan-ftp/portolan/spec/standards"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// observation is a reply as the clauses see it.
type observation struct {
	judge     *Judge
	command   *spec.Command
	listed    *standards.Command // of the documents; nil: they do not know it
	names     []string
	code      int
	place     standards.Place
	replyKind standards.ReplyKind
	line      *stimulus.Line
	before    []trace.Place
	due       []int // rows of the command that the table has here, where it does not have this reply
}

func (j *Judge) observe(step *player.Step, r *player.Reply, line *stimulus.Line) *observation {
	o := &observation{judge: j, command: r.Command, code: r.Code, before: step.Before, line: line}
	switch {
	case r.Command != nil:
		o.names = []string{r.Command.Name, r.Command.Spelling()}
		if o.listed = j.book.Command(r.Command.Spelling()); o.listed != nil {
			o.names = append(o.names, o.listed.Name)
		}
	case step.Do == player.Connect || step.Do == player.ConnectTLS:
		o.names, o.listed = []string{"connected"}, j.book.Command("connected")
	case len(r.Rows) > 0:
		o.names = []string{j.machine.Rows[r.Rows[0]].Name}
	}
	for _, row := range r.Allowed {
		if r.Command != nil && j.machine.Rows[row].Command == r.Command.Name {
			o.due = append(o.due, row)
		}
	}
	switch r.Role {
	case player.Begin:
		o.replyKind, o.place = standards.ReplyBegin, standards.PlaceBegin
		return o
	case player.End:
		o.replyKind, o.place = standards.ReplyEnd, standards.PlaceEnd
		return o
	case player.Unasked:
		o.replyKind = standards.ReplyEvent
		if len(r.Rows) > 0 && j.machine.Rows[r.Rows[0]].Kind != spec.KindEvent {
			o.replyKind = standards.ReplyEnd
		}
	default:
		o.replyKind = standards.ReplyFinal
	}
	switch r.Code / 100 {
	case 2, 6:
		o.place = standards.PlaceSuccess
	case 3:
		o.place = standards.PlaceNext
	default:
		o.place = standards.PlaceFail
	}
	return o
}

// is reports whether the reply is to one of some commands.
func (o *observation) is(commands []string) bool {
	return slices.ContainsFunc(commands, func(c string) bool { return slices.Contains(o.names, c) })
}

// watcher is a clause of a requirement that can be asked of each reply.
type watcher struct {
	requirement *standards.Requirement
	broken      func(*observation) (allowed string, broken bool)
}

// watch adds the clauses of a requirement that replies can show. It leaves out permissions, and requirements that a
// later document replaces.
func (j *Judge) watch(r *standards.Requirement) {
	if r.By != standards.ByTable || r.Optional() || r.Later != "" {
		return
	}
	for _, clause := range r.Holds {
		word, rest, _ := strings.Cut(clause, " ")
		left, right, _ := strings.Cut(rest, ": ")
		if ask := j.asks(word, strings.Split(left, ", "), right); ask != nil {
			j.watchers = append(j.watchers, watcher{r, ask})
		}
		if o := j.book.Order(rest); word == "order" && o != nil && !o.Strict { // the orders are run for themselves
			j.watchers = append(j.watchers, watcher{r, func(*observation) (string, bool) { return "", false }})
		}
	}
}

// asks is what a clause asks of a reply; nil for one that replies do not show.
func (j *Judge) asks(word string, commands []string, right string) func(*observation) (string, bool) {
	codes := strings.Split(right, ", ")
	only := func(when func(*observation) bool) func(*observation) (string, bool) {
		return func(o *observation) (string, bool) {
			return right, when(o) && o.is(commands) && !standards.Fits(codes, o.code)
		}
	}
	switch word {
	case "replies":
		return func(o *observation) (string, bool) {
			if o.listed == nil || o.command == nil && o.names[0] != "connected" || commands[0] != "*" && !o.is(commands) || o.replyKind == standards.ReplyEvent && o.command != nil {
				return "", false
			}
			_, ok := j.book.Allowed(o.listed, o.place, o.code)
			return listedAt(o), !ok
		}
	case "success":
		return only(func(o *observation) bool {
			return o.replyKind == standards.ReplyFinal && (o.place == standards.PlaceSuccess || o.place == standards.PlaceNext)
		})
	case "failures":
		return only(func(o *observation) bool {
			return o.replyKind == standards.ReplyFinal && o.place == standards.PlaceFail
		})
	case "never":
		return func(o *observation) (string, bool) {
			return "not " + right, o.is(commands) && standards.Fits(codes, o.code)
		}
	case "classes":
		return func(o *observation) (string, bool) {
			return "classes " + right, o.replyKind == standards.ReplyFinal && o.is(commands) && !slices.Contains(strings.Fields(right), strconv.Itoa(o.code/100))
		}
	case "answers":
		does := !slices.ContainsFunc(codes, func(code string) bool { return code >= "4" }) // which does not bind who does not have it
		return func(o *observation) (string, bool) {
			return right, o.is(commands) && !(does && standards.Fits(unknown, o.code)) && j.dueAll(o, func(row *spec.Row) bool { return row.Kind == spec.KindReply && standards.Fits(codes, row.Code) })
		}
	case "syntax":
		return func(o *observation) (string, bool) {
			return right, o.is(commands) && !standards.Fits(append(codes, unknown...), o.code) && j.dueAll(o, func(row *spec.Row) bool { return row.Kind == spec.KindSyntax })
		}
	case "where":
		return j.where(commands, right)
	}
	return nil
}

// unknown are the codes by which a server says that it does not have a command, or not here: some know AUTH before the
// login alone.
var unknown = []string{"500", "502"}

// dueAll reports whether the table has something else for the reply, and all of that is of a kind.
func (j *Judge) dueAll(o *observation, kind func(*spec.Row) bool) bool {
	return len(o.due) > 0 && !slices.ContainsFunc(o.due, func(i int) bool { return !kind(&j.machine.Rows[i]) })
}

// where is the clause "where CONDITION: A, B only CODES": where the condition holds, these commands are answered these
// codes alone. Left is the condition.
func (j *Judge) where(left []string, right string) func(*observation) (string, bool) {
	list, wanted, ok := strings.Cut(right, " only ")
	guard, known := j.guard(strings.Join(left, ", "))
	if !ok || !known {
		return nil
	}
	commands, codes := strings.Split(list, ", "), strings.Split(wanted, ", ")
	return func(o *observation) (string, bool) {
		if o.replyKind != standards.ReplyFinal || !o.is(commands) || standards.Fits(codes, o.code) || len(o.before) == 0 || len(o.due) == 0 {
			return "", false
		}
		for i := range o.before {
			if !guard.Holds(&o.before[i].Config, o.before[i].Valuation) {
				return "", false
			}
		}
		return wanted, true
	}
}

// guard reads "login=out|named policy.tls=required".
func (j *Judge) guard(text string) (g meaning.Guard, ok bool) {
	var cond spec.Cond
	for part := range strings.FieldsSeq(text) {
		region, states, found := strings.Cut(part, "=")
		name, policy := strings.CutPrefix(region, spec.PolicyPrefix)
		if !found || !policy && j.machine.Region(name) < 0 {
			return g, false
		}
		cond = append(cond, spec.CondTerm{Region: name, Policy: policy, States: strings.Split(states, "|")})
	}
	return j.machine.Guard(cond), true
}

// listedAt are the codes that the documents have for a command at a place.
func listedAt(o *observation) string {
	var codes []string
	for code := 100; code < 700; code++ {
		if o.listed.Listed(o.place, code) {
			codes = append(codes, strconv.Itoa(code))
		}
	}
	return strings.Join(codes, ", ")
}
