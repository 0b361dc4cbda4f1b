// Package explain answers questions about a spec in plain text.
//
// What about a command: its needs, answers, moves, the invariants that mention it, and the shortest dialogue to each
// of its answers:
//
//	explain.New(s).Command(os.Stdout, "RNTO")
//
// What about a place: how a session gets there, and what is possible then:
//
//	explain.New(s).Place(os.Stdout, "login=in data=none")
//
// What about a region: its states, how long it lasts, who moves it, and who asks about it:
//
//	explain.New(s).Region(os.Stdout, "login")
//
// It explores no more of the spec than the question needs: a dialogue is looked for under the default policies first.
package explain

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Explainer answers questions about one spec.
type Explainer struct {
	spec    *spec.Spec
	machine *explore.Machine
	graphs  []*explore.Graph // by valuation, nil when not explored yet
}

// New makes an explainer.
func New(s *spec.Spec) *Explainer {
	m := explore.NewMachine(s)
	return &Explainer{spec: s, machine: m, graphs: make([]*explore.Graph, len(m.Valuations()))}
}

// Explain answers a question: "rnto", "TYPE A", "idle-timeout", "login=in data=none" or "region login".
func (x *Explainer) Explain(out io.Writer, question string) error {
	question = strings.Join(strings.Fields(question), " ")
	switch {
	case strings.Contains(question, "="):
		return x.Place(out, question)
	case x.event(question) >= 0:
		return x.Event(out, question)
	case strings.HasPrefix(question, regionPrefix):
		return x.Region(out, strings.TrimPrefix(question, regionPrefix))
	}
	return x.Command(out, question)
}

// graph explores under a valuation, once.
func (x *Explainer) graph(i int) *explore.Graph {
	if x.graphs[i] == nil {
		x.graphs[i] = x.machine.Explore(x.machine.Valuations()[i])
	}
	return x.graphs[i]
}

// command finds a command by its name or an alias, in whatever case; nil if there is none.
func (x *Explainer) command(name string) *spec.Command {
	for i := range x.spec.Commands {
		c := &x.spec.Commands[i]
		same := func(spelling string) bool { return strings.EqualFold(spelling, name) }
		if same(c.Name) || slices.ContainsFunc(c.Aliases, same) {
			return c
		}
	}
	return nil
}

// family are the other commands that begin with the same word: "TYPE A" for "TYPE".
func (x *Explainer) family(name string) []string {
	verb, _, _ := strings.Cut(strings.ToUpper(name), " ")
	var names []string
	for i := range x.spec.Commands {
		first, _, _ := strings.Cut(x.spec.Commands[i].Name, " ")
		if first == verb && !strings.EqualFold(x.spec.Commands[i].Name, name) {
			names = append(names, x.spec.Commands[i].Name)
		}
	}
	return names
}

// event is the row of an event, -1 without one.
func (x *Explainer) event(name string) int {
	return slices.IndexFunc(x.machine.Rows, func(r spec.Row) bool { return r.Kind == spec.KindEvent && r.Name == name })
}

// Unknown is the error for a question about something that the spec does not have.
type Unknown struct {
	What, Name string   // "command", "SIZ"
	Known      []string // what there is in its place
}

func (u *Unknown) Error() string {
	text := fmt.Sprintf("explain: there is no %s %q", u.What, u.Name)
	if len(u.Known) > 0 {
		text += "; there are " + strings.Join(u.Known, ", ")
	}
	return text
}
