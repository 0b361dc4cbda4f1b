package gen

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/portolan-ftp/portolan/spec"
)

// docView is what the template of TABLE.md sees. Every string is ready to stand in a cell of a table.
type docView struct {
	Header, Protocol string
	OneShot          string // the regions that expire
	Regions          []docRegion
	Policies         []docRegion
	Needs            []docNeed
	Commands         []docCommand
	Events           []docRow
	Features         []docFeature
	Capabilities     []docCapability
	Uses             []docUse
	Deviations       []spec.Deviation
}

// docRegion is a region or policy with its diagram.
type docRegion struct {
	Name, States, Carries, Expires, Why, Diagram string
}

// docNeed is a named precondition.
type docNeed struct {
	Name, Holds, Else string
}

// docCommand is a command's line in the overview, and its rows.
type docCommand struct {
	Name, Anchor, Syntax, SyntaxCell, RFC, By, Needs, Replies, Moves, During, Permission, Does, Help, Aliases, Keeps string
	Rows                                                                                                             []docRow
}

// docRow is one row of the table.
type docRow struct {
	Name, Kind, Code, When, Moves, Then, Classes, Text, Line string
}

// docFeature is a line of FEAT.
type docFeature struct {
	Line, From string
}

// addDocs adds the documents for people: TABLE.md, a diagram for each region, and what the caller gave of
// the language's own documents.
func addDocs(files map[string][]byte, templates *template.Template, s *spec.Spec, o Options, header string) error {
	v := newDocView(s, header)
	for _, r := range v.Regions {
		files[path.Join(o.Docs, "diagrams", r.Name+".mmd")] = []byte("%% " + header + "\n" + r.Diagram)
	}
	table, err := render(templates, "TABLE.md.tmpl", v)
	if err != nil {
		return err
	}
	files[path.Join(o.Docs, "TABLE.md")] = table
	if o.Schema != nil {
		files[path.Join(o.Docs, "ftp.schema.json")] = o.Schema
	}
	if o.Overlays != nil {
		files[path.Join(o.Docs, "overlay.schema.json")] = o.Overlays
	}
	if o.Language != nil {
		files[path.Join(o.Docs, "README.md")] = o.Language
	}
	if o.Standard != nil {
		files[path.Join(o.Docs, "STANDARDS.md")] = o.Standard
	}
	if o.Field != nil {
		files[path.Join(o.Docs, "COMMANDS.md")] = o.Field
	}
	return nil
}

func newDocView(s *spec.Spec, header string) *docView {
	v := &docView{Header: header, Protocol: strings.ToUpper(s.Protocol), Deviations: s.Deviations}
	rows := s.Rows()
	v.Capabilities, v.Uses = capabilities(s, rows), uses(s, rows)
	var oneShot []string
	for _, r := range s.Regions {
		if r.Expires {
			oneShot = append(oneShot, r.Name)
		}
	}
	v.OneShot = strings.Join(oneShot, ", ")
	for i := range s.Regions {
		v.Regions = append(v.Regions, docRegionOf(s, &s.Regions[i], rows))
	}
	for _, p := range s.Policies {
		v.Policies = append(v.Policies, docRegion{Name: p.Name, States: strings.Join(p.Values, ", "), Why: cell(p.Why)})
	}
	for _, n := range s.Needs {
		v.Needs = append(v.Needs, docNeed{Name: n.Name, Holds: needProse(&n), Else: cell(fmt.Sprintf("%d %s", n.Else.Code, n.Else.Text[0]))})
	}
	for i := range rows {
		if rows[i].Command == "" {
			v.Events = append(v.Events, docRowOf(s, &rows[i]))
		}
	}
	for i := range s.Commands {
		v.Commands = append(v.Commands, docCommandOf(s, &s.Commands[i], rows))
	}
	for _, c := range s.Commands {
		if c.Feat != "" {
			v.Features = append(v.Features, docFeature{Line: cell(c.Feat), From: c.Name + ", when its policies allow it"})
		}
	}
	for _, f := range s.Features {
		v.Features = append(v.Features, docFeature{Line: cell(f.Line), From: "RFC " + f.RFC})
	}
	return v
}

