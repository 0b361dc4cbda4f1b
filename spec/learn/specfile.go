package learn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/learn/lsharp"
)

// frame is what every spec has, whatever was learned. The end of a session is the region "session"; everything else that
// the server remembers is the region "at".
const frame = `
languages: [en]
errors: [other]
regions:
  session: {states: [open, closed], lasts: session}
%s  transfer: {states: [idle, busy], lasts: transfer, moved-by: [transfer]}
roles: {over: {session: closed}, transfer: transfer}
types: {text: {go: string, parse: argument.ParseText}}
transfer:
  begin: {transfer: busy}
  ends:
    no-data: {code: 425, text: "No data connection."}
    broken: {code: 426, text: "The data connection broke."}
    stalled: {code: 426, text: "The data connection stood still."}
    aborted: {code: 426, text: "Transfer aborted."}
events:
  connected: {rfc: 959 5.4, code: 220, text: "Ready."}
  too-many: {rfc: 959 4.2.1, code: 421, to: {session: closed}, text: "Too many connections."}
  unknown: {rfc: 959 4.2.1, code: 500, text: "Unknown command."}
  overlong: {rfc: 959 4.2.1, code: 500, text: "Line too long."}
  noise: {rfc: 959 4.2.1, code: 421, to: {session: closed}, text: "Too many errors."}
  foreign: {rfc: 959 4.2.1, code: 421, to: {session: closed}, verbs: [GET], text: "This is FTP."}
  login-timeout: {rfc: 1123 4.1.3.2, code: 421, to: {session: closed}, text: "Login took too long."}
  idle-timeout: {rfc: 1123 4.1.3.2, code: 421, to: {session: closed}, text: "Idle for too long."}
  no-transfer-timeout: {rfc: 1123 4.1.3.2, code: 421, to: {session: closed}, text: "No transfer for too long."}
  shutdown: {rfc: 959 4.2.1, code: 421, to: {session: closed}, text: "The server shuts down."}
  dropped: {rfc: 959 4.1.1, to: {session: closed}}
  data-opened: {rfc: 959 3.2}
  failed: {rfc: 959 4.2, code: 451, text: "Failed."}
standard:
  syntax: {code: 501, text: "Syntax error."}
  not-offered: {code: 502, text: "Not offered."}
  unwritten: {code: 502, text: "Not written."}
commands:
`

// group is a command of the learned machine: the steps that are lines of it.
type group struct {
	name  string
	steps []int
	args  int // of these steps so many have an argument
	then  string
}

// outcome is one way in which a step ends, and the states in which it does.
type outcome struct {
	out  string
	to   int // stays: the state is the same as before
	from []int
}

const stays = -1

// Spec writes the learned machine in the language of specs. The states are one region; each step has a reply for each
// outcome and state behind it. Those of our invariants that can be said of these states stand there too, so that the
// audit proves them or shows where they are violated.
func (l *Learned) Spec(c *Comparison, about string) string {
	names := slices.Clone(c.Names)
	var states, moving []string
	for s := range l.Next {
		if !l.over(s) {
			states = append(states, names[s])
		}
	}
	var commands strings.Builder
	for _, w := range l.groups() {
		text, moves := l.command(w, names)
		commands.WriteString(text)
		if moves {
			moving = append(moving, w.name)
		}
	}
	at := ""
	if len(states) > 1 {
		at = fmt.Sprintf("  at: {states: [%s], lasts: session, moved-by: [%s]}\n", strings.Join(states, ", "), strings.Join(moving, ", "))
	}
	text := "# " + strings.ReplaceAll(about, "\n", "\n# ") + "\n#\n# The states, and what leads to them:\n"
	access, _ := l.Access()
	for s := range l.Next {
		text += "#   " + names[s] + ": " + l.Say(access[s]) + "\n"
	}
	text += "protocol: ftp\n" + fmt.Sprintf(frame[1:], at) + commands.String()
	if rules := l.rules(c); rules != "" {
		text += "invariants:\n" + rules
	}
	return text
}

// over reports whether a state is that of a session that has ended.
func (l *Learned) over(s int) bool {
	return !slices.ContainsFunc(l.Out[s], func(out string) bool { return out != Closed })
}

// groups are the commands of the steps, in the order of these.
func (l *Learned) groups() []*group {
	var all []*group
	for i, s := range l.Alphabet.Steps {
		name, then := strings.ToUpper(strings.Fields(s.Line)[0]), ""
		if command := l.Table.lines.Find(s.Line); command != nil {
			name = command.Spelling()
			for _, r := range command.Replies {
				if r.Then == "send" || r.Then == "receive" {
					then = r.Then
				}
			}
		}
		n := slices.IndexFunc(all, func(w *group) bool { return w.name == name })
		if n < 0 {
			n, all = len(all), append(all, &group{name: name, then: then})
		}
		all[n].steps = append(all[n].steps, i)
		if len(strings.Fields(s.Line)) > len(strings.Fields(name)) {
			all[n].args++
		}
	}
	return all
}

// outcomes are the ways in which a step ends.
func (l *Learned) outcomes(i int) []outcome {
	var all []outcome
	for s := range l.Next {
		if l.over(s) || l.Out[s][i] == lsharp.NotAsked {
			continue
		}
		to := l.Next[s][i]
		if to == s && l.Out[s][i] < "3" || l.Out[s][i] >= "4" && to == s { // 3yz has to say where it leads
			to = stays
		}
		n := slices.IndexFunc(all, func(o outcome) bool { return o.out == l.Out[s][i] && o.to == to })
		if n < 0 {
			n, all = len(all), append(all, outcome{out: l.Out[s][i], to: to})
		}
		all[n].from = append(all[n].from, s)
	}
	return all
}

