package fsm

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/engine"
)

// program is a protocol made ready to run: the engine that decides, texts cut at their placeholders, one pool of
// machines for each region. Every session of a server shares it; it is read-only.
type program struct {
	*engine.Engine
	table    *Table
	handlers []HandlerFunc
	texts    [][]replyText // by language and row
	machines []*machinePool
	initial  engine.State
	language int    // index of the server's language
	possible []bool // by command: no policy forbids it
}

func newProgram(p Protocol, language string, policies map[string]string) (*program, error) {
	t := p.Table
	if p.err != nil {
		return nil, p.err
	}
	if t == nil || len(p.Handlers) != len(t.Commands) {
		return nil, fmt.Errorf("fsm: the protocol has no table, or not one handler entry for each command")
	}
	for c := range t.Commands {
		if t.Commands[c].By == ByHandler && p.Handlers[c] == nil {
			return nil, fmt.Errorf("fsm: nothing answers the command %s", t.Commands[c].Name)
		}
	}
	e, err := engine.New(t)
	if err != nil {
		return nil, err
	}
	g := &program{Engine: e, table: t, handlers: p.Handlers}
	if g.initial, err = e.Initial(policies); err != nil {
		return nil, err
	}
	if err := g.setLanguage(language); err != nil {
		return nil, err
	}
	if err := g.compileTexts(); err != nil {
		return nil, err
	}
	g.makeMachines()
	for c := range t.Commands {
		g.possible = append(g.possible, e.Possible(&g.initial, Command(c)))
	}
	return g, nil
}

func (g *program) setLanguage(language string) error {
	if language == "" {
		return nil
	}
	g.language = slices.Index(g.table.Languages, language)
	if g.language < 0 {
		return fmt.Errorf("fsm: there are no texts in language %q; there are %s", language, strings.Join(g.table.Languages, ", "))
	}
	return nil
}

// makeMachines collects, for each region, from where rows lead to each state: wherever the row's guards and
// its command's needs let the region be.
func (g *program) makeMachines() {
	t := g.table
	edges := make([][]uint16, len(t.Regions))
	for r := range edges {
		edges[r] = make([]uint16, len(t.Regions[r].States))
	}
	for i := range t.Rows {
		row := &t.Rows[i]
		for _, m := range row.Moves {
			edges[m.Region][m.State] |= g.sources(row, m.Region)
		}
	}
	for r, info := range t.Regions {
		g.machines = append(g.machines, newMachinePool(info, edges[r]))
	}
}

// sources is the set of states that region may be in when row answers.
func (g *program) sources(row *RowInfo, region Region) uint16 {
	states := uint16(1)<<len(g.table.Regions[region].States) - 1
	for _, guard := range row.When {
		if guard.Region == region {
			states &= guard.States
		}
	}
	if row.Command == NoCommand || row.Kind != KindReply {
		return states
	}
	for _, need := range g.table.Commands[row.Command].Needs {
		for _, guard := range need.Guards {
			if guard.Region == region && !need.Unless {
				states &= guard.States
			}
		}
	}
	return states
}
