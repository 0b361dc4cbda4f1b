package chart

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/phrase"
)

// data is the table for the page's script. Names are short, for they are in every row; the numbers in it are
// indexes: of regions, states, commands, rows and lines of the source (counted from 0).
type data struct {
	Languages []string      `json:"languages"`
	Policies  []dataPolicy  `json:"policies"`
	Regions   []dataRegion  `json:"regions"`
	Commands  []dataCommand `json:"commands"`
	Rows      []dataRow     `json:"rows"`
	Engine    dataEngine    `json:"engine"`
	Lines     []string      `json:"lines"` // of all files of the spec
	Files     []sourceFile  `json:"files"`

	Layers     []Layer     `json:"layers"`
	Recordings []Recording `json:"recordings,omitempty"`
}

type dataPolicy struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

type dataRegion struct {
	Name     string      `json:"name"`
	States   []string    `json:"states"`
	Carries  []dataCarry `json:"carries,omitempty"`
	Why      string      `json:"why,omitempty"`
	Expires  bool        `json:"expires,omitempty"`
	Survives []string    `json:"survives,omitempty"`
	Begins   bool        `json:"begins,omitempty"` // the connection decides in which state
	Lasts    []string    `json:"lasts"`            // what it lasts for, and what ends that
	Arrows   []dataArrow `json:"arrows"`
	Line     int         `json:"line"`
}

type dataCarry struct {
	Name   string `json:"name"`
	States []int  `json:"states"`
}

type dataArrow struct {
	From int   `json:"from"`
	To   int   `json:"to"`
	Rows []int `json:"rows"`
}

type dataCommand struct {
	Name       string       `json:"name"`
	Syntax     string       `json:"syntax"`
	Aliases    []string     `json:"aliases,omitempty"`
	RFC        string       `json:"rfc"`
	Help       []string     `json:"help"`
	Needs      []dataNeed   `json:"needs,omitempty"`
	Does       []string     `json:"does,omitempty"`
	Permission []string     `json:"permission,omitempty"`
	During     int          `json:"during"` // a spec.During
	By         int          `json:"by"`     // a spec.By
	Feat       string       `json:"feat,omitempty"`
	Choices    []dataChoice `json:"choices"`
	All        []int        `json:"all"` // every row, in the order of the spec
	Line       int          `json:"line"`
	End        int          `json:"end"` // the line behind its last
	Invariants []string     `json:"invariants,omitempty"`
	Deviations []int        `json:"deviations,omitempty"`
}

type dataNeed struct {
	Row  int    `json:"row"`
	Says string `json:"says"` // for people
}

type dataRow struct {
	Command int      `json:"command"` // -1 for an event
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Code    int      `json:"code,omitempty"`
	Says    string   `json:"says,omitempty"` // its condition, for people
	Moves   [][2]int `json:"moves,omitempty"`
	Left    []int    `json:"left,omitempty"` // what waits behind it, by what waited
	Text    []string `json:"text,omitempty"`
	End     []string `json:"end,omitempty"`
	Cut     []string `json:"cut,omitempty"` // instead of the end, where the lines break off
	Body    bool     `json:"body,omitempty"`
	Sent    string   `json:"sent,omitempty"` // what the client sends
	Then    string   `json:"then,omitempty"`
	Ends    []int    `json:"ends,omitempty"`
	Aborted int      `json:"aborted"` // with ends: the one by which it is aborted
	On      []string `json:"on,omitempty"`
	RFC     string   `json:"rfc,omitempty"`
	Why     string   `json:"why,omitempty"`
	Line    int      `json:"line"`
	Last    int      `json:"last"` // the line behind its last
}

// builder makes the data of a spec.
type builder struct {
	machine  *explore.Machine
	spec     *spec.Spec
	commands map[string]int
	source   source
}

