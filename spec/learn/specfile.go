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
%s  transfer: {states: [idle, busy], lasts: transfer, moved-by: [%s]}
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
  data-opened: {rfc: 959 3.2%s}
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
	data := false
	for _, g := range l.groups() {
		text, moves := l.command(g, names)
		commands.WriteString(text)
		if moves {
			moving = append(moving, g.name)
		}
		data = data || strings.Contains(text, ", then: ")
	}
	region := ""
	if len(states) > 1 {
		region = fmt.Sprintf("  at: {states: [%s], lasts: session, moved-by: [%s]}\n", strings.Join(states, ", "), strings.Join(moving, ", "))
	}
	begins, opened := "transfer", ""
	if !data { // the language has no spec without transfers
		begins, opened = "transfer, data-opened", ", to: {transfer: busy}"
	}
	text := "# " + strings.ReplaceAll(about, "\n", "\n# ") + "\n#\n# The states, and what leads to them:\n"
	access, _ := l.Access()
	for s := range l.Next {
		text += "#   " + names[s] + ": " + l.Say(access[s]) + "\n"
	}
	text += "protocol: ftp\n" + fmt.Sprintf(frame[1:], region, begins, opened) + commands.String()
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

// outcomes are the ways in which a step ends in some states.
func (l *Learned) outcomes(i int, states []int) []outcome {
	var all []outcome
	for _, s := range states {
		out, to := l.Out[s][i], l.Next[s][i]
		if out == lsharp.NotAsked {
			continue
		}
		if to == s && (out < "3" || out >= "4") { // 3yz has to say where it leads
			to = stays
		}
		n := slices.IndexFunc(all, func(o outcome) bool { return o.out == out && o.to == to })
		if n < 0 {
			n, all = len(all), append(all, outcome{out: out, to: to})
		}
		all[n].from = append(all[n].from, s)
	}
	return all
}

// refusals are the ways in which a command is refused whatever its argument is, and the states in which it is not. A
// command that is refused everywhere is not offered: its last refusal counts as an answer.
func (l *Learned) refusals(g *group) (refusals []outcome, open []int) {
	var refused []int
	for _, s := range l.live() {
		first := l.Out[s][g.steps[0]]
		same := func(i int) bool { return l.Out[s][i] == first && l.Next[s][i] == l.Next[s][g.steps[0]] }
		if done(first) || first[0] < '4' || first[0] > '5' || slices.ContainsFunc(g.steps, func(i int) bool { return !same(i) }) {
			open = append(open, s)
		} else {
			refused = append(refused, s)
		}
	}
	refusals = l.outcomes(g.steps[0], refused)
	if n := len(refusals); len(open) == 0 && n > 0 {
		return refusals[:n-1], refusals[n-1].from
	}
	return refusals, open
}

// command writes a command, and reports whether it moves the region of the states. A refusal that the state alone decides
// is a need, as in our own spec.
func (l *Learned) command(g *group, names []string) (text string, moves bool) {
	text = "  " + g.name + ":\n    rfc: 959 4.1.3\n"
	if arg := map[bool]string{true: "text", false: "optional text"}[g.args == len(g.steps)]; g.args > 0 {
		text += "    arg: {argument: " + arg + "}\n"
	}
	var needs, rows, taken []string
	name := func(i int, o outcome) string {
		taken = append(taken, unused(taken, slug(l.Inputs[i]+" "+o.out)))
		moves = moves || o.to != stays && !l.over(o.to)
		return taken[len(taken)-1]
	}
	refusals, open := l.refusals(g)
	for _, o := range refusals {
		needs = append(needs, fmt.Sprintf("      - {name: %s, unless: {%s}, else: {%s}}\n", name(g.steps[0], o), at(o, names), l.answer(o, names)))
	}
	for _, i := range g.steps {
		for _, o := range l.outcomes(i, open) {
			when := ", when: {" + at(o, names) + "}"
			if len(o.from) == len(open) {
				when = ""
			}
			rows = append(rows, "      "+name(i, o)+": {"+l.row(o, g, names, when)+"}\n")
		}
	}
	if len(needs) > 0 {
		text += "    needs:\n" + strings.Join(needs, "")
	}
	if len(g.steps) == 1 && g.then == "" {
		text += "    by: table\n"
	}
	return text + "    replies:\n" + strings.Join(rows, "") + "    help: a step of the alphabet\n", moves
}

// at is the condition of an outcome.
func at(o outcome, names []string) string {
	var from []string
	for _, s := range o.from {
		from = append(from, names[s])
	}
	return "at: [" + strings.Join(from, ", ") + "]"
}

// answer is the first code of an outcome, what it moves, and a text.
func (l *Learned) answer(o outcome, names []string) string {
	first := codesOf(o.out)[0]
	to := l.to(o, names)
	return "code: " + first + to + fmt.Sprintf(`, text: "Answered %s."`, o.out)
}

// to is what an outcome moves.
func (l *Learned) to(o outcome, names []string) string {
	switch {
	case o.to == stays:
		return ""
	case l.over(o.to):
		return ", to: {session: closed}"
	}
	return ", to: {at: " + names[o.to] + "}"
}

// codesOf are the codes of an answer. A language for servers that answer has no words for one that does not: there it
// is 421.
func codesOf(out string) []string {
	codes := slices.DeleteFunc(strings.Fields(out), func(f string) bool { return f < "1" || f > "6" })
	if len(codes) == 0 {
		return []string{"421"}
	}
	return codes
}

// row writes one outcome as a reply.
func (l *Learned) row(o outcome, g *group, names []string, when string) string {
	codes := codesOf(o.out)
	if codes[0] >= "2" || g.then == "" {
		return l.answer(o, names) + when
	}
	end := "426"
	if len(codes) > 1 {
		end = codes[1]
	}
	text := fmt.Sprintf(`, text: "Answered %s."`, o.out)
	return "code: " + codes[0] + when + ", then: " + g.then + text + ", ends: {end: {code: " + end + l.to(o, names) + text + "}}"
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
