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
	Lifetimes        []docLifetime
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
	Name, States, Carries, Lasts, MovedBy, Why, Diagram string
}

// docLifetime is how long regions last.
type docLifetime struct {
	Name, Ends, Regions, Why string
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
	for name, schema := range o.Schemas {
		files[path.Join(o.Docs, name)] = schema
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
		if r.Expires() {
			oneShot = append(oneShot, r.Name)
		}
	}
	v.OneShot = strings.Join(oneShot, ", ")
	for i := range s.Lifetimes {
		v.Lifetimes = append(v.Lifetimes, docLifetimeOf(s, &s.Lifetimes[i], rows))
	}
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
		Name: r.Name, States: strings.Join(r.States, ", "), Why: cell(r.Why), Lasts: strings.Join(r.Lasts, ", "),
		MovedBy: strings.Join(r.MovedBy, ", "), Diagram: diagram(s, r, rows),
	}
	var carries []string
	for _, c := range r.Carries {
		carries = append(carries, c.Name+" in "+strings.Join(c.States, ", "))
	}
	d.Carries = strings.Join(carries, "; ")
	if r.Begins != "" {
		d.States, d.Lasts = strings.Join(r.States, " or "), "session; the connection decides"
	}
	if len(r.Survives) > 0 {
		d.Lasts += "; survives " + strings.Join(r.Survives, ", ")
	}
	return d
}

// docLifetimeOf tells what ends a lifetime, as its rows say, and what lasts for it alone.
func docLifetimeOf(s *spec.Spec, l *spec.Lifetime, rows []spec.Row) docLifetime {
	d := docLifetime{Name: l.Name, Why: cell(l.Why)}
	ends := slices.Clone(l.Ends)
	for i := range s.Commands {
		if c := &s.Commands[i]; slices.ContainsFunc(rows, func(r spec.Row) bool {
			return r.Command == c.Name && r.Kind.Refusal() && l.Name != "command" && slices.Contains(s.Over(&r), l.Name)
		}) {
			ends = append(ends, c.Name+" (refusals too)")
		}
	}
	if by := languageEnds[l.Name]; by != "" {
		ends = append([]string{by}, ends...)
	}
	if l.Within != "" {
		ends = append(ends, "what ends *"+l.Within+"*")
	}
	var regions []string
	for _, r := range s.Regions {
		if slices.Contains(r.Lasts, l.Name) {
			regions = append(regions, r.Name)
		}
	}
	d.Ends, d.Regions = strings.Join(ends, ", "), strings.Join(regions, ", ")
	return d
}

// languageEnds is what ends the lifetimes of the language by itself.
var languageEnds = map[string]string{
	"command": "each answer to a line", "transfer": "the end of a transfer", "work": "the end of work", "session": "nothing",
}

func docCommandOf(s *spec.Spec, c *spec.Command, rows []spec.Row) docCommand {
	d := docCommand{
		Name: c.Name, Anchor: anchor(c.Name), Syntax: s.Syntax(c), SyntaxCell: strings.ReplaceAll(s.Syntax(c), "|", `\|`), RFC: c.RFC, Needs: needNames(c),
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
			for _, m := range movesProse(s, r, false) {
				moves = appendNew(moves, m)
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
		if r.Expires() && slices.Contains(r.Survives, c.Name) {
			names = append(names, r.Name)
		}
	}
	return names
}
