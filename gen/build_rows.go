package gen

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// kindConsts are the runtime's names for the kinds of rows, in the order of spec.Kind.
var kindConsts = [...]string{
	"", "fsm.KindNeed", "fsm.KindDenied", "fsm.KindSyntax", "fsm.KindNotOffered", "fsm.KindUnwritten",
	"fsm.KindWaiting", "fsm.KindEnd", "fsm.KindTransferEnd", "fsm.KindEvent",
}

// thenConsts are the runtime's names for what follows a reply.
var thenConsts = map[string]string{"send": "fsm.Send", "receive": "fsm.Receive", "work": "fsm.Work", "abort": "fsm.Abort", "protect": "fsm.Protect", "unprotect": "fsm.Unprotect"}

// rowName is the part of Go names that speaks of a row: RetrMissing, or EventConnected.
func rowName(r *spec.Row) string {
	if r.Command == "" {
		return "Event" + goName(r.Name)
	}
	return goName(r.Command) + goName(r.Name)
}

// rowTitle is a row's name for people.
func rowTitle(r *spec.Row) string {
	if r.Command == "" {
		return "event " + r.Name
	}
	return r.Command + " " + r.Name
}

func rowConst(r *spec.Row) string { return "row" + rowName(r) }

// addRows adds the rows, the events first and then in a group for each command.
func (b *builder) addRows() {
	group := groupView{Comment: "What happens to a session that is no command."}
	command := ""
	for i := range b.rows {
		row := &b.rows[i]
		if row.Command != command {
			b.view.Groups = append(b.view.Groups, group)
			command = row.Command
			group = groupView{Comment: b.groupComment(command)}
		}
		group.Rows = append(group.Rows, b.row(row))
		if row.Kind == spec.KindEvent {
			b.view.Events = append(b.view.Events, eventView{Const: "fsm.Event" + goName(row.Name), Row: rowConst(row)})
		}
	}
	b.view.Groups = append(b.view.Groups, group)
	for _, e := range b.spec.Events {
		b.view.Verbs = append(b.view.Verbs, quoted(e.Verbs)...)
	}
}

// groupComment is the line above a command's rows.
func (b *builder) groupComment(name string) string {
	for i := range b.spec.Commands {
		if c := &b.spec.Commands[i]; c.Name == name {
			return b.spec.Syntax(c) + ", RFC " + c.RFC
		}
	}
	return name
}

// row makes the view of one row.
func (b *builder) row(r *spec.Row) rowView {
	b.names.take(rowConst(r), rowTitle(r), r.Pos)
	v := rowView{
		Const: rowConst(r), Code: r.Code,
		When: b.cond(r.When), Argument: b.argument(r), Then: thenConsts[r.Then], Body: r.Body,
		Text: b.textOf(r.Text), End: b.textOf(r.End), Cut: b.textOf(r.Cut),
		Command: "fsm.NoCommand", Name: r.Name, Kind: kindConsts[r.Kind],
	}
	if r.Command != "" {
		v.Command = "Cmd" + goName(r.Command)
	}
	var moves, sets, ends, params []string
	for _, m := range r.Moves {
		moves = append(moves, b.move(m))
	}
	for _, f := range r.Fills {
		if f.Source != spec.SourcePayload {
			sets = append(sets, "Slot"+goName(f.Name))
		}
	}
	if r.Else != "" {
		v.Else = "row" + goName(r.Command) + goName(r.Else)
	}
	for _, i := range r.Ends {
		ends = append(ends, rowConst(&b.rows[i]))
	}
	for _, p := range r.Params {
		params = append(params, p.Name)
	}
	v.Does = list("names", quoted(r.Own))
	v.Moves, v.Sets, v.Ends, v.Params = list("moves", moves), list("slots", sets), list("ends", ends), list("names", quoted(params))
	return v
}

// argument is the set of the states that the argument names where the table gives the row.
func (b *builder) argument(r *spec.Row) string {
	if r.Argument == nil {
		return ""
	}
	_, region, states := b.spec.Names(b.command(r.Command))
	var bits []string
	for _, state := range region.States {
		named := slices.Contains(states, state)
		if slices.Contains(r.Argument, state) || !named && slices.Contains(r.Argument, spec.OtherState) {
			bits = append(bits, "1<<"+goName(region.Name)+goName(state))
		}
	}
	if slices.Contains(r.Argument, spec.OtherState) {
		bits = append(bits, "1<<fsm.OtherState")
	}
	return strings.Join(bits, " | ")
}

// literalWords are the words of a command's name that a client sends.
func literalWords(name string) []string {
	words := strings.Fields(name)
	if variant(name) {
		words = words[:len(words)-1]
	}
	return words
}

// variant reports whether the name is that of a command with an argument behind one without: "STAT path".
func variant(name string) bool {
	last := name[strings.LastIndexByte(name, ' ')+1:]
	return last != strings.ToUpper(last)
}
