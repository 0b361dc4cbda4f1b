package fsm

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/reply"
)

// program is a protocol made ready to run: the engine that decides, texts cut at their placeholders, one pool of
// machines for each region. Every session of a server shares it; it is read-only.
type program struct {
	*engine.Engine
	table    *Table
	handlers []HandlerFunc
	texts    [][]reply.Text // by language and row
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
	if g.texts, err = reply.Compile(t); err != nil {
		return nil, err
	}
	if err := g.makeMachines(); err != nil {
		return nil, err
	}
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

// makeMachines makes the machines of each region from the moves that are proved.
func (g *program) makeMachines() error {
	for _, info := range g.table.Regions {
		if len(info.Arcs) != len(info.States) {
			return fmt.Errorf("fsm: the table does not say where region %s may go from each of its states; generate it anew", info.Name)
		}
		g.machines = append(g.machines, newMachinePool(info))
	}
	return nil
}
