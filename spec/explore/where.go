package explore

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Where is a condition that can be asked of a graph's nodes.
type Where struct {
	guard   meaning.Guard // but for what it asks about settings
	where   Combos        // and with which of them it holds
	allowed Set
}

// Where prepares a condition for a graph.
func (g *Graph) Where(cond spec.Cond) Where { return g.where(g.Machine.Guard(cond)) }

func (g *Graph) where(guard meaning.Guard) Where {
	a := g.Machine.askOf(&guard)
	w := Where{guard: a.core, where: a.where, allowed: g.all}
	if len(guard.Policies) > 0 {
		w.allowed = NewSet(len(g.Valuations), func(i int) bool { return guard.Allowed(g.Valuations[i]) })
	}
	return w
}

// Of are the valuations under which the condition can hold in a configuration, for any settings.
func (w *Where) Of(c *Config) Set {
	if !w.guard.Reached(c) {
		return nil
	}
	return w.allowed
}
