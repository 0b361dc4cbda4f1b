package explore

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/meaning"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// load is the machine of a spec file.
func load(t testing.TB, file string) *Machine {
	t.Helper()
	s, err := decode.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return NewMachine(s)
}

// The specs that are explored here: a small one and our own.
const (
	smallSpec = "../audit/testdata/base.yaml"
	ourSpec   = "../ftp.yaml"
)

// at is a configuration with some regions set: "login=in data=passive", and perhaps "running=RETR opening".
func (m *Machine) at(t testing.TB, where string) Config {
	t.Helper()
	c := m.Initial()
	where, running, _ := strings.Cut(where, " running=")
	for _, part := range strings.Fields(where) {
		region, state, _ := strings.Cut(part, "=")
		if region == "waiting" {
			c.Waiting = waitingNamed(t, state)
			continue
		}
		s := slices.Index(m.Spec.Regions[m.Region(region)].States, state)
		if s < 0 {
			t.Fatalf("there is no %s", part)
		}
		c.States[m.Region(region)] = uint8(s)
	}
	if running != "" {
		c.Running = int16(m.row(t, running) + 1)
	}
	return c
}

// waitingNamed is what waits, by its word.
func waitingNamed(t testing.TB, word string) meaning.Waiting {
	t.Helper()
	for _, w := range []meaning.Waiting{meaning.WaitsSome, meaning.WaitsAlone, meaning.WaitsLast} {
		if w.String() == word {
			return w
		}
	}
	t.Fatalf("nothing waits that is called %s", word)
	return meaning.WaitsNone
}

// row finds a row by its command and name.
func (m *Machine) row(t testing.TB, name string) int {
	t.Helper()
	i := slices.IndexFunc(m.Rows, func(r spec.Row) bool { return strings.TrimSpace(r.Command+" "+r.Name) == name })
	if i < 0 {
		t.Fatalf("there is no row %q", name)
	}
	return i
}

// names are rows for people.
func (m *Machine) names(rows []int) string {
	var names []string
	for _, r := range rows {
		names = append(names, m.Rows[r].Name)
	}
	return strings.Join(names, " ")
}

// TestAnswers: which rows may answer a command where.
func TestAnswers(t *testing.T) {
	m := load(t, smallSpec)
	readOnly := []uint8{1}
	for _, c := range []struct {
		where, command, want string
		valuation            []uint8
	}{
		{"", "RETR", "logged-in", nil},
		{"login=named", "PASS", "syntax in rejected later", nil},
		{"login=in", "RETR", "endpoint", nil},
		{"login=in data=passive", "RETR", "denied syntax opening failed", nil},
		{"login=in", "STOR", "endpoint", nil},
		{"login=in", "STOR", "writable", readOnly},
		{"login=in", "ABOR", "syntax nothing", nil},
		{"login=in transfer=busy running=RETR opening", "ABOR", "syntax aborted", nil},
		{"login=in transfer=busy running=RETR opening", "NOOP", "", nil},
		{"login=in transfer=busy running=RETR opening", "QUIT", "waiting", nil},
		{"session=closing login=in transfer=busy waiting=last running=RETR opening", "ABOR", "", nil},
		{"session=closing login=in transfer=busy waiting=last running=RETR opening", "QUIT", "", nil},
		{"session=closing login=in waiting=last", "NOOP", "syntax ok", nil},
		{"session=closing login=in waiting=last", "ABOR", "", nil},
		{"session=closing login=in waiting=last", "QUIT", "syntax bye", nil},
		{"login=in transfer=busy waiting=lines running=RETR opening", "ABOR", "syntax aborted", nil},
		{"login=in transfer=busy waiting=lines running=RETR opening", "QUIT", "waiting", nil},
		{"login=in transfer=busy waiting=alone running=RETR opening", "ABOR", "", nil},
		{"login=in transfer=busy waiting=alone running=RETR opening", "QUIT", "", nil},
		{"login=in waiting=lines", "NOOP", "syntax ok", nil},
		{"login=in waiting=lines", "ABOR", "", nil},
		{"login=in waiting=lines", "QUIT", "", nil},
		{"login=in waiting=alone", "NOOP", "syntax ok", nil},
		{"login=in waiting=alone", "QUIT", "", nil},
		{"session=closed", "QUIT", "", nil},
		{"", "ACCT", "not-offered", nil},
		{"", "NOWHERE", "", nil},
	} {
		valuation := c.valuation
		if valuation == nil {
			valuation = []uint8{0}
		}
		config := m.at(t, c.where)
		if got := m.names(m.Answers(c.command, &config, valuation)); got != c.want {
			t.Errorf("%s at %q: %q, want %q", c.command, c.where, got, c.want)
		}
	}
}

