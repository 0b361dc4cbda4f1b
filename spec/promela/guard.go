package promela

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// guard says when a row can be given, "" for never.
func (w *writer) guard(i int) string {
	row := &w.rows[i]
	switch row.Kind {
	case spec.KindEvent:
		return w.eventGuard(row)
	case spec.KindEnd, spec.KindTransferEnd:
		return w.endGuard(i)
	case spec.KindUnwritten:
		return "" // what a handler that is not written answers is no part of the protocol
	}
	c := w.command(row.Command)
	read := w.read(c)
	if row.Kind == spec.KindWaiting {
		return and(w.is(regionSession, "!=", stateClosed), w.is(regionSession, "!=", stateClosing), "running != 0")
	}
	conditions := []string{w.is(regionSession, "!=", stateClosed), read}
	for n := range c.Needs {
		need := &c.Needs[n]
		if row.Kind == spec.KindNeed && need.Name == row.Name {
			return and(append(conditions, w.needFails(need))...)
		}
		conditions = append(conditions, w.needHolds(need))
	}
	if row.Kind != spec.KindReply {
		return and(conditions...)
	}
	conditions = append(conditions, w.holds(row.When))
	if c.By == spec.ByTable { // the first reply whose condition holds
		for j := 0; j < i; j++ {
			if o := &w.rows[j]; o.Command == row.Command && o.Kind == spec.KindReply {
				conditions = append(conditions, w.fails(o.When))
			}
		}
	}
	return and(conditions...)
}

// read says when a command's line is answered: not during a transfer, unless at once; and when a session is closing
// all lines have come, so that only those that waited are answered.
func (w *writer) read(c *spec.Command) string {
	if c.During == spec.DuringNow {
		return w.is(regionSession, "!=", stateClosing)
	}
	return "running == 0"
}

func (w *writer) needHolds(n *spec.Need) string {
	holds := []string{w.holds(n.When)}
	if len(n.Unless) > 0 {
		holds = append(holds, w.fails(n.Unless))
	}
	return and(holds...)
}

func (w *writer) needFails(n *spec.Need) string {
	var fails []string
	if len(n.When) > 0 {
		fails = append(fails, w.fails(n.When))
	}
	if len(n.Unless) > 0 {
		fails = append(fails, "("+w.holds(n.Unless)+")")
	}
	return or(fails...)
}

// holds says where a condition can hold, and fails where it can fail. A setting that is not tracked may be in any state.
func (w *writer) holds(c spec.Cond) string { return and(w.each(c, false)...) }

func (w *writer) fails(c spec.Cond) string { return written(or(w.each(c, true)...), "false") }

// each says of each term where it can hold, or where it can fail.
func (w *writer) each(c spec.Cond, fails bool) []string {
	var terms []string
	for _, t := range c {
		term := w.cond(spec.Cond{t})
		if fails {
			term = not(term)
		}
		if k := w.setting(&t); k > 0 {
			term = fmt.Sprintf("(aside != %d || %s)", k, term)
		}
		terms = append(terms, term)
	}
	return terms
}

// tracked is a condition that is told to hold only where the settings that it asks about are tracked.
func (w *writer) tracked(c spec.Cond) string {
	terms := []string{w.cond(c)}
	for _, t := range c {
		if k := w.setting(&t); k > 0 {
			terms = append(terms, fmt.Sprintf("aside == %d", k))
		}
	}
	return and(terms...)
}

// setting is the number of a setting among what may be tracked, 0 if the term is about something else.
func (w *writer) setting(t *spec.CondTerm) int {
	if t.Policy || !slices.Contains(w.settings, t.Region) {
		return 0
	}
	return 1 + slices.Index(w.aside, t.Region)
}

// eventGuard: lines that are no command come between transfers, as do TLS's beginning and end and the end of the
// server; restart markers come with uploads; TLS from the first byte is for a session that has done nothing; a handler fails when one can run.
func (w *writer) eventGuard(row *spec.Row) string {
	conditions := []string{w.is(regionSession, "!=", stateClosed), w.cond(row.When)}
	switch row.Name {
	case "connected", "too-many": // before the first configuration
		return ""
	case "unknown", "overlong", "noise", "foreign", "shutdown", "injected", "handshake-failed":
		conditions = append(conditions, "running == 0")
	case "implicit":
		for _, r := range w.spec.Regions {
			if r.Begins == "" {
				conditions = append(conditions, w.is(r.Name, "==", r.States[0]))
			}
		}
		conditions = append(conditions, "running == 0")
	case "marker":
		var uploads []string
		for i := range w.rows {
			if w.rows[i].Then == "receive" {
				uploads = append(uploads, "running == "+opening(&w.rows[i]))
			}
		}
		if len(uploads) == 0 {
			return ""
		}
		conditions = append(conditions, or(uploads...))
	case "data-opened":
		conditions = append(conditions, "running != 0")
	case "failed":
		if slices.ContainsFunc(w.spec.Commands, func(c spec.Command) bool { return c.During == spec.DuringNow && c.By == spec.ByHandler }) {
			conditions = append(conditions, "(running == 0 || "+w.is(regionSession, "!=", stateClosing)+")")
		} else {
			conditions = append(conditions, "running == 0")
		}
	}
	return and(conditions...)
}

// endGuard: the handler's own ends come when the data connection is open, the runtime's when they can.
func (w *writer) endGuard(i int) string {
	row := &w.rows[i]
	for j := range w.rows {
		if !slices.Contains(w.rows[j].Ends, i) {
			continue
		}
		conditions := []string{w.is(regionSession, "!=", stateClosed), "running == " + opening(&w.rows[j]), w.cond(row.When)}
		for _, mv := range w.spec.Transfer.Begin {
			if mv.Region == regionTransfer && row.Kind == spec.KindEnd {
				conditions = append(conditions, w.is(regionTransfer, "!=", mv.State))
			}
		}
		return and(conditions...)
	}
	return ""
}

func (w *writer) command(name string) *spec.Command {
	for i := range w.spec.Commands {
		if w.spec.Commands[i].Name == name {
			return &w.spec.Commands[i]
		}
	}
	return nil
}

// is compares a region with one of its states.
func (w *writer) is(name, operator, state string) string {
	return fmt.Sprintf("%s %s %s", region(name), operator, value(name, state))
}

// cond is a condition; "" always holds.
func (w *writer) cond(c spec.Cond) string {
	var terms []string
	for _, t := range c {
		name := region(t.Region)
		if t.Policy {
			name = policy(t.Region)
		}
		var any []string
		for _, state := range t.States {
			any = append(any, name+" == "+value(t.Region, state))
		}
		terms = append(terms, or(any...))
	}
	return and(terms...)
}

// and joins conditions that are not empty.
func and(conditions ...string) string {
	return strings.Join(slices.DeleteFunc(conditions, func(c string) bool { return c == "" }), " && ")
}

func or(conditions ...string) string {
	switch len(conditions) {
	case 0:
		return ""
	case 1:
		return conditions[0]
	}
	return "(" + strings.Join(conditions, " || ") + ")"
}

// or1 is a condition that is written out: "true" for the one that always holds.
func or1(condition string) string { return written(condition, "true") }

// written is a condition, or what stands for none.
func written(condition, none string) string {
	if condition == "" {
		return none
	}
	return condition
}

func not(condition string) string { return "!(" + condition + ")" }
