package learn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/learn/lsharp"
)

// outcome is one way in which a step ends, and the states in which it does.
type outcome struct {
	out  string
	to   int // stays: the state is the same as before
	from []int
}

const stays = -1

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

// refusals are the ways in which a command is refused whatever its argument is, and the states in which it is not. Of a
// command that is refused everywhere the last refusal counts as an answer: some row has to be one.
func (l *Learned) refusals(g *group) (refusals []outcome, open []int) {
	var refused []int
	for _, s := range l.live() {
		first := l.Out[s][g.steps[0]]
		same := func(i int) bool { return l.Out[s][i] == first && l.Next[s][i] == l.Next[s][g.steps[0]] }
		if !refuses(first) || slices.ContainsFunc(g.steps, func(i int) bool { return !same(i) }) {
			open = append(open, s)
		} else {
			refused = append(refused, s)
		}
	}
	refusals = l.outcomes(g.steps[0], refused)
	slices.SortStableFunc(refusals, func(a, b outcome) int { return min(a.to, 0) - min(b.to, 0) }) // what moves comes last
	if n := len(refusals); len(open) == 0 && n > 0 {
		return refusals[:n-1], refusals[n-1].from
	}
	return refusals, open
}

// command writes a command, and reports whether it moves the region of the states. A refusal that the state alone
// decides is a need, as in our own spec.
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
	if nobody(append(refusals, l.outcomes(g.steps[0], open)...), g) {
		return "  " + g.name + ": {rfc: 959 4.1.3, by: nobody, help: a step of the alphabet}\n", false
	}
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

// nobody reports whether nobody answers a command: it is refused everywhere, and that moves nothing.
func nobody(all []outcome, g *group) bool {
	return len(g.steps) == 1 && !slices.ContainsFunc(all, func(o outcome) bool { return o.to != stays || !refuses(o.out) })
}

// refuses reports whether an answer is a refusal.
func refuses(out string) bool { return out == superfluous || out[0] == '4' || out[0] == '5' }

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

// codesOf are the codes of an answer. Silence becomes 421: the spec language has no word for a server that does not
// answer.
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
