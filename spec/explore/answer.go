package explore

import "github.com/portolan-ftp/portolan/spec"

// given is a row that may be given, and the valuations under which it may.
type given struct {
	row   int
	under Set
	where combos // and the combinations of the settings with which it may
}

// holds says under which valuations and with which settings a condition holds in a configuration.
type holds func(*Guard, *Config) (Set, combos)

// one is the set of a single valuation, and single asks about it, and about the settings of the configuration.
var one = Set{1}

func single(valuation []uint8) holds {
	return func(g *Guard, c *Config) (Set, combos) {
		if g.Holds(c, valuation) {
			return one, nil
		}
		return nil, nil
	}
}

// several asks about many valuations; what it finds out about a condition it keeps. One goroutine uses it.
func several(valuations [][]uint8) holds {
	all := newSet(len(valuations), func(int) bool { return true })
	known := map[*Guard]Set{}
	return func(g *Guard, c *Config) (Set, combos) {
		switch {
		case !g.reached(c):
			return nil, nil
		case len(g.policies) == 0:
			return all, g.where
		}
		allowed, ok := known[g]
		if !ok {
			allowed = newSet(len(valuations), func(i int) bool { return g.allowed(valuations[i]) })
			known[g] = allowed
		}
		return allowed, g.where
	}
}

// rowsOf are the rows without their valuations.
func rowsOf(all []given) []int {
	var rows []int
	for _, g := range all {
		rows = append(rows, g.row)
	}
	return rows
}

// Answers are the rows that may answer a command in a configuration. During a transfer a command that waits
// has none, or its waiting row; in a closing session what had waited is answered, and nothing more is read.
// Never empty otherwise, in a spec without faults.
func (m *Machine) Answers(name string, c *Config, valuation []uint8) []int {
	i, ok := m.byName[name]
	if !ok {
		return nil
	}
	return rowsOf(m.answers(nil, &m.commands[i], c, []piece{{under: one}}, single(valuation)))
}

// Waits says whether a command that comes in a configuration is answered later, or not read any more.
//
// During a transfer all wait but those that are answered at once; and a session is closing only because everything
// before its last command has been read, so that commands that never wait come no more.
func (m *Machine) Waits(k *spec.Command, c *Config) bool {
	if k.During == spec.DuringNow {
		return m.Closing(c)
	}
	return c.Busy()
}

// answers adds the rows that may answer a command, each with the pieces of what is left with which it may.
func (m *Machine) answers(rows []given, k *command, c *Config, left []piece, at holds) []given {
	switch {
	case m.Closed(c):
		return rows
	case c.Busy() && k.During == spec.DuringLast && !m.Closing(c):
		return with(rows, k.waiting, left)
	case m.Waits(k.Command, c):
		return rows
	case k.nobody >= 0:
		return with(rows, k.nobody, left)
	}
	for i := range k.needs {
		var refused []piece
		if left, refused = m.meeting(left, &k.needs[i], c, at); refused != nil {
			rows = with(rows, k.needs[i].row, refused)
		}
		if left == nil {
			return rows
		}
	}
	for _, r := range k.refusal {
		rows = with(rows, r, left)
	}
	for _, r := range k.replies {
		fits, others := m.by(left, &m.steps[r].when, c, at)
		rows = with(rows, r, fits)
		if k.By == spec.ByTable {
			if left = others; left == nil {
				break
			}
		}
	}
	return rows
}

// with adds a row for each piece.
func with(rows []given, row int, pieces []piece) []given {
	for _, p := range pieces {
		rows = append(rows, given{row, p.under, p.where})
	}
	return rows
}

// meeting parts pieces into those where a need holds and those where it refuses.
func (m *Machine) meeting(pieces []piece, n *need, c *Config, at holds) (met, refused []piece) {
	met, refused = m.by(pieces, &n.when, c, at)
	if n.unless.empty() {
		return met, refused
	}
	more, met := m.by(met, &n.unless, c, at)
	return met, append(refused, more...)
}

// Happenings are the rows that may happen by themselves: events, and the completions of the running transfer.
func (m *Machine) Happenings(c *Config, valuation []uint8) []int {
	return rowsOf(m.happenings(nil, c, one, single(valuation)))
}

// happenings adds the rows that may happen by themselves, each with those of the valuations under which it may.
func (m *Machine) happenings(rows []given, c *Config, under Set, at holds) []given {
	if m.Closed(c) {
		return rows
	}
	add := func(r int) {
		allowed, where := at(&m.steps[r].when, c)
		if fits := under.And(allowed); fits != nil && !where.empty() {
			rows = append(rows, given{r, fits, where})
		}
	}
	for _, e := range m.events {
		if m.eventPossible(m.Rows[e].Name, c) {
			add(e)
		}
	}
	if !c.Busy() {
		return rows
	}
	if m.opened >= 0 {
		add(m.opened)
	}
	for _, end := range m.Rows[c.Running-1].Ends {
		if m.endPossible(end, c) {
			add(end)
		}
	}
	return rows
}

// eventPossible: lines that are no command wait during a transfer; shutdown waits for a transfer to end; TLS
// begins and ends between commands, implicit TLS before the first; restart markers come with uploads; a handler
// fails when one runs.
func (m *Machine) eventPossible(name string, c *Config) bool {
	switch name {
	case "unknown", "overlong", "noise", "foreign", "shutdown", "injected", "handshake-failed":
		return !c.Busy()
	case eventImplicit:
		return m.fresh(c)
	case eventMarker:
		return c.Busy() && m.Rows[c.Running-1].Then == thenReceive
	case "failed":
		return !c.Busy() || m.now && !m.Closing(c)
	}
	return true
}

// endPossible: the handler's own ends come after the data connection has been opened.
func (m *Machine) endPossible(end int, c *Config) bool {
	return m.Rows[end].Kind == spec.KindTransferEnd || c.States[m.transfer] != m.begin
}

// Apply is the configuration after a row, the regions aside included. A row with `then: abort` first ends the
// running transfer.
func (m *Machine) Apply(r int, c Config) Config {
	return m.apply(r, c, func(s *step) []move { return s.moves })
}

// applyCore is Apply for the regions in the nodes.
func (m *Machine) applyCore(r int, c Config) Config {
	return m.apply(r, c, func(s *step) []move { return s.core })
}

func (m *Machine) apply(r int, c Config, moves func(*step) []move) Config {
	if end := m.aborts(r, &c); end >= 0 {
		c = m.apply(end, c, moves)
	}
	s := &m.steps[r]
	for _, mv := range moves(s) {
		if mv.state != noState {
			c.States[mv.region] = mv.state
		}
	}
	switch {
	case s.begins:
		c.Running = int16(r + 1)
	case s.ends, m.Closed(&c):
		c.Running = 0
	}
	return c
}

// aborts is the completion by which a row ends the running transfer before anything else, -1 for none.
func (m *Machine) aborts(r int, c *Config) int {
	if m.Rows[r].Then == thenAbort && c.Busy() {
		return m.steps[c.Running-1].aborted
	}
	return -1
}
