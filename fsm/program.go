package fsm

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// program is a table made ready to run: spellings in maps, texts cut at their placeholders, one pool of
// machines for each region. Every session of a server shares it; it is read-only.
type program struct {
	table    *Table
	handlers []HandlerFunc
	verbs    map[string]*verb
	foreign  map[string]bool
	texts    [][]replyText // by language and row
	machines []*machinePool
	initial  Configuration
	language int    // index of the server's language
	spoken   []int  // by state of the region language: the language that a session has chosen
	possible []bool // by command: no policy forbids it
	slots    struct{ account, user, idle, host, cwd, offset Slot }
	special  special
}

// verb is what a first word may mean.
type verb struct {
	plain   Command            // without an argument, or with any
	withArg Command            // the variant for an argument; NoCommand if plain serves both
	longer  map[string]Command // by the words that follow, upper case, one blank between
}

func newProgram(p Protocol, language string, policies map[string]string) (*program, error) {
	t := p.Table
	if p.err != nil {
		return nil, p.err
	}
	if t == nil || len(p.Handlers) != len(t.Commands) {
		return nil, fmt.Errorf("fsm: the protocol has no table, or not one handler entry for each command")
	}
	if len(t.Regions)+len(t.Policies) > MaxRegions || len(t.Slots) > MaxSlots {
		return nil, fmt.Errorf("fsm: the table has more than %d regions and policies or %d payload values", MaxRegions, MaxSlots)
	}
	for c := range t.Commands {
		if t.Commands[c].By == ByHandler && p.Handlers[c] == nil {
			return nil, fmt.Errorf("fsm: nothing answers the command %s", t.Commands[c].Name)
		}
	}
	g := &program{table: t, handlers: p.Handlers, verbs: map[string]*verb{}, foreign: map[string]bool{}}
	if err := g.setPolicies(policies); err != nil {
		return nil, err
	}
	if err := g.setLanguage(language); err != nil {
		return nil, err
	}
	g.addWords()
	for _, w := range t.ForeignVerbs {
		g.foreign[w] = true
	}
	if err := g.compileTexts(); err != nil {
		return nil, err
	}
	g.makeMachines()
	g.findPossible()
	g.findSpoken()
	g.slots.account, g.slots.user, g.slots.idle, g.slots.host = g.slot("account"), g.slot("user"), g.slot("idle"), g.slot("host")
	g.slots.cwd, g.slots.offset = g.slot("cwd"), g.slot("offset")
	return g, g.findSpecial()
}

// special are the parts of a table that the runtime itself acts on; every spec must declare them.
type special struct {
	session, transfer Region
	closing, closed   State // of session; closing is 0 when the table has no command that waits to be the last
	working           State // of transfer, while work is done that no data connection belongs to; no state when there is none
	prot              int   // region of PROT's level, -1 if the table has none
	language          int   // region of LANG's choice, -1 if the table has none
	sscn              int   // region of SSCN's choice, -1 if the table has none; state 0 is the TLS server
	fxp               int   // policy of transfers between servers, -1 if the table has none; value 0 is none of them
}

// private says whether data connections are protected. State 0 of region prot is the clear.
func (p *special) private(c *Configuration) bool { return p.prot >= 0 && c[p.prot] != 0 }

// exchanges says whether the policy fxp allows transfers between servers.
func (g *program) exchanges() bool { return g.special.fxp >= 0 && g.initial[g.special.fxp] != 0 }

func (g *program) findSpecial() error {
	session, transfer := g.region("session"), g.region("transfer")
	if session < 0 || transfer < 0 {
		return fmt.Errorf("fsm: the table needs the regions session and transfer")
	}
	closed := slices.Index(g.table.Regions[session].States, "closed")
	if closed < 0 {
		return fmt.Errorf("fsm: region session needs the state closed")
	}
	closing := max(0, slices.Index(g.table.Regions[session].States, "closing"))
	g.special = special{session: Region(session), closing: State(closing), transfer: Region(transfer), closed: State(closed),
		prot: g.region("prot"), working: g.working(Region(transfer)), language: g.region("language"), sscn: g.region("sscn"), fxp: g.policy("fxp")}
	return nil
}

// begin sets what the connection decides about a session: the address family that the client came by. A connection
// without an address counts as one of the first.
func (g *program) begin(c *Configuration, local netip.Addr) {
	for i := range g.table.Regions {
		if g.table.Regions[i].Family && local.Is6() {
			c[i] = 1
		}
	}
}

// languageOf is the language of replies in a configuration: the one that LANG chose, or the server's.
func (g *program) languageOf(c *Configuration) int {
	if r := g.special.language; r >= 0 {
		return g.spoken[c[r]]
	}
	return g.language
}

// findSpoken finds the language of each state of the region language, which has its name. The first state is the
// server's choice, and so is one whose language the table has lost to an overlay.
func (g *program) findSpoken() {
	r := g.region("language")
	if r < 0 {
		return
	}
	for _, state := range g.table.Regions[r].States {
		i := slices.Index(g.table.Languages, state)
		if len(g.spoken) == 0 || i < 0 {
			i = g.language
		}
		g.spoken = append(g.spoken, i)
	}
}

// working is the state of transfer to which rows that begin work lead.
func (g *program) working(transfer Region) State {
	for i := range g.table.Rows {
		row := &g.table.Rows[i]
		if at := slices.IndexFunc(row.Moves, func(m Move) bool { return m.Region == transfer }); row.Then == Work && at >= 0 {
			return row.Moves[at].State
		}
	}
	return noState
}