// TestHappenings: what may happen by itself where.
func TestHappenings(t *testing.T) {
	m := load(t, smallSpec)
	for where, want := range map[string]string{
		"":                             "unknown overlong noise foreign login-timeout idle-timeout shutdown dropped failed",
		"login=in":                     "unknown overlong noise foreign idle-timeout no-transfer-timeout shutdown dropped failed",
		"session=closing waiting=last": "unknown overlong noise foreign shutdown dropped failed",
		"login=in waiting=lines":       "unknown overlong noise foreign shutdown dropped failed",
		"session=closed":               "",
		"login=in transfer=opening running=RETR opening":                           "dropped data-opened failed opening.no-data opening.aborted",
		"login=in transfer=busy running=RETR opening":                              "dropped failed opening.done opening.error opening.broken opening.stalled opening.aborted",
		"session=closing login=in transfer=busy waiting=last running=RETR opening": "dropped opening.done opening.error opening.broken opening.stalled opening.aborted",
	} {
		config := m.at(t, where)
		if got := m.names(m.Happens(&config, []uint8{0})); got != want {
			t.Errorf("at %q: %q, want %q", where, got, want)
		}
	}
}

// TestImplicitTLSComesFirst: it happens before anything else, where the policy has TLS, and the dialogue says so.
func TestImplicitTLSComesFirst(t *testing.T) {
	testcost.Some(t)
	s, err := decode.Load(ourSpec)
	if err != nil {
		t.Fatal(err)
	}
	s.Commands = slices.DeleteFunc(s.Commands, func(c spec.Command) bool { return c.Name == "AUTH TLS-P" }) // which leads to the same
	m := NewMachine(s)
	g := m.ExploreAll()
	wanted := NewSet(len(g.Valuations), func(i int) bool { // where tls is not off, the default
		return strings.Contains(m.DescribeValuation(g.Valuations[i]), "tls=")
	})
	for i := range g.Edges {
		e := &g.Edges[i]
		if m.Rows[e.Row].Name != eventImplicit {
			continue
		}
		if e.From != 0 || !wanted.Covers(e.Under) {
			t.Fatalf("implicit TLS from %s, with %s", m.Describe(&g.Nodes[e.From].Config), m.DescribeValuation(g.Valuations[e.Under.First()]))
		}
		wanted = wanted.Without(e.Under)
		if got, want := Format(g.Dialogue(e.To)), "-- implicit\nS: 220 Service ready.\n"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if wanted != nil {
		t.Errorf("no implicit TLS with %s", m.DescribeValuation(g.Valuations[wanted.First()]))
	}
}

// TestApply: where rows lead.
func TestApply(t *testing.T) {
	m := load(t, smallSpec)
	for _, c := range []struct{ from, row, want string }{
		{"", "USER need-password", "login=named"},
		{"login=in data=active", "RETR opening", "login=in data=active transfer=opening running=RETR"},
		{"login=in data=active transfer=busy running=RETR opening", "RETR opening.done", "login=in"},
		{"login=in data=active transfer=busy running=RETR opening", "ABOR aborted", "login=in"},
		{"login=in data=active transfer=busy running=RETR opening", "dropped", "session=closed login=in"},
		{"login=in data=active transfer=busy running=RETR opening", "QUIT waiting", "session=closing login=in data=active transfer=busy running=RETR waiting=last"},
		{"session=closing login=in waiting=last", "NOOP ok", "session=closing login=in waiting=last"},
		{"session=closing login=in waiting=last", "QUIT syntax", "login=in"},
		{"session=closing login=in waiting=last", "QUIT bye", "session=closed login=in"},
		{"login=in waiting=lines", "NOOP ok", "login=in"},
		{"login=in waiting=lines", "dropped", "session=closed login=in"},
		{"login=in data=active transfer=busy waiting=lines running=RETR opening", "RETR opening.done", "login=in waiting=lines"},
		{"login=in rename=pending", "NOOP ok", "login=in"},
		{"login=in restart=at", "NOOP ok", "login=in restart=at"},
		{"login=in restart=at", "unknown", "login=in"},
	} {
		to := m.Apply(m.row(t, c.row), m.at(t, c.from))
		if got := m.Describe(&to); got != c.want {
			t.Errorf("%s from %q: %q, want %q", c.row, c.from, got, c.want)
		}
	}
}

// TestValuations: every combination once, the defaults first.
func TestValuations(t *testing.T) {
	m := load(t, ourSpec)
	all := m.Valuations()
	want, seen := 1, map[string]bool{}
	for _, p := range m.Spec.Policies {
		want *= len(p.Values)
	}
	for _, v := range all {
		seen[fmt.Sprint(v)] = true
	}
	if len(all) != want || len(seen) != want || m.DescribeValuation(all[0]) != "defaults" {
		t.Errorf("%d valuations, %d different, want %d; the first is %s", len(all), len(seen), want, m.DescribeValuation(all[0]))
	}
}

// TestGraph: edges are where they belong, depths are the lengths of the shortest ways, and dialogues follow them.
func TestGraph(t *testing.T) {
	m := load(t, smallSpec)
	m = m.Keep(m.Aside()...)
	for _, v := range m.Valuations() {
		g := m.Explore(v)
		shortest := slices.Repeat([]int{-1}, len(g.Nodes))
		shortest[0] = 0
		for n := range g.Nodes {
			for _, e := range g.From(n) {
				if e.From != n {
					t.Fatalf("node %d has the edge %v", n, e)
				}
				there := false
				m.Meaning.Apply(e.Row, g.Nodes[n].Config, func(c Config) { there = there || c == g.Nodes[e.To].Config })
				if !there {
					t.Fatalf("edge %v leads elsewhere", e)
				}
				if shortest[e.To] < 0 {
					shortest[e.To] = shortest[n] + 1
				}
			}
			for _, e := range g.waitsFrom(n) {
				if shortest[e.To] < 0 {
					shortest[e.To] = shortest[n] + 1
				}
			}
			node := &g.Nodes[n]
			if node.Depth != shortest[n] || len(g.Dialogue(n)) != node.Depth+1 {
				t.Fatalf("node %d: depth %d, shortest way %d, dialogue of %d", n, node.Depth, shortest[n], len(g.Dialogue(n)))
			}
			if g.Find(node.Config) != n {
				t.Fatalf("node %d is not found", n)
			}
		}
		nowhere := m.at(t, "login=named data=active")
		if g.Find(nowhere) != -1 {
			t.Error("an endpoint before login is reachable")
		}
	}
}

// TestReaching: from where the login can be reached, counting all rows and counting none.
func TestReaching(t *testing.T) {
	m := load(t, smallSpec)
	g := m.Explore([]uint8{0})
	in := func(c *Config) bool { return m.State(c, "login") == "in" }
	every := slices.Repeat([]bool{true}, len(m.Rows))
	for n, reaching := range g.Reaching(in, every) {
		if c := &g.Nodes[n].Config; (reaching != nil) == (m.Closed(c) && !in(c)) {
			t.Errorf("%s: %v", m.Describe(c), reaching)
		}
	}
	for n, reaching := range g.Reaching(in, make([]bool, len(m.Rows))) {
		if c := &g.Nodes[n].Config; (reaching != nil) != in(c) {
			t.Errorf("without rows, %s: %v", m.Describe(c), reaching)
		}
	}
}

// TestDialogue is a dialogue as people see it.
func TestDialogue(t *testing.T) {
	m := load(t, smallSpec)
	g := m.Explore([]uint8{0})
	n := g.Find(m.at(t, "login=in data=active transfer=busy running=RETR opening"))
	if n < 0 {
		t.Fatal("not reachable")
	}
	want := `S: 220 Ready.
C: USER <user>
S: 331 Password?
C: PASS <password>
S: 230 Welcome.
C: EPRT <address>
S: 200 Done.
C: RETR <path>
S: 150 Sending.
-- data-opened
`
	if got := Format(g.Dialogue(n)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestSent: what a client sends for a row, also for a line that cannot be read.
func TestSent(t *testing.T) {
	m := load(t, ourSpec)
	for name, want := range map[string]string{
		"RETR missing": "RETR <path>", "RETR syntax": "RETR", "NOOP syntax": "NOOP unexpected", "PASS syntax": "PASS ???",
		"STAT path refused": "STAT <path>", "STAT path syntax": "STAT ???", "EPSV ALL ok": "EPSV ALL", "QUIT waiting": "QUIT",
	} {
		if got := m.Exchange(m.row(t, name)).Command; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if e := m.Exchange(m.row(t, "RETR opening.done")); e.Command != "" || e.Event != "done" {
		t.Errorf("%+v", e)
	}
}

// TestGuard: conditions of regions and policies; what does not exist never holds.
func TestGuard(t *testing.T) {
	m := load(t, smallSpec)
	config, valuation := m.at(t, "login=in"), []uint8{1}
	for _, c := range []struct {
		cond spec.Cond
		want bool
	}{
		{nil, true},
		{spec.Cond{{Region: "login", States: []string{"out", "in"}}}, true},
		{spec.Cond{{Region: "login", States: []string{"out", "named"}}}, false},
		{spec.Cond{{Region: "files", Policy: true, States: []string{"read-only"}}}, true},
		{spec.Cond{{Region: "login", States: []string{"in"}}, {Region: "files", Policy: true, States: []string{"writable"}}}, false},
		{spec.Cond{{Region: "login", States: []string{"nowhere"}}}, false},
	} {
		if got := m.Holds(c.cond, &config, valuation); got != c.want {
			t.Errorf("%v: %t", c.cond, got)
		}
	}
}

// BenchmarkExplore explores our spec under every valuation.
func BenchmarkExplore(b *testing.B) {
	m := load(b, ourSpec)
	for b.Loop() {
		m.ExploreAll()
	}
}
