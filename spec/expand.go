package spec

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/event"
)

// expander collects the rows of a spec in order.
type expander struct {
	spec *Spec
	rows []Row
}

// events adds the events, in the language's order, so that row 0 is "connected".
func (x *expander) events() {
	for _, name := range event.Names {
		for i := range x.spec.Events {
			if e := &x.spec.Events[i]; e.Name == name {
				row := x.row(nil, &e.Reply, KindEvent)
				row.Moves = x.spec.moves(e.To, &row)
				x.rows = append(x.rows, row)
			}
		}
	}
}

// command adds the rows of one command.
func (x *expander) command(c *Command) {
	if c.By == ByNobody {
		x.standard(c, RowNotOffered, KindNotOffered)
		return
	}
	for i := range c.Needs {
		x.refusal(c, &c.Needs[i].Else, c.Needs[i].Name, KindNeed)
	}
	if denied := x.spec.denied(c); denied != nil {
		x.refusal(c, denied, RowDenied, KindDenied)
	}
	if !x.spec.argumentGoesElsewhere(c) {
		x.standard(c, RowSyntax, KindSyntax)
	}
	if c.By == ByHandler {
		x.standard(c, RowUnwritten, KindUnwritten)
	}
	if c.During == DuringLast {
		x.waiting(c)
	}
	on := classSets(x.spec.Classes, c.Replies)
	for i := range c.Replies {
		x.reply(c, &c.Replies[i], on[i])
	}
}

// argumentGoesElsewhere reports whether a command without arguments never sees one, because an argument makes the line
// another command: STAT x is "STAT path", and TYPE A x is TYPE with the argument "A x".
func (s *Spec) argumentGoesElsewhere(c *Command) bool {
	verb, _, longer := strings.Cut(c.Spelling(), " ")
	return len(c.Args) == 0 && slices.ContainsFunc(s.Commands, func(o Command) bool {
		return len(o.Args) > 0 && (o.Spelling() == verb && longer || o.Spelling() == c.Spelling() && o.Variant() != "")
	})
}

// refusal adds a row that refuses the command.
func (x *expander) refusal(c *Command, r *Reply, name string, kind Kind) {
	row := x.row(c, r, kind)
	row.Name = name
	moves := r.To
	if session := x.spec.Roles.Session(); c.During == DuringLast { // what is refused is not the last command: the session reads on
		moves = addMove(moves, Move{Region: session, State: x.spec.first(session), Pos: c.Pos})
	}
	row.Moves = x.spec.moves(moves, &row)
	x.rows = append(x.rows, row)
}

// standard adds a refusal that is declared once for all commands; it stands at the command's position.
func (x *expander) standard(c *Command, name string, kind Kind) {
	for i := range x.spec.Standard {
		if r := &x.spec.Standard[i]; r.Name == name {
			x.refusal(c, r, name, kind)
			x.rows[len(x.rows)-1].Pos = c.Pos
		}
	}
}

// waiting adds the row of a command that came during a transfer and that ends the session after it.
func (x *expander) waiting(c *Command) {
	row := Row{Command: c.Name, Name: RowWaiting, Kind: KindWaiting, Does: c.Does, Pos: c.Pos}
	if last := &x.spec.Roles.Last; len(last.States) > 0 {
		row.Moves = []Move{{Region: last.Region, State: last.States[0], Pos: c.Pos}}
	}
	if r := x.spec.Region(x.spec.Roles.Transfer); r != nil && len(r.States) > 1 {
		row.When = Cond{{Region: r.Name, States: slices.Clone(r.States[1:]), Pos: c.Pos}}
	}
	x.rows = append(x.rows, row)
}

