package documents

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// order: no dialogue breaks the order.
func (j *judge) order(about, _ string) verdict {
	o := j.book.Order(about)
	if o == nil {
		return no("there is no order %q", about)
	}
	if all := j.breaches(o); len(all) > 0 {
		return verdict{seen: fmt.Sprintf("%s breaks the order %q", check.Label(&j.Machine.Rows[all[0].row]), about), told: !o.Strict}
	}
	return yes("no dialogue breaks the order %q", about)
}

// where: in configurations like that each of the commands that is offered is answered with these codes alone, bad
// syntax and missing permissions aside. "login=out|named policy.tls=required: MLST, MLSD only 530"
func (j *judge) where(about, want string) verdict {
	cond, missing := j.condition(about)
	if missing != "" {
		return no("there is no %s", missing)
	}
	list, codes, _ := strings.Cut(want, " only ")
	patterns, commands := items(codes), j.offeredOf(list)
	if len(commands) == 0 {
		return no("%s is not offered", list)
	}
	wrong := make([]bool, len(j.Machine.Rows))
	for i, row := range j.Rows() {
		wrong[i] = row.Kind != spec.KindSyntax && row.Kind != spec.KindDenied && !check.EndsTransfer(row) &&
			!standards.Fits(patterns, row.Code) && slices.Contains(commands, row.Command)
	}
	asked := false
	with := j.Keeping(cond)
	for n, under := range idle(with, cond) {
		asked = true
		for _, e := range with.Graph.From(n) {
			if wrong[e.Row] && e.Under.Meets(under) {
				row := j.Row(&e)
				return no("%s answers %d where %s", check.Label(row), row.Code, about)
			}
		}
	}
	if !asked {
		return no("no session is ever where %s", about)
	}
	return yes("where %s: %s only %s", about, list, codes)
}

// offeredOf are the commands of a list that are offered.
func (j *judge) offeredOf(list string) []string {
	var commands []string
	for _, name := range items(list) {
		if c, rest := j.dispatch(name); c != nil && rest == "" && c.By != spec.ByNobody {
			commands = append(commands, c.Name)
		}
	}
	return commands
}

// passes: in configurations like that none of the needs of the commands refuses, whatever else the session is.
// "login=in data=passive restart=none: RETR, STOR"
func (j *judge) passes(about, list string) verdict {
	cond, missing := j.condition(about)
	if missing != "" {
		return no("there is no %s", missing)
	}
	commands := j.offeredOf(list)
	if len(commands) == 0 {
		return no("%s is not offered", list)
	}
	refuses := j.RowSet(func(row *spec.Row) bool { return row.Kind == spec.KindNeed && slices.Contains(commands, row.Command) })
	with := j.Keeping(slices.DeleteFunc(slices.Clone(cond), j.ofSetting))
	where, asked := with.Graph.Where(cond), false
	for n := range idle(with, nil) {
		if with.Graph.Here(n, &where) == nil {
			continue
		}
		asked = true
		for _, e := range with.Graph.From(n) {
			if refuses[e.Row] && with.Graph.Given(&e, &where) != nil {
				return no("%s refuses where %s", check.Label(j.Row(&e)), about)
			}
		}
	}
	if !asked {
		return no("no session is ever where %s", about)
	}
	return yes("where %s: nothing that %s need is missing", about, list)
}

// ofSetting reports whether a term asks about a setting, which nodes can be asked about without its being in them.
func (j *judge) ofSetting(t spec.CondTerm) bool {
	return !t.Policy && slices.Contains(j.Machine.Settings(), j.Machine.Region(t.Region))
}

// idle are the configurations of open sessions without a transfer, and without lines that have waited for one, in which
// a condition holds, as nodes of the graph, and the valuations under which it does.
func idle(m *check.Model, cond spec.Cond) iter.Seq2[int, explore.Set] {
	where := m.Graph.Where(cond)
	return func(yield func(int, explore.Set) bool) {
		for g, n := range m.Nodes() {
			c := &g.Nodes[n].Config
			open := check.WaitsForClient(c) && !m.Machine.Closed(c)
			under := g.Nodes[n].Under.And(where.Of(c))
			if open && under != nil && !yield(n, under) {
				return
			}
		}
	}
}

// condition reads "login=out|named policy.tls=required"; missing is the first name that the spec does not have.
func (j *judge) condition(text string) (cond spec.Cond, missing string) {
	for _, term := range strings.Fields(text) {
		name, states, _ := strings.Cut(term, "=")
		region, policy := strings.CutPrefix(name, spec.PolicyPrefix)
		known := j.Machine.Region(region) >= 0
		if policy {
			known = slices.ContainsFunc(j.Spec.Policies, func(p spec.Policy) bool { return p.Name == region })
		}
		if !known {
			return nil, name
		}
		cond = append(cond, spec.CondTerm{Region: region, Policy: policy, States: strings.Split(states, "|")})
	}
	return cond, ""
}

// free: each of the commands can succeed while nobody is logged in.
func (j *judge) free(about, _ string) verdict {
	for _, name := range items(about) {
		c, rest := j.dispatch(name)
		if c == nil || rest != "" || c.By == spec.ByNobody {
			return no("%s is not offered", name)
		}
		if !j.possibleOut(c) {
			return no("%s is refused before login", name)
		}
	}
	return yes("%s may come before login", about)
}

// possibleOut reports whether a command can succeed while nobody is logged in.
func (j *judge) possibleOut(command *spec.Command) bool {
	for g, e := range j.Edges() {
		if row := j.Row(e); row.Command == command.Name && j.accepted(row) && !j.LoggedIn(&g.Nodes[e.From].Config) {
			return true
		}
	}
	return false
}

// duringNames are the words for what happens to a command that comes during a transfer.
var duringNames = map[spec.During]string{spec.DuringWait: "wait", spec.DuringNow: "now", spec.DuringAlone: "alone", spec.DuringLast: "last"}

// duringIs: during a transfer the command is answered now, has to wait, or is the last.
func (j *judge) duringIs(about, want string) verdict {
	c, _ := j.dispatch(about)
	if c == nil {
		return no("%s is not offered", about)
	}
	if got := duringNames[c.During]; got != want {
		return no("%s during a transfer: %s", about, got)
	}
	return yes("%s during a transfer: %s", about, want)
}

// answeredAll: every command has an answer in every configuration in which it is read.
func (j *judge) answeredAll(_, _ string) verdict {
	number := map[string]int{}
	for i := range j.Spec.Commands {
		number[j.Spec.Commands[i].Name] = i
	}
	of := make([]int, len(j.Machine.Rows)) // by row, the number of its command
	for i, row := range j.Rows() {
		of[i] = number[row.Command]
	}
	answered := make([]explore.Set, len(number)) // by command, under which valuations a node has an answer
	for n, under := range idle(j.Model, nil) {
		clear(answered)
		for _, e := range j.Graph.From(n) {
			if j.Row(&e).Kind != spec.KindEvent {
				answered[of[e.Row]] = answered[of[e.Row]].Or(e.Under)
			}
		}
		for i, set := range answered {
			if !set.Covers(under) {
				return no("%s has no answer where %s", j.Spec.Commands[i].Name, j.Machine.Describe(&j.Graph.Nodes[n].Config))
			}
		}
	}
	return yes("every command has an answer everywhere")
}
