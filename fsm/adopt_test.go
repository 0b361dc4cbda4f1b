package fsm_test

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// helper answers HELP; no other command that needs a handler is sent.
type helper struct{ ftp.Handlers }

func (helper) Help(context.Context, ftp.HelpRequest) ftp.HelpReply {
	return ftp.HelpUnknown()
}

// extended is FTP's table with one row more in front of HELP's, so that every row from there on has another
// number, and with one command more behind all others.
func extended() *fsm.Table {
	base := ftp.Table()
	at := base.Commands[ftp.CmdHelp].First
	moved := func(r fsm.Row) fsm.Row {
		if r >= at {
			r++
		}
		return r
	}
	t := *base
	t.Commands = slices.Clone(base.Commands)
	for i := range t.Commands {
		c := &t.Commands[i]
		c.First, c.Last = moved(c.First), moved(c.Last-1)+1
		c.Denied, c.SyntaxError, c.NotOffered = moved(c.Denied), moved(c.SyntaxError), moved(c.NotOffered)
		c.Needs = slices.Clone(c.Needs)
		for n := range c.Needs {
			c.Needs[n].Row = moved(c.Needs[n].Row)
		}
	}
	t.Rows = slices.Insert(slices.Clone(base.Rows), int(at), fsm.RowInfo{
		Command: ftp.CmdHelp, Name: "more", Code: 214, Text: []string{"More.", "更多。"},
	})
	for i := range t.Rows {
		ends := slices.Clone(t.Rows[i].Ends)
		for e := range ends {
			ends[e] = moved(ends[e])
		}
		t.Rows[i].Ends = ends
	}
	for e := range t.Events {
		t.Events[e] = moved(t.Events[e])
	}
	own := fsm.Command(len(t.Commands))
	last := fsm.Row(len(t.Rows))
	t.Rows = append(t.Rows, fsm.RowInfo{Command: own, Name: "ok", Code: 200, Text: []string{"Own.", "自己。"}})
	t.Commands = append(t.Commands, fsm.CommandInfo{Name: "XOWN", First: last, Last: last + 1})
	t.Words = append(slices.Clone(base.Words), fsm.Word{Text: "XOWN", Command: own})
	return &t
}

// Handlers that were made for one table answer another that extends it: outcomes, syntax errors, and what the
// table alone answers have the extended table's rows.
func TestAdoptedHandlers(t *testing.T) {
	table := extended()
	own := make([]fsm.HandlerFunc, len(table.Commands))
	own[len(own)-1] = func(context.Context, *fsm.Call) fsm.Outcome { return fsm.Answer(fsm.Row(len(table.Rows) - 1)) }
	for c, info := range ftp.Table().Commands {
		if info.By == fsm.ByTable && len(info.Args) > 0 {
			own[c] = ftp.Protocol(nil).Handlers[c]
		}
	}
	protocol := fsm.NewAdoption(ftp.Table(), table).Protocol(ftp.Protocol(helper{}), own)
	_, address := serve(t, fsm.Options{Protocol: protocol})
	got := talk(t, dial(t, address), "HELP x\r\nHELP \x01\r\nXOWN\r\nSYST\r\nOPTS x\r\nFROB\r\nMFCT x\r\nQUIT\r\n")
	want := lines("220 Service ready.", "504 There is no such command.", "501 Syntax: HELP [<topic>]", "200 Own.", "215 UNIX Type: L8",
		"501 Unknown option.", "500 Unknown command.", "502 MFCT is not offered here.", "221 Goodbye.")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// An outcome that is none of the base's is none of the table's either.
func TestAdoptionOfNoOutcome(t *testing.T) {
	a := fsm.NewAdoption(ftp.Table(), extended())
	p := a.Protocol(fsm.Protocol{Table: ftp.Table(), Handlers: []fsm.HandlerFunc{
		ftp.CmdPass: func(context.Context, *fsm.Call) fsm.Outcome { return fsm.Answer(fsm.Row(len(ftp.Table().Rows))) },
	}}, nil)
	if _, err := fsm.NewServer(fsm.Options{Protocol: p}); err == nil || err.Error() != "fsm: nothing answers the command USER" {
		t.Errorf("a protocol without handlers: %v", err)
	}
	for _, r := range []fsm.Row{fsm.NoRow, fsm.Row(len(ftp.Table().Rows))} {
		if got, want := a.Outcome(fsm.Answer(r)), fsm.Answer(fsm.NoRow); !reflect.DeepEqual(got, want) {
			t.Errorf("row %d became %v", r, got)
		}
	}
}

// A table that does not begin like the base is refused: its handlers would read the wrong values.
func TestAdoptionRefusesOtherTables(t *testing.T) {
	const parts = "fsm: the table does not begin with the regions, payload and commands of the one that it extends"
	for _, c := range []struct {
		name   string
		change func(*fsm.Table)
		want   string
	}{
		{"commands", func(t *fsm.Table) { t.Commands[0].Name = "FIRST" }, parts},
		{"regions", func(t *fsm.Table) { t.Regions = t.Regions[1:] }, parts},
		{"payload", func(t *fsm.Table) { t.Slots = slices.Insert(slices.Clone(t.Slots), 0, fsm.SlotInfo{Name: "new"}) }, parts},
		{"states", func(t *fsm.Table) {
			t.Regions = slices.Clone(t.Regions)
			t.Regions[0].States = []string{"new", "open", "closing", "closed"}
		}, "fsm: region session does not begin with the states that it has in the table that is extended"},
	} {
		table := extended()
		c.change(table)
		p := fsm.NewAdoption(ftp.Table(), table).Protocol(ftp.Protocol(helper{}), nil)
		if _, err := fsm.NewServer(fsm.Options{Protocol: p}); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}