func newData(in Input, machines []machine) *data {
	s := in.Model.Spec
	b := &builder{machine: in.Model.Machine, spec: s, commands: map[string]int{}, source: newSource(in.Sources)}
	d := &data{Languages: s.Languages, Policies: []dataPolicy{}, Lines: b.source.lines, Files: b.source.files, Layers: layers(in), Recordings: in.Recordings}
	for _, p := range s.Policies {
		d.Policies = append(d.Policies, dataPolicy{Name: p.Name, Values: p.Values})
	}
	for i := range machines {
		d.Regions = append(d.Regions, b.region(&machines[i]))
	}
	for i := range s.Commands {
		b.commands[s.Commands[i].Name] = i
		d.Commands = append(d.Commands, b.command(&s.Commands[i]))
		d.Commands[i].Choices = dataChoices(b.machine.Commands[i].Choices)
	}
	for i := range b.machine.Rows {
		row := &b.machine.Rows[i]
		d.Rows = append(d.Rows, b.row(i, row))
		if row.Command != "" {
			b.sort(&d.Commands[b.commands[row.Command]], i, row)
		}
	}
	d.Engine = b.engine()
	return d
}

func (b *builder) region(m *machine) dataRegion {
	r := dataRegion{
		Name: m.Name, States: m.States, Why: m.Why, Expires: m.Expires(), Survives: m.Survives,
		Begins: m.Begins != "", Lasts: []string{}, Arrows: []dataArrow{}, Line: b.source.at(m.Pos),
	}
	for _, name := range m.Lasts {
		r.Lasts = append(r.Lasts, phrase.Lifetime(b.spec, name))
	}
	for _, c := range m.Carries {
		carry := dataCarry{Name: c.Name}
		for _, s := range c.States {
			carry.States = append(carry.States, slices.Index(m.States, s))
		}
		r.Carries = append(r.Carries, carry)
	}
	for _, a := range m.Arrows {
		r.Arrows = append(r.Arrows, dataArrow{From: a.From, To: a.To, Rows: a.Rows})
	}
	return r
}

func (b *builder) command(c *spec.Command) dataCommand {
	d := dataCommand{
		Name: c.Name, Syntax: b.spec.Syntax(c), Aliases: c.Aliases, RFC: c.RFC, Help: c.Help, Does: c.Does,
		During: int(c.During), By: int(c.By), Feat: c.Feat,
		Line: b.source.at(c.Pos), End: b.source.end(b.source.at(c.Pos)),
	}
	for _, k := range b.spec.Capabilities {
		if slices.Contains(c.Does, k.Name) && k.Permission != "" && !slices.Contains(d.Permission, k.Permission) {
			d.Permission = append(d.Permission, k.Permission)
		}
	}
	for i := range b.spec.Invariants {
		if v := &b.spec.Invariants[i]; mentions(b.spec, v, c) {
			d.Invariants = append(d.Invariants, v.Name)
		}
	}
	for i := range b.spec.Deviations {
		if concerns(&b.spec.Deviations[i], c) {
			d.Deviations = append(d.Deviations, i)
		}
	}
	return d
}

// sort puts a row where the page looks for it.
func (b *builder) sort(c *dataCommand, i int, row *spec.Row) {
	c.All = append(c.All, i)
	if row.Kind == spec.KindNeed {
		c.Needs = append(c.Needs, dataNeed{Row: i, Says: needProse(&b.machine.Command(row.Command).Needs[len(c.Needs)])})
	}
}

func (b *builder) row(i int, row *spec.Row) dataRow {
	d := dataRow{
		Command: -1, Name: row.Name, Kind: row.Kind.String(), Code: row.Code, Says: rowProse(row),
		Text: row.Text, End: row.End, Cut: row.Cut, Body: row.Body, Sent: b.machine.Exchange(i).Command, Then: row.Then, Ends: row.Ends,
		On: b.classes(row.On), Why: row.Why, Line: b.source.at(row.Pos), Last: b.source.end(b.source.at(row.Pos)),
	}
	if row.Command != "" {
		d.Command = b.commands[row.Command]
	}
	for _, e := range b.spec.Events {
		if row.Kind == spec.KindEvent && e.Name == row.Name {
			d.RFC = e.RFC
		}
	}
	e := &b.machine.Effects[i]
	for _, mv := range e.Moves {
		d.Moves = append(d.Moves, [2]int{mv.Region, int(mv.State)})
	}
	d.Aborted, d.Left = e.Aborted, dataLeft(e)
	return d
}

// classes are the error classes that end in a row, "any other" for those that no sibling names.
func (b *builder) classes(on []string) []string {
	if slices.Contains(on, "other") {
		return []string{"any other"}
	}
	return on
}