// noState is no state of any region.
const noState State = 1<<8 - 1

func (g *program) region(name string) int {
	return slices.IndexFunc(g.table.Regions, func(r RegionInfo) bool { return r.Name == name })
}

// policy is where the value of a policy stands in a configuration.
func (g *program) policy(name string) int {
	i := slices.IndexFunc(g.table.Policies, func(p RegionInfo) bool { return p.Name == name })
	if i < 0 {
		return -1
	}
	return len(g.table.Regions) + i
}

func (g *program) setPolicies(policies map[string]string) error {
	for name, value := range policies {
		i := slices.IndexFunc(g.table.Policies, func(p RegionInfo) bool { return p.Name == name })
		if i < 0 {
			return fmt.Errorf("fsm: there is no policy %q", name)
		}
		v := slices.Index(g.table.Policies[i].States, value)
		if v < 0 {
			return fmt.Errorf("fsm: policy %s is one of %s, not %q", name, strings.Join(g.table.Policies[i].States, ", "), value)
		}
		g.initial[len(g.table.Regions)+i] = State(v)
	}
	return nil
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

func (g *program) addWords() {
	for _, w := range g.table.Words {
		first, rest, _ := strings.Cut(w.Text, " ")
		v := g.verbs[first]
		if v == nil {
			v = &verb{plain: NoCommand, withArg: NoCommand, longer: map[string]Command{}}
			g.verbs[first] = v
		}
		switch {
		case rest != "":
			v.longer[rest] = w.Command
		case w.WithArg:
			v.withArg = w.Command
		default:
			v.plain = w.Command
		}
	}
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

// findPossible notes the commands that some policy forbids, or that are not offered: FEAT and HELP leave them out.
func (g *program) findPossible() {
	for c := range g.table.Commands {
		info := &g.table.Commands[c]
		possible := info.By != ByNobody
		for _, need := range info.Needs {
			if g.onlyPolicies(need.Guards) && !need.holds(&g.initial) {
				possible = false
			}
		}
		g.possible = append(g.possible, possible)
	}
}

func (g *program) onlyPolicies(guards []Guard) bool {
	return !slices.ContainsFunc(guards, func(guard Guard) bool { return int(guard.Region) < len(g.table.Regions) })
}

// slot finds a payload value by name.
func (g *program) slot(name string) Slot {
	i := slices.IndexFunc(g.table.Slots, func(s SlotInfo) bool { return s.Name == name })
	if i < 0 {
		return NoSlot
	}
	return Slot(i)
}

func (n *Need) holds(c *Configuration) bool { return hold(n.Guards, c) != n.Unless }

func hold(guards []Guard, c *Configuration) bool {
	for _, g := range guards {
		if g.States&(1<<c[g.Region]) == 0 {
			return false
		}
	}
	return true
}

// maxVerb is longer than any command word; a longer first word is unknown.
const maxVerb = 16

// find looks a line up: the command with the most words that match wins. arg is what follows its words and
// one blank, byte for byte.
func (g *program) find(line []byte) (c Command, arg []byte, word []byte) {
	word, arg, _ = bytes.Cut(line, []byte{' '})
	if len(word) > maxVerb {
		return NoCommand, nil, word
	}
	var upper [maxVerb]byte
	v := g.verbs[string(foldASCII(upper[:0], word))]
	if v == nil {
		return NoCommand, nil, word
	}
	if len(v.longer) > 0 {
		if c, rest, ok := g.findLonger(v, arg); ok {
			return c, rest, word
		}
	}
	if v.withArg != NoCommand && len(arg) > 0 { // a name may be of blanks alone
		return v.withArg, arg, word
	}
	return v.plain, arg, word
}

// findLonger tries two further words, then one. A command that takes no argument matches only the whole line,
// so that TYPE A T is not TYPE A with something behind it.
func (g *program) findLonger(v *verb, arg []byte) (Command, []byte, bool) {
	var upper [2 * maxVerb]byte
	one, rest1, ok := cutWord(upper[:0], arg)
	if !ok {
		return 0, nil, false
	}
	if two, rest2, ok := cutWord(append(one, ' '), rest1); ok {
		if c, found := v.longer[string(two)]; found && g.takes(c, rest2) {
			return c, rest2, true
		}
	}
	if c, found := v.longer[string(one)]; found && (g.takes(c, rest1) || v.plain == NoCommand) {
		return c, rest1, true
	}
	return 0, nil, false
}

func (g *program) takes(c Command, rest []byte) bool {
	return len(g.table.Commands[c].Args) > 0 || len(bytes.TrimLeft(rest, " ")) == 0
}

// cutWord appends the next word in upper case; rest is what follows it and one blank.
func cutWord(dst, arg []byte) (word, rest []byte, ok bool) {
	arg = bytes.TrimLeft(arg, " ")
	w, rest, _ := bytes.Cut(arg, []byte{' '})
	if len(w) == 0 || len(w) > maxVerb {
		return nil, nil, false
	}
	return foldASCII(dst, w), rest, true
}

// foldASCII appends b in upper case; other bytes than a to z stay as they are, in every locale.
func foldASCII(dst, b []byte) []byte {
	for _, c := range b {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}