// command writes a command, and reports whether it moves the region of the states.
func (l *Learned) command(w *group, names []string) (text string, moves bool) {
	text = "  " + w.name + ":\n    rfc: 959 4.1.3\n"
	if arg := map[bool]string{true: "text", false: "optional text"}[w.args == len(w.steps)]; w.args > 0 {
		text += "    arg: {argument: " + arg + "}\n"
	}
	var rows, taken []string
	for _, i := range w.steps {
		for _, o := range l.outcomes(i) {
			name := unused(taken, slug(l.Inputs[i]+" "+o.out))
			taken = append(taken, name)
			rows = append(rows, "      "+name+": "+l.row(o, w, names)+"\n")
			moves = moves || o.to != stays && !l.over(o.to)
		}
	}
	if len(w.steps) == 1 && w.then == "" {
		text += "    by: table\n"
	}
	return text + "    replies:\n" + strings.Join(rows, "") + "    help: a step of the alphabet\n", moves
}

// row writes one outcome. A language for servers that answer has no words for one that does not: there it is 421.
func (l *Learned) row(o outcome, w *group, names []string) string {
	codes := slices.DeleteFunc(strings.Fields(o.out), func(f string) bool { return f < "1" || f > "6" })
	if len(codes) == 0 {
		codes = []string{"421"}
	}
	var from []string
	for _, s := range o.from {
		from = append(from, names[s])
	}
	when, to := "", ""
	if live := len(slices.DeleteFunc(slices.Clone(l.live()), func(s int) bool { return slices.Contains(o.from, s) })); live > 0 {
		when = ", when: {at: [" + strings.Join(from, ", ") + "]}"
	}
	if o.to != stays {
		to = ", to: {at: " + names[o.to] + "}"
		if l.over(o.to) {
			to = ", to: {session: closed}"
		}
	}
	text := fmt.Sprintf(`, text: "Answered %s."`, o.out)
	if codes[0] >= "2" || w.then == "" {
		return "{code: " + codes[0] + when + to + text + "}"
	}
	end := "426"
	if len(codes) > 1 {
		end = codes[1]
	}
	return "{code: " + codes[0] + when + ", then: " + w.then + text + ", ends: {end: {code: " + end + to + text + "}}}"
}

// live are the states of sessions that go on.
func (l *Learned) live() []int {
	var all []int
	for s := range l.Next {
		if !l.over(s) {
			all = append(all, s)
		}
	}
	return all
}

// rules are those of our invariants that can be said of the learned states.
func (l *Learned) rules(c *Comparison) string {
	text := ""
	for i := range l.Table.table.Spec.Invariants {
		v := &l.Table.table.Spec.Invariants[i]
		if v.AlwaysPossible != "" && slices.ContainsFunc(l.groups(), func(w *group) bool { return w.name == v.AlwaysPossible }) {
			text += fmt.Sprintf("  %s: {always-possible: %s%s}\n", v.Name, v.AlwaysPossible, because(v))
			continue
		}
		var states, about []string
		for _, s := range c.where[v.Name] {
			states = append(states, c.Names[s])
		}
		for _, w := range l.groups() {
			command := l.Table.table.Command(w.name)
			switch {
			case command == nil:
			case v.Never != nil && l.Table.table.Spec.SpeaksOf(v.Never, command), v.Budget != nil && slices.Contains(v.Budget.Commands, command.Name):
				about = append(about, w.name)
			}
		}
		if len(states) == 0 || len(about) == 0 {
			continue
		}
		form := "never: {command: [%s], when: {at: [%s]}}"
		if v.Budget != nil {
			form = "budget: {commands: [%s], when: {at: [%s]}}"
		}
		text += fmt.Sprintf("  %s: {"+form+"%s}\n", v.Name, strings.Join(about, ", "), strings.Join(states, ", "), because(v))
	}
	return text
}

// because is the reason of an invariant, as the key of the language.
func because(v *spec.Invariant) string {
	if v.Why == "" {
		return ""
	}
	return fmt.Sprintf(", why: %q", v.Why)
}

// holding are the invariants whose condition holds in a place.
func (w *walker) holding(p place) {
	m := w.Table.table
	for i := range m.Spec.Invariants {
		v := &m.Spec.Invariants[i]
		var when spec.Cond
		switch {
		case v.Never != nil && !v.Never.OfStates():
			when = v.Never.When
		case v.Budget != nil:
			when = v.Budget.When
		default:
			continue
		}
		if key := (stated{v.Name, p.state}); m.Holds(when, &p.config, w.Table.valuation) {
			w.holds[key] = true
		} else {
			w.fails[key] = true
		}
	}
}

// stated is an invariant in a learned state.
type stated struct {
	invariant string
	state     int
}

// slug is a name of the language for a text.
func slug(text string) string {
	parts := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') })
	return strings.Join(parts, "-")
}

// Say is a word for people, with what it is answered: "USER 331, PASS 230".
func (l *Learned) Say(word []int) string {
	if len(word) == 0 {
		return "the session has begun"
	}
	out, _ := l.Run(0, word)
	parts := make([]string, len(word))
	for k, i := range word {
		parts[k] = l.Inputs[i] + " " + out[k]
	}
	return strings.Join(parts, ", ")
}
