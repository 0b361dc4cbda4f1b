package chart

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/explore"
)

// everywhere asks the page, in every configuration of a graph, what is possible and where it leads. A
// configuration is written as its states, 1 + the running row and what waits: "0.2.0.0,0,0"; an answer as
// row>configuration. Only a sum of the answers comes back, or the answers of one configuration.
const everywhere = `((list, policy, only) => {
	const p = window.portolan;
	const write = c => c.states.join(".") + "," + (c.running + 1) + "," + c.waiting;
	const read = text => { const [states, running, waiting] = text.split(","); return {states: states.split(".").map(Number), running: running - 1, waiting: +waiting}; };
	const said = text => {
		const c = read(text), found = p.answers(c, policy);
		const rows = [...p.table.commands.flatMap(k => found[k.name]), ...found[""]];
		return rows.map(r => r + ">" + write(p.apply(r, c))).join(" ");
	};
	if (only !== undefined) return said(list[only]);
	return list.map(text => { let sum = 2166136261; for (const ch of said(text)) sum = Math.imul(sum ^ ch.charCodeAt(0), 16777619) >>> 0; return sum; });
})`

// stride is how many configurations of a valuation that is not the default one are left out between two that are
// compared: millions of transitions would take a while, and differ in little. Each valuation begins elsewhere.
const stride = 97

// The page computes what is possible as the explorer does: the same rows in the same order, and the same
// configurations behind them. That is compared everywhere under the default policies, and under every other
// valuation in a part of the configurations.
func testPossible(t *testing.T, b *browser, file string, m *explore.Machine) {
	p := b.open(t, file, "", 1000, 700)
	nodes := 0
	for valuation, v := range m.Valuations() {
		g := m.Explore(v)
		var list, want []string
		for i := range g.Nodes {
			if valuation > 0 && (i+valuation)%stride != 0 {
				continue
			}
			for _, c := range variants(g, i) {
				list = append(list, written(g.Machine, &c))
				var answers []string
				for _, r := range possible(g, &c) {
					to := g.Machine.Apply(r, c)
					answers = append(answers, fmt.Sprintf("%d>%s", r, written(g.Machine, &to)))
				}
				want = append(want, strings.Join(answers, " "))
			}
		}
		if len(list) == 0 {
			continue
		}
		policy := slices.Collect(func(yield func(int) bool) {
			for _, value := range v {
				yield(int(value))
			}
		})
		arguments := encode(t, list) + "," + encode(t, append([]int{}, policy...))
		var sums []uint32
		p.eval(everywhere+"("+arguments+")", &sums)
		for i := range want {
			if sums[i] != sum(want[i]) {
				got := p.text(fmt.Sprintf("%s(%s,%d)", everywhere, arguments, i))
				t.Fatalf("policies %v, configuration %s: the page says\n%s\nthe explorer\n%s", v, list[i], got, want[i])
			}
		}
		nodes += len(list)
	}
	if nodes < 50 {
		t.Errorf("only %d configurations were compared", nodes)
	}
}

// variants are a node's configuration as it is, and with the last states that the regions aside may be in there. No
// guard reads them, so that a session that is in all of them at once need not exist.
func variants(g *explore.Graph, node int) []explore.Config {
	c := g.Nodes[node].Config
	all := []explore.Config{c}
	for _, region := range g.Machine.Aside() {
		c.States[region] = uint8(bits.Len64(g.May(node, region)) - 1)
	}
	if c != all[0] {
		all = append(all, c)
	}
	return all
}

// possible are the rows that may be given in a configuration.
func possible(g *explore.Graph, c *explore.Config) []int {
	var rows []int
	for i := range g.Machine.Spec.Commands {
		rows = append(rows, g.Machine.Answers(g.Machine.Spec.Commands[i].Name, c, g.Valuations[0])...)
	}
	return append(rows, g.Machine.Happens(c, g.Valuations[0])...)
}

// written is a configuration as the page is told it.
func written(m *explore.Machine, c *explore.Config) string {
	states := make([]string, len(m.Spec.Regions))
	for i := range states {
		states[i] = fmt.Sprint(c.States[i])
	}
	return fmt.Sprintf("%s,%d,%d", strings.Join(states, "."), c.Running, c.Waiting)
}

// sum is FNV-1a, as the page computes it.
func sum(text string) uint32 {
	s := uint32(2166136261)
	for _, b := range []byte(text) {
		s = (s ^ uint32(b)) * 16777619
	}
	return s
}

func encode(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
