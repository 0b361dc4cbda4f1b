package engine

import (
	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// words are the spellings of a table's commands, and the words that only clients of other protocols send.
type words struct {
	index   *line.Index
	foreign map[string]bool
}

func newWords(t *table.Table) words {
	w := words{foreign: map[string]bool{}}
	var all []line.Spelling
	for _, s := range t.Words {
		all = append(all, line.Spelling{Text: s.Text, Command: int(s.Command), WithArg: s.WithArg, Takes: len(t.Commands[s.Command].Args) > 0})
	}
	w.index = line.NewIndex(all)
	for _, verb := range t.ForeignVerbs {
		w.foreign[verb] = true
	}
	return w
}

// Find says which command a line is, and what its argument is, byte for byte. A line that is no command is an event:
// unknown, or foreign if clients of other protocols send such lines.
func (e *Engine) Find(text []byte) (c table.Command, arg []byte, event table.Event) {
	found, arg, word := e.words.index.Find(text)
	switch {
	case found != line.None:
		return table.Command(found), arg, 0
	case e.words.foreign[string(line.AppendUpper(nil, word))]:
		return table.NoCommand, nil, table.EventForeign
	}
	return table.NoCommand, nil, table.EventUnknown
}
