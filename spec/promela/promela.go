// Package promela writes a spec as a model for the model checker Spin, so that a second engine, which shares no code
// with the explorer, walks the same table.
//
//	promela.Write(out, s)
//
// writes a process that loops over the rows:
//
//	/* RNTO ok: 250 */
//	:: d_step { r_session != session__closed && running == 0 && r_login == login__in && r_rename == rename__pending ->
//		assert(i_nothing_is_changed || !(p_files == files__read_only));
//		r_rename = rename__none }
//
// A byte for each region, a byte for each policy, the row whose transfer runs and what waits for its end are the state.
// The values of the policies are chosen first, any of them; then the rows are taken in any order: what comes from the
// client, what a handler answers and what the network does. Each row is one option, and one more where it may be the
// answer to the last line that waited; each option is one step.
//
// So Spin's numbers can be compared with the explorer's. Spin stores the state before the choice, and then for each
// valuation (a combination of a value for each policy) what the explorer calls a node: states = 1 + nodes over all
// valuations. It counts a transition for every step it takes, and one for the first state: transitions = 1 + valuations
// + edges over all valuations.
//
// Regions that are not in the explorer's nodes do not multiply the states here either. The model tracks none of them,
// or a group: which one is chosen with the policies (`aside`, 0 for none), and the others stay as they began. So each
// part of the states is the product of what is read and one group, and the sum of the parts is what Spin counts:
//
//	states = 1 + nodes + pairs of a node and the states of a group
//	transitions = 1 + choices + edges of the nodes, and of these pairs
//
// A region that only handlers read is a group by itself. Settings are of one group where one command, or one invariant,
// asks about them together: what may be said of each alone need not be true of them together. No group has more
// combinations of states than the explorer keeps beside a node (1024).
//
// The model leaves out:
//
//   - Groups are tracked under a few of the valuations, which show every row of the table and every state (the explorer's
//     Cover). Under others the nodes alone are walked.
//   - Where a group is not tracked its settings may be in any state at any time. So the model does more than the server, and
//     never less; an invariant that asks about settings is asserted where they are tracked.
//   - How groups depend on each other: what a command that asks about settings of one does to those of another is done
//     whether the former allow it or not. That too does more than the server, and never less.
//
// The explorer says which regions are aside. If a guard read one of them all the same, its part would have another
// number of states than the explorer counts.
//
// The spec's invariants are assertions that carry their names (i_NAME is always false), so that Spin says which one
// is broken. What an invariant says about emptiness (a budget that is not used) is not about safety and is left out.
//
// The text is made from the meaning of the spec (package meaning), which the explorer evaluates, and shares nothing
// else with the explorer's code.
package promela

import (
	"fmt"
	"io"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Write writes the model of a spec.
func Write(out io.Writer, s *spec.Spec) error {
	m := explore.NewMachine(s)
	w := &writer{spec: s, proved: s.Proved(), meaning: m.Meaning, rows: m.Rows, groups: groups(m), begins: beginnings(m)}
	for _, r := range m.Settings() {
		w.settings = append(w.settings, s.Regions[r].Name)
	}
	w.header()
	w.constants()
	w.variables()
	w.states = w.stateAssertions()
	w.inline()
	w.text("\nactive proctype session() {\n")
	w.choose()
	w.text("end:\tdo\n")
	for i, guard := range w.guards() {
		w.row(i, guard)
	}
	w.postponed()
	w.text("\tod\n}\n")
	_, err := io.WriteString(out, w.b.String())
	return err
}

// writer writes one model.
type writer struct {
	proved   []spec.Invariant // those included that follow from lifetimes
	spec     *spec.Spec
	meaning  *meaning.Meaning
	rows     []spec.Row
	groups   [][]int // of the regions aside, of which at most one is tracked
	begins   []beginning
	settings []string // the regions aside that commands ask about
	states   []string // assertions about every configuration
	b        strings.Builder
}

func (w *writer) text(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

func (w *writer) header() {
	w.text("/* The protocol %s of %s (sha256 %s) for Spin, made by ftpspec promela.\n", w.spec.Protocol, w.spec.File, w.spec.Hash)
	w.text(" *   spin -o1 -o2 -a model.pml && cc -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m1000000 -c0\n")
	w.text(" * states = 1 + configurations; transitions = 1 + choices at the beginning + steps. */\n\n")
}

// constants number the states of regions, the values of policies and the rows that begin a transfer.
func (w *writer) constants() {
	for _, r := range w.spec.Regions {
		for i, state := range r.States {
			w.text("#define %s %d\n", value(r.Name, state), i)
		}
	}
	for _, p := range w.spec.Policies {
		for i, v := range p.Values {
			w.text("#define %s %d\n", value(p.Name, v), i)
		}
	}
	for _, q := range meaning.Waitings() {
		w.text("#define %s %d\n", waiting(q), q)
	}
	n := 0
	for i := range w.rows {
		if len(w.rows[i].Ends) > 0 {
			n++
			w.text("#define %s %d\n", opening(&w.rows[i]), n)
		}
	}
}

func (w *writer) variables() {
	w.text("\n")
	for _, r := range w.spec.Regions {
		w.text("byte %s;\n", region(r.Name))
	}
	for _, p := range w.spec.Policies {
		w.text("byte %s;\n", policy(p.Name))
	}
	if len(w.groups) > 0 {
		w.text("byte aside; /* which of %s is tracked; 0 for none */\n", w.describeGroups())
	}
	w.text("byte waiting; /* what waits for its end */\n")
	w.text("short running; /* the reply whose transfer runs; 0 for none */\n\n")
	for _, v := range w.proved {
		w.text("hidden byte %s; /* false: only a name */\n", invariant(v.Name))
		if v.OnlyAfter != nil {
			w.text("hidden byte %s; /* its state held before a step */\n", was(&v))
		}
	}
}

// inline are the assertions that must hold in every configuration.
func (w *writer) inline() {
	w.text("\ninline everywhere() {\n")
	for _, a := range w.states {
		w.text("\t%s;\n", a)
	}
	w.text("\tskip\n}\n")
}

// describeGroups names the groups, for people.
func (w *writer) describeGroups() string {
	var all []string
	for _, g := range w.groups {
		var names []string
		for _, r := range g {
			names = append(names, w.spec.Regions[r].Name)
		}
		all = append(all, strings.Join(names, " with "))
	}
	return strings.Join(all, ", ")
}

// choose takes any valuation of the policies, and a group that is tracked under it, or none.
func (w *writer) choose() {
	w.text("\tif\n")
	for _, b := range w.begins {
		w.text("\t:: d_step { ")
		if b.group > 0 {
			w.text("aside = %d; ", b.group)
		}
		for r, state := range b.states {
			if state > 0 {
				w.text("%s = %d; ", region(w.spec.Regions[r].Name), state)
			}
		}
		for i, p := range w.spec.Policies {
			w.text("%s = %s; ", policy(p.Name), value(p.Name, p.Values[b.valuation[i]]))
		}
		w.text("everywhere() }\n")
	}
	w.text("\tfi;\n")
}

// identifier makes a name of the spec one of Promela. Prefixes keep it from being a keyword, and names of the spec have
// no underscores.
func identifier(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, name)
}

func region(name string) string         { return "r_" + identifier(name) }
func policy(name string) string         { return "p_" + identifier(name) }
func invariant(name string) string      { return "i_" + identifier(name) }
func value(region, state string) string { return identifier(region) + "__" + identifier(state) }

// opening is the constant for the transfer that a row begins.
func opening(row *spec.Row) string {
	return "t_" + identifier(row.Command) + "__" + identifier(row.Name)
}
