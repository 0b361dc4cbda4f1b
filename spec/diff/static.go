package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/gonames"
)

// greeting compares what comes before the first configuration: the greeting, and the refusal of one connection
// too many.
func (c *comparison) greeting() {
	for _, name := range []string{"connected", "too-many"} {
		was, is := event(c.old, name), event(c.now, name)
		if was < 0 || is < 0 || c.old.machine.Rows[was].Code == c.now.machine.Rows[is].Code {
			continue
		}
		c.first(New, c.now, is, c.old.machine.Exchange(was).Reply)
		c.first(Lost, c.old, was, c.now.machine.Exchange(is).Reply)
	}
}

// event is the row of an event, -1 without one.
func event(s *side, name string) int {
	return slices.IndexFunc(s.machine.Rows, func(r spec.Row) bool { return r.Kind == spec.KindEvent && r.Name == name })
}

func (c *comparison) first(change Change, s *side, row int, instead string) {
	r := &s.machine.Rows[row]
	c.found[key{change: change, subject: r.Name}] = &candidate{
		codes: map[int]bool{r.Code: true}, subjects: map[string]bool{r.Name: true}, severity: BeforeLogin, pos: r.Pos,
		policies: s.machine.DescribeValuation(make([]uint8, len(s.spec.Policies))),
		witness:  []explore.Exchange{s.machine.Exchange(row)}, instead: []string{instead},
	}
}

// permissions compares which rights of an account a command asks for: who has none of them is refused, and that
// no configuration shows.
func (c *comparison) permissions() {
	if c.limit != "" {
		return
	}
	for i := range c.now.spec.Commands {
		now := &c.now.spec.Commands[i]
		old := c.old.machine.Command(now.Name)
		if old == nil || old.By == spec.ByNobody || now.By == spec.ByNobody { // who is refused anyway needs no right
			continue
		}
		was, is := permissions(c.old.spec, old), permissions(c.now.spec, now)
		c.unasked(New, c.automatonNow, now, was, is)
		c.unasked(Lost, c.automatonOld, old, is, was)
	}
}

// unasked reports the permissions that a command does not ask for in automaton a, and does in the other revision.
func (c *comparison) unasked(change Change, a *automaton, command *spec.Command, there, here []string) {
	for _, p := range there {
		if slices.Contains(here, p) {
			continue
		}
		subject := command.Name + " without permission " + p
		found := &candidate{codes: map[int]bool{}, subjects: map[string]bool{subject: true}, pos: command.Pos, instead: []string{"asks for permission " + p},
			policies: a.machine.DescribeValuation(a.graph.Valuations[0])}
		if gonames.PermitsChange(p) {
			found.severity = Destructive
		}
		found.witness = a.success(command.Name)
		c.found[key{change: change, subject: subject}] = found
	}
}

// success is the shortest dialogue in which a command is not refused, under the first pairing, nil if there is none.
func (a *automaton) success(command string) []explore.Exchange {
	for n := range a.graph.Nodes {
		for _, x := range a.from(int32(n)) {
			row := &a.machine.Rows[x.row]
			if row.Command == command && row.Kind == spec.KindReply && row.Code/100 < 4 && a.unders[x.under].Has(0) {
				return append(a.graph.Dialogue(n), a.machine.Exchange(int(x.row)))
			}
		}
	}
	return nil
}
