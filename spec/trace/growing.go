package trace

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec/explore"
)

// Growing replays the sessions of a log while it is written, in the forms that ReadLog reads:
//
//	g := trace.NewGrowing(m, "portolan.log", nil)
//	result, err := g.Line(`{"msg":"command","command":"RNTO b","result":"ok","session":"7"}`)
//	result.Failure     // the first step of session 7 that the table does not allow
//
// A session is judged up to its first fault, and forgotten when it ends.
type Growing struct {
	machine  *explore.Machine
	name     string
	given    map[string]string // policies
	stated   map[string]string // by the server, when it began
	open     map[string]*growing
	order    []string // of open, the oldest first
	line     int
	Sessions int // that were seen from their beginning
	Steps    int // of these, that are allowed
	Faults   int // sessions with a step that is not
}

// growing is one session of a log that grows.
type growing struct {
	replay *replayer
	steps  int
	failed bool
}

// maxOpen is how many sessions are followed at a time. The oldest are dropped first: their end may be in no log.
const maxOpen = 10_000

// NewGrowing begins with the first line of a log. Policies are those that are known, whatever the log states.
func NewGrowing(m *explore.Machine, name string, policies map[string]string) *Growing {
	return &Growing{machine: m, name: name, given: policies, open: map[string]*growing{}}
}

// Again says that another file has the name now: its lines are counted anew. Sessions go on.
func (g *Growing) Again() { g.line = 0 }

// Line takes the next line. The result is nil, unless the line is the first step of its session that the table does not
// allow. The error is about policies that the spec does not have.
func (g *Growing) Line(text string) (*Result, error) {
	g.line++
	record := parseRecord(text)
	if record[keyMessage] == msgPolicies {
		g.stated = stated(record)
		g.open, g.order = map[string]*growing{}, nil // a server begins, and numbers its sessions anew
	}
	id := record[keySession]
	if id == "" {
		return nil, nil
	}
	s := g.open[id]
	if s == nil {
		if record[keyMessage] != msgConnected {
			return nil, nil // its beginning was not seen
		}
		var err error
		if s, err = g.begin(id, record); err != nil {
			return nil, err
		}
	}
	step := logStep(record)
	if step == nil || s.failed {
		g.ends(id, record)
		return nil, nil
	}
	step.Place = fmt.Sprintf("%s:%d", g.name, g.line)
	defer g.ends(id, record)
	return g.step(s, step), nil
}

func (g *Growing) begin(id string, record map[string]string) (*growing, error) {
	r := (&Recording{Name: g.name + " session " + id, Policies: g.stated, Family: familyOf(record[keyPeer]), Quiet: true}).With(g.given)
	if err := checkPolicies(g.machine.Spec, r); err != nil {
		return nil, err
	}
	if len(g.order) >= maxOpen {
		delete(g.open, g.order[0])
		g.order = g.order[1:]
	}
	s := &growing{replay: newReplayer(g.machine, r)}
	g.open[id] = s
	g.order = append(g.order, id)
	g.Sessions++
	return s, nil
}

// step adds a step to a session.
func (g *Growing) step(s *growing, step *Step) *Result {
	p := s.replay
	r := p.recording
	if len(r.Steps) > stepsBefore && !p.waits() { // what came long before is shown to nobody
		r.Steps = slices.Delete(r.Steps, 0, len(r.Steps)-stepsBefore)
	}
	r.Steps = append(r.Steps, *step)
	next := p.step(len(r.Steps) - 1)
	if len(next) == 0 {
		s.failed = true
		g.Faults++
		return &Result{Recording: r, Steps: s.steps, Policies: p.policies(), Failure: p.failure(len(r.Steps) - 1)}
	}
	p.states = next
	s.steps++
	g.Steps++
	return nil
}

// waits reports whether a step is still referred to.
func (p *replayer) waits() bool {
	for s := range p.states {
		if s.queue.len() > 0 {
			return true
		}
	}
	return false
}

// ends forgets a session that has ended.
func (g *Growing) ends(id string, record map[string]string) {
	if record[keyMessage] == msgDisconnected {
		delete(g.open, id)
		if i := slices.Index(g.order, id); i >= 0 {
			g.order = slices.Delete(g.order, i, i+1)
		}
	}
}
