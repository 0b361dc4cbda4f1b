package gen

import (
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// docRow is one row of the table.
type docRow struct {
	Name, Kind, Code, When, Moves, Then, Classes, Text string
}

// ended is a lifetime that ends with a row, and what the row resets by that.
type ended struct {
	lifetime string
	regions  []string
}

// movesOf are a row's own moves, and the lifetimes that end with it and reset something. That each command ends the
// lifetime of that name is said once for all rows.
func movesOf(s *spec.Spec, r *spec.Row) (own []spec.Move, over []ended) {
	resets := s.Resets(r)
	for _, m := range r.Moves {
		i := slices.IndexFunc(resets, func(x spec.Reset) bool { return x.Region.Name == m.Region && x.Region.States[0] == m.State })
		switch {
		case i < 0:
			own = append(own, m)
		case resets[i].Lifetime == "command":
		case len(over) == 0 || !slices.ContainsFunc(over, func(e ended) bool { return e.lifetime == resets[i].Lifetime }):
			over = append(over, ended{resets[i].Lifetime, []string{m.Region}})
		default:
			at := slices.IndexFunc(over, func(e ended) bool { return e.lifetime == resets[i].Lifetime })
			over[at].regions = append(over[at].regions, m.Region)
		}
	}
	return own, over
}

// movesProse is what movesOf says, for a table; with all it names what the lifetimes reset.
func movesProse(s *spec.Spec, r *spec.Row, all bool) []string {
	var prose []string
	own, over := movesOf(s, r)
	for _, m := range own {
		prose = append(prose, m.Region+": "+m.State)
	}
	for _, e := range over {
		text := "ends *" + e.lifetime + "*"
		if all {
			text += " (" + strings.Join(e.regions, ", ") + ")"
		}
		prose = append(prose, text)
	}
	return prose
}

func docRowOf(s *spec.Spec, r *spec.Row) docRow {
	d := docRow{
		Name: r.Name, Kind: r.Kind.String(), Code: "–", When: rowProse(r), Then: r.Then,
		Classes: classesProse(s, r.On),
	}
	if r.Code != 0 {
		d.Code = strconv.Itoa(r.Code)
	}
	d.Moves = strings.Join(movesProse(s, r, true), ", ")
	if len(r.Text) > 0 {
		d.Text = r.Text[0]
		if r.Body {
			d.Text += " …"
		}
		if len(r.End) > 0 {
			d.Text += " " + r.End[0]
		}
		if len(r.Cut) > 0 {
			d.Text += " / " + r.Cut[0]
		}
		d.Text = cell(d.Text)
	}
	return d
}