// reply adds a reply, and behind it the completions of the transfer that it begins.
func (x *expander) reply(c *Command, r *Reply, on []string) {
	row := x.row(c, r, KindReply)
	row.On, row.Else, row.Argument = on, r.Else, r.Argument
	for i := range c.Replies {
		if c.Replies[i].Else == r.Name {
			row.Unless = c.Replies[i].When
		}
	}
	row.Own, row.Does = r.Does, union(c.Does, r.Does)
	moves := r.To
	switch {
	case r.Then == ThenWork:
		moves = addMoves(moves, x.spec.Transfer.Work)
	case r.Transfers():
		moves = addMoves(moves, x.spec.Transfer.Begin)
	}
	row.Moves = x.spec.moves(moves, &row)
	at := len(x.rows)
	x.rows = append(x.rows, row)
	if !r.Runs() {
		return
	}
	ends := classSets(x.spec.Classes, r.Ends)
	for i := range r.Ends {
		x.end(c, r, &r.Ends[i], KindEnd, ends[i])
	}
	for i := range x.spec.Transfer.Ends {
		if e := &x.spec.Transfer.Ends[i]; r.Transfers() && e.Name != EndOvertime || !r.Transfers() && (e.Name == endAborted || e.Name == EndOvertime) {
			x.end(c, r, e, KindTransferEnd, nil)
		}
	}
	for i := at + 1; i < len(x.rows); i++ {
		x.rows[at].Ends = append(x.rows[at].Ends, i)
		x.rows[at].Does = union(x.rows[at].Does, x.rows[i].Does)
	}
}

// union is what either list has, without a change of either.
func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(slices.Clip(a), s)
		}
	}
	return a
}

// end adds one completion of the transfer that opening begins.
func (x *expander) end(c *Command, opening, r *Reply, kind Kind, on []string) {
	row := x.row(c, r, kind)
	row.Name = opening.Name + "." + r.Name
	row.On = on
	row.Own, row.Does = r.Does, union(union(c.Does, opening.Does), r.Does)
	row.Moves = x.spec.moves(r.To, &row)
	x.rows = append(x.rows, row)
}

// Transfers reports whether a reply begins a transfer on a data connection.
func (r *Reply) Transfers() bool { return r.Then == ThenSend || r.Then == ThenReceive }

// Runs reports whether what a reply begins goes on behind it: a transfer, or work.
func (r *Reply) Runs() bool { return r.Transfers() || r.Then == ThenWork }

// row makes a row with everything but its moves.
func (x *expander) row(c *Command, r *Reply, kind Kind) Row {
	row := Row{
		Name: r.Name, Kind: kind, Code: r.Code, When: r.When, Sets: r.Sets, Then: r.Then,
		Body: r.Body, Text: r.Text, End: r.End, Cut: r.Cut, Why: r.Why, Pos: r.Pos,
	}
	if c != nil {
		row.Command = c.Name
	}
	scope := x.spec.Scope(c, r, kind)
	row.Fills = scope.Fills(r)
	row.Values, row.Params = scope.Values(r)
	return row
}

// denied is the reply for an account without permission: the first capability's that asks for one.
func (s *Spec) denied(c *Command) *Reply {
	for _, name := range c.Does {
		for i := range s.Capabilities {
			if k := &s.Capabilities[i]; k.Name == name && k.Else != nil {
				return k.Else
			}
		}
	}
	return nil
}

// moves are a row's own moves, and the resets of the regions whose lifetimes it ends and that it does not move itself,
// in the order of the regions.
func (s *Spec) moves(own []Move, row *Row) []Move {
	for _, reset := range s.Resets(row) {
		own = addMove(own, Move{Region: reset.Region.Name, State: reset.Region.States[0], Pos: reset.Region.Pos})
	}
	return s.ordered(own)
}

// addMove adds m unless its region is moved already.
func addMove(moves []Move, m Move) []Move {
	if slices.ContainsFunc(moves, func(o Move) bool { return o.Region == m.Region }) {
		return moves
	}
	return append(slices.Clone(moves), m)
}

// addMoves adds the moves of other regions.
func addMoves(moves, more []Move) []Move {
	for _, m := range more {
		moves = addMove(moves, m)
	}
	return moves
}

// ordered is moves in the order of the regions.
func (s *Spec) ordered(moves []Move) []Move {
	var out []Move
	for i := range s.Regions {
		for _, m := range moves {
			if m.Region == s.Regions[i].Name {
				out = append(out, m)
			}
		}
	}
	return out
}

// classSets gives each reply the classes that end there: "other" becomes all that no sibling names.
func classSets(classes []string, replies []Reply) [][]string {
	sets := make([][]string, len(replies))
	var named []string
	for _, r := range replies {
		named = append(named, r.On...)
	}
	for i, r := range replies {
		for _, class := range classes {
			if slices.Contains(r.On, class) || slices.Contains(r.On, OtherClass) && !slices.Contains(named, class) {
				sets[i] = append(sets[i], class)
			}
		}
	}
	return sets
}