func docRegionOf(s *spec.Spec, r *spec.Region, rows []spec.Row) docRegion {
	d := docRegion{
		Name: r.Name, States: strings.Join(r.States, ", "), Why: cell(r.Why), Expires: "when a row moves it",
		Diagram: diagram(s, r, rows),
	}
	var carries []string
	for _, c := range r.Carries {
		carries = append(carries, c.Name+" in "+strings.Join(c.States, ", "))
	}
	d.Carries = strings.Join(carries, "; ")
	if r.Begins != "" {
		d.States, d.Expires = strings.Join(r.States, " or "), "never: the connection decides"
	}
	if r.Expires {
		d.Expires = expiry(r)
	}
	return d
}

// expiry says when a one-shot region goes back to its first state.
func expiry(r *spec.Region) string {
	if len(r.Survives) == 0 {
		return "with the next command"
	}
	return "with the next command other than " + strings.Join(r.Survives, ", ")
}

func docCommandOf(s *spec.Spec, c *spec.Command, rows []spec.Row) docCommand {
	d := docCommand{
		Name: c.Name, Anchor: anchor(c.Name), Syntax: syntax(s, c), SyntaxCell: strings.ReplaceAll(syntax(s, c), "|", `\|`), RFC: c.RFC, Needs: needNames(c),
		By:         [...]string{"handler", "table", "nobody"}[c.By],
		During:     [...]string{"waits", "at once", "waits alone", "waits, ends the session"}[c.During],
		Permission: strings.Join(permissionNames(s, c), ", "), Does: strings.Join(c.Touches(), ", "),
		Help: cell(c.Help[0]), Aliases: cell(strings.Join(c.Aliases, ", ")), Keeps: strings.Join(keeps(s, c), ", "),
	}
	var replies, moves []string
	for i := range rows {
		r := &rows[i]
		if r.Command != c.Name {
			continue
		}
		d.Rows = append(d.Rows, docRowOf(s, r))
		if r.Kind == spec.KindReply || r.Kind == spec.KindEnd || r.Kind == spec.KindNotOffered {
			replies = appendNew(replies, strconv.Itoa(r.Code))
		}
		if r.Kind == spec.KindReply {
			for _, m := range ownMoves(s, r) {
				moves = appendNew(moves, m.Region+": "+m.State)
			}
		}
	}
	d.Replies, d.Moves = strings.Join(replies, " "), strings.Join(moves, ", ")
	return d
}

// permissionNames are the permissions that c's capabilities ask for.
func permissionNames(s *spec.Spec, c *spec.Command) []string {
	var names []string
	for _, k := range s.Capabilities {
		if k.Permission != "" && slices.Contains(c.Does, k.Name) {
			names = appendNew(names, k.Permission)
		}
	}
	return names
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// keeps are the one-shot regions that survive c.
func keeps(s *spec.Spec, c *spec.Command) []string {
	var names []string
	for _, r := range s.Regions {
		if r.Expires && slices.Contains(r.Survives, c.Name) {
			names = append(names, r.Name)
		}
	}
	return names
}

// ownMoves are a row's moves apart from those that let a one-shot region expire.
func ownMoves(s *spec.Spec, r *spec.Row) []spec.Move {
	return slices.DeleteFunc(slices.Clone(r.Moves), func(m spec.Move) bool {
		return slices.ContainsFunc(s.Regions, func(region spec.Region) bool {
			return region.Name == m.Region && region.Expires && region.States[0] == m.State
		})
	})
}

func docRowOf(s *spec.Spec, r *spec.Row) docRow {
	d := docRow{
		Name: r.Name, Kind: r.Kind.String(), Code: "–", When: condProse(r.When), Then: r.Then,
		Classes: classesProse(s, r.On), Line: strconv.Itoa(r.Pos.Line),
	}
	if r.Code != 0 {
		d.Code = strconv.Itoa(r.Code)
	}
	var moves []string
	for _, m := range ownMoves(s, r) {
		moves = append(moves, m.Region+": "+m.State)
	}
	d.Moves = strings.Join(moves, ", ")
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
