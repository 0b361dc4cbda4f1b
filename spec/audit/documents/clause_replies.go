package documents

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// repliesListed: the command answers what its own list has; what other documents add counts as its own. * means all.
func (j *judge) repliesListed(about, _ string) verdict {
	names := []string{about}
	if about == "*" {
		names = nil
		for i := range j.book.Commands {
			if c := &j.book.Commands[i]; c.Kind != standards.KindAlias {
				names = append(names, c.Name)
			}
		}
	}
	var additions, decided, unknown []string
	var deviations []*spec.Deviation
	for _, name := range names {
		a, d, u, by := j.excess(j.book.Command(name))
		for _, code := range u {
			unknown = append(unknown, name+" "+code)
		}
		for _, code := range d {
			decided = append(decided, name+" "+code)
		}
		additions = append(additions, a...)
		for _, d := range by {
			deviations = check.AppendNew(deviations, d)
		}
	}
	switch {
	case len(unknown) > 0:
		return verdict{seen: "no document lists " + listOf(unknown), told: true}
	case len(decided) > 0:
		return verdict{seen: "besides the list " + listOf(decided), decided: deviations}
	case len(additions) > 0 && about != "*":
		return yes("the list, and %s", listOf(additions))
	}
	return yes("the list")
}

// answers: each of the codes is answered by each of the commands.
func (j *judge) answers(about, want string) verdict {
	for _, name := range items(about) {
		for _, code := range items(want) {
			if !slices.ContainsFunc(j.rowsOf(name), func(row *spec.Row) bool { return standards.Fits([]string{code}, row.Code) }) {
				return no("%s never answers %s", name, code)
			}
		}
	}
	return yes("%s may answer %s", about, want)
}

// never: none of the codes is answered by any of the commands.
func (j *judge) never(about, want string) verdict {
	for _, name := range items(about) {
		for _, row := range j.rowsOf(name) {
			if standards.Fits(items(want), row.Code) {
				return no("%s answers %d", check.Label(row), row.Code)
			}
		}
	}
	return yes("%s never answers %s", about, want)
}

// successes: each of the commands answers 2yz or 3yz, and only with these codes.
func (j *judge) successes(about, want string) verdict {
	for _, name := range items(about) {
		found := false
		for _, row := range j.rowsOf(name) {
			if !j.accepted(row) || check.Class(row) == 1 {
				continue
			}
			found = true
			if !standards.Fits(items(want), row.Code) {
				return no("%s answers %d", check.Label(row), row.Code)
			}
		}
		if !found {
			return no("%s never succeeds", name)
		}
	}
	return yes("success of %s is %s", about, want)
}

// failsWith: the command's 4yz and 5yz are these alone.
func (j *judge) failsWith(about, want string) verdict {
	for _, row := range j.rowsOf(about) {
		if check.Negative(row) && !standards.Fits(items(want), row.Code) {
			return no("%s answers %d", check.Label(row), row.Code)
		}
	}
	return yes("%s fails with %s alone", about, want)
}

// classesOf: the replies of each of the commands that is offered are of these classes; completions do not count.
func (j *judge) classesOf(about, want string) verdict {
	digits := strings.Fields(want)
	for _, name := range items(about) {
		for _, row := range j.rowsOf(name) {
			if !check.EndsTransfer(row) && !slices.Contains(digits, fmt.Sprint(check.Class(row))) {
				return no("%s answers %d", check.Label(row), row.Code)
			}
		}
	}
	return yes("all replies are of class %s", listOf(digits))
}

// sameCodes: two commands have the same codes. "CDUP = CWD"
func (j *judge) sameCodes(about, _ string) verdict {
	one, other, _ := strings.Cut(about, " = ")
	codes := func(name string) []int {
		var all []int
		for _, row := range j.rowsOf(name) {
			all = check.AppendNew(all, row.Code)
		}
		slices.Sort(all)
		return all
	}
	if a, b := codes(one), codes(other); !slices.Equal(a, b) || a == nil {
		return no("%s answers %v, %s %v", one, a, other, b)
	}
	return yes("%s has the codes of %s", one, other)
}

// fails: in each of the commands that is offered the class of failure ends in the code. "not-exist 550"
func (j *judge) fails(about, want string) verdict {
	class, code, _ := strings.Cut(want, " ")
	found := false
	for _, name := range items(about) {
		for _, c := range j.commandsOf(name) {
			i := slices.IndexFunc(j.replies(c), func(row *spec.Row) bool { return slices.Contains(row.On, class) })
			if i < 0 {
				continue
			}
			found = true
			if row := j.replies(c)[i]; !standards.Fits([]string{code}, row.Code) {
				return no("%s answers %d to %s", check.Label(row), row.Code, class)
			}
		}
	}
	if !found {
		return no("%s has no answer to %s", about, class)
	}
	return yes("%s is answered %s", class, code)
}

// syntax: an argument that cannot be read is answered with the code.
func (j *judge) syntax(about, want string) verdict {
	rows := slices.DeleteFunc(j.rowsOf(about), func(row *spec.Row) bool { return row.Kind != spec.KindSyntax })
	for _, row := range rows {
		if fmt.Sprint(row.Code) != want {
			return no("%s answers %d", check.Label(row), row.Code)
		}
	}
	if len(rows) == 0 {
		return no("%s has no answer to bad syntax", about)
	}
	return yes("bad syntax of %s is answered %s", about, want)
}

// namedRow: the spec has the row, with the code, and with moves if some are given. "ABOR nothing: 226 data=none"
func (j *judge) namedRow(about, want string) verdict {
	code, moves, _ := strings.Cut(want, " ")
	for _, row := range j.Rows() {
		if check.Label(row) != about {
			continue
		}
		if fmt.Sprint(row.Code) != code {
			return no("%s answers %d", about, row.Code)
		}
		for _, move := range strings.Fields(moves) {
			if !moved(row, move) {
				return no("%s does not lead to %s", about, move)
			}
		}
		return yes("%s: %s", about, want)
	}
	return no("there is no row %s", about)
}

// moved reports whether a row leads to "region=state".
func moved(row *spec.Row, want string) bool {
	return slices.ContainsFunc(row.Moves, func(m spec.Move) bool { return m.Region+"="+m.State == want })
}
