package field

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// Summary is a table in Markdown with a line for each standard. The line lists the standard's commands by what the spec
// says to them, and how many of them the other server has that has the most. Commands that only this spec has belong to
// no standard. A command in bold is one that no other server of the field has.
func Summary(s *spec.Spec) (string, error) {
	f, err := Load()
	if err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteString("| standard | always | as the operator's policies allow | refused | Portolan | the most elsewhere |\n|---|---|---|---|---|---|\n")
	for _, st := range f.byStandard(s) {
		most, who := f.most(st)
		elsewhere := "none"
		if most > 0 {
			elsewhere = fmt.Sprintf("%d (%s)", most, strings.Join(who, ", "))
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %d of %d | %s |\n", st.name, strings.Join(st.always, " "),
			strings.Join(st.chosen, " "), strings.Join(st.refused, " "), len(st.always)+len(st.chosen), len(st.names), elsewhere)
	}
	return out.String(), nil
}

// standard is the commands of one standard.
type standard struct {
	name                    string
	names                   []string // all of them
	always, chosen, refused []string // the same, by their status, those that nobody else has in bold
	had                     map[string]int
}

// byStandard are the standards in the order of their numbers, those without one last.
func (f *Field) byStandard(s *spec.Spec) []*standard {
	var all []*standard
	for _, g := range f.Groups {
		for _, e := range g.Commands {
			for _, name := range e.Names {
				all = add(all, s, e, name)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *standard) int { return cmp.Compare(number(a.name), number(b.name)) })
	return all
}

// add counts one command in.
func add(all []*standard, s *spec.Spec, e Entry, name string) []*standard {
	title := standardOf(documentOf(s, name, e.RFC))
	i := slices.IndexFunc(all, func(st *standard) bool { return st.name == title })
	if i < 0 {
		i, all = len(all), append(all, &standard{name: title, had: map[string]int{}})
	}
	st, shown := all[i], strings.ReplaceAll(name, " ", "\u00a0") // a blank that no line is broken at
	if len(e.By) == 0 {
		shown = "**" + shown + "**"
	}
	st.names = append(st.names, name)
	for _, short := range e.By {
		st.had[short]++
	}
	switch status := Status(s, name); {
	case status == "yes":
		st.always = append(st.always, shown)
	case strings.HasPrefix(status, "yes"):
		st.chosen = append(st.chosen, shown)
	default:
		st.refused = append(st.refused, shown)
	}
	return all
}

// most is how many commands of a standard another server has at most, and which have so many.
func (f *Field) most(st *standard) (n int, who []string) {
	for _, v := range f.Servers {
		switch had := st.had[v.Short]; {
		case had > n:
			n, who = had, []string{v.Name}
		case had == n && n > 0:
			who = append(who, v.Name)
		}
	}
	if len(who) > manyServers {
		who = []string{fmt.Sprintf("%d servers", len(who))}
	}
	return n, who
}

// manyServers is how many names fit into a cell.
const manyServers = 3

// standardOf is a document without its section: "RFC 959 4.1.1" is "RFC 959".
func standardOf(document string) string {
	words := strings.Fields(document)
	if words[0] == "RFC" {
		return words[0] + " " + words[1]
	}
	return words[0]
}

// number is an RFC's number; drafts come behind all of them, and practice last.
func number(standard string) int {
	if n, err := strconv.Atoi(strings.TrimPrefix(standard, "RFC ")); err == nil {
		return n
	}
	if strings.HasPrefix(standard, "draft-") {
		return math.MaxInt - 1
	}
	return math.MaxInt
}
