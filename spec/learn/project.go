package learn

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/learn/mealy"
)

// The outputs that are no codes.
const (
	Closed = "closed" // the session has ended
	Silent = "silent" // no reply has come; the session is given up then
)

// How what comes through a data connection looks.
const (
	whole = " whole" // the file
	part  = " part"  // its end
	other = " other" // neither
)

// Projection is the table as one sees it through an alphabet.
type Projection struct {
	*mealy.Machine
	Configs []explore.Config // by state

	table     *explore.Machine
	alphabet  *Alphabet
	lines     *stimulus.Set
	valuation []uint8
	events    map[string]int
	states    map[explore.Config]int
}

// Project walks through the table by the steps of an alphabet. What only a handler knows, the step says.
func Project(m *explore.Machine, a *Alphabet, lines *stimulus.Set, policies map[string]string) (*Projection, error) {
	p := &Projection{Machine: &mealy.Machine{Inputs: a.Inputs()}, table: m, alphabet: a, lines: lines, events: map[string]int{}, states: map[explore.Config]int{}}
	var err error
	if p.valuation, err = valuation(m.Spec, a.Policies, policies); err != nil {
		return nil, err
	}
	for i := range m.Rows {
		if m.Rows[i].Kind == spec.KindEvent {
			p.events[m.Rows[i].Name] = i
		}
	}
	begin := m.Initial()
	for _, line := range a.Begin {
		if _, begin, err = p.step(Step{Line: line}, begin); err != nil {
			return nil, err
		}
	}
	p.state(begin)
	for n := 0; n < len(p.Configs); n++ {
		next, out := make([]int, len(a.Steps)), make([]string, len(a.Steps))
		for i, s := range a.Steps {
			var to explore.Config
			if out[i], to, err = p.step(s, p.Configs[n]); err != nil {
				return nil, err
			}
			next[i] = p.state(to)
		}
		p.Next, p.Out = append(p.Next, next), append(p.Out, out)
	}
	return p, nil
}

// valuation is one value for each policy: of the last of the maps that says one, or the default.
func valuation(s *spec.Spec, all ...map[string]string) ([]uint8, error) {
	values := make([]uint8, len(s.Policies))
	for _, said := range all {
		for name, value := range said {
			p := slices.IndexFunc(s.Policies, func(p spec.Policy) bool { return p.Name == name })
			if p < 0 || !slices.Contains(s.Policies[p].Values, value) {
				return nil, fmt.Errorf("learn: there is no policy %s=%s", name, value)
			}
			values[p] = uint8(slices.Index(s.Policies[p].Values, value))
		}
	}
	return values, nil
}

// state is the number of a configuration. All that are over are one.
func (p *Projection) state(c explore.Config) int {
	if p.table.Closed(&c) {
		c = p.table.Initial()
		p.close(&c)
	}
	if n, known := p.states[c]; known {
		return n
	}
	p.states[c] = len(p.Configs)
	p.Configs = append(p.Configs, c)
	return len(p.Configs) - 1
}

// step is what the table answers, and where the session is then.
func (p *Projection) step(s Step, c explore.Config) (string, explore.Config, error) {
	if p.table.Closed(&c) {
		return Closed, c, nil
	}
	row, err := p.row(s, &c)
	if err != nil {
		return "", c, err
	}
	out, after := p.give(row, c)
	if s.File && p.table.Rows[row].Then == spec.ThenSend && len(p.table.Rows[row].Ends) > 0 {
		out += p.data(&c)
	}
	return out, after, nil
}

// row is the row that answers: that of a need that does not hold, or else the one that the step says.
func (p *Projection) row(s Step, c *explore.Config) (int, error) {
	command := p.lines.Find(s.Line)
	if command == nil {
		return p.events["unknown"], nil
	}
	rows := p.table.Answers(command.Name, c, p.valuation)
	for _, which := range []func(*spec.Row) bool{
		func(r *spec.Row) bool { return r.Kind == spec.KindNeed || r.Kind == spec.KindNotOffered },
		func(r *spec.Row) bool { return r.Name == s.Reply },
		func(r *spec.Row) bool { return s.Reply == "" && r.Kind == spec.KindReply && r.Argument == nil },
	} {
		if n := slices.IndexFunc(rows, func(r int) bool { return which(&p.table.Rows[r]) }); n >= 0 {
			return rows[n], nil
		}
	}
	return 0, fmt.Errorf("learn: step %s: %s has no reply %q in %s", s.Name, command.Name, s.Reply, p.table.Describe(c))
}

// give is the codes of a row and of the end of what it begins, and the configuration behind them.
func (p *Projection) give(row int, c explore.Config) (string, explore.Config) {
	r := &p.table.Rows[row]
	out, c := code(r.Code), p.table.Apply(row, c)
	if len(r.Ends) == 0 {
		return out, c
	}
	if opened := p.events["data-opened"]; r.Then != spec.ThenWork {
		c = p.table.Apply(opened, c)
		out += " "
	}
	for _, end := range r.Ends {
		if p.table.Rows[end].Kind == spec.KindEnd {
			return out + code(p.table.Rows[end].Code), p.table.Apply(end, c)
		}
	}
	return out, c
}

func code(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// data is what comes of the file: its end where the session stands in a state that carries the offset.
func (p *Projection) data(c *explore.Config) string {
	for _, r := range p.table.Spec.Regions {
		for _, carry := range r.Carries {
			if carry.Name == p.table.Spec.Roles.Offset && slices.Contains(carry.States, p.table.State(c, r.Name)) {
				return part
			}
		}
	}
	return whole
}
