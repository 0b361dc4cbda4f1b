// Package playground reads and audits a spec that somebody changes on the page of the chart. It is compiled to
// WebAssembly (package wasm below) and runs in a worker of the browser, so that nobody needs Go to try a change:
//
//	var p playground.Playground
//	read := p.Read(playground.Request{Files: files})    // the faults, or what the page shows of the new table
//	told := p.Audit()                                   // what the audit finds under the policies that are chosen there
//	told = p.AuditAll()                                 // and under all combinations of policies
//
// An edit is to be answered within seconds, by one processor. So the audit is made for one combination of the
// operator's switches first, by the checks that can say something of one alone, and then the whole is proved, as
// ftpspec audit does.
package playground

import (
	"errors"
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/chart"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// maxNodes bounds how many configurations of an edited spec are explored: ours has some thousands over all combinations
// of the switches, with 140 steps each, and a page that has run out of memory answers nothing more.
const maxNodes = 30_000

// Request is a spec as it stands in the editor.
type Request struct {
	Files    []File            `json:"files"`    // the entry first; behind an overlay the files of its base
	Policies map[string]string `json:"policies"` // that differ from their defaults; those that the spec does not have are left out
}

// File is a file with its text.
type File struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Reading is what came of reading a spec.
type Reading struct {
	Faults  []Fault        `json:"faults"`            // what keeps the files from being a spec
	Renewal *chart.Renewal `json:"renewal,omitempty"` // with no fault: what the page shows of it
}

// Fault is one thing that is wrong with the text.
type Fault struct {
	Place   Place  `json:"place"`
	Message string `json:"message"`
}

// Place is a position in a file. Line and column are counted from 1; a line of 0 is none.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Playground keeps the spec that was read last.
type Playground struct {
	Most  int // how many configurations are explored at most; 0 means as many as a browser can
	input chart.Input
}

func (p *Playground) most() int {
	if p.Most > 0 {
		return p.Most
	}
	return maxNodes
}

// Read reads a spec and explores it under the chosen policies.
func (p *Playground) Read(r Request) Reading {
	p.input = chart.Input{}
	files := make([]syntax.File, len(r.Files))
	for i, f := range r.Files {
		files[i] = syntax.File{Name: f.Name, Data: []byte(f.Text)}
	}
	s, err := decodeFiles(files)
	if err != nil {
		return Reading{Faults: faults(err)}
	}
	m := check.NewRowModel(s)
	g := m.Machine.ExploreWithin(p.most(), valuation(s, r.Policies))
	if g == nil {
		return Reading{Faults: []Fault{{Message: p.tooMany()}}}
	}
	p.input = chart.Input{Model: m.With(g), Sources: sources(s, files)}
	renewal, err := chart.Renew(p.input)
	if err != nil {
		return Reading{Faults: faults(err)}
	}
	return Reading{Faults: []Fault{}, Renewal: renewal}
}

// decodeFiles reads a spec, or an overlay and its base.
func decodeFiles(files []syntax.File) (*spec.Spec, error) {
	if len(files) == 0 {
		return nil, errors.New("there is no file")
	}
	read := func(name string) ([]byte, error) {
		for _, f := range files {
			if f.Name == name {
				return f.Data, nil
			}
		}
		return nil, errors.New("the editor has no such file")
	}
	book, err := syntax.Bind(files[0], read)
	if err != nil {
		return nil, err
	}
	if !syntax.IsOverlay(files[0].Data) {
		return decode.Book(book)
	}
	entry := slices.IndexFunc(files[1:], func(f syntax.File) bool { return syntax.IsEntry(f.Data) })
	if entry < 0 {
		return nil, errors.New("the editor does not have the file that the overlay extends")
	}
	base, err := syntax.Bind(files[1+entry], read)
	if err != nil {
		return nil, err
	}
	return decode.On(book, base)
}

// sources are the files that the spec is read from, in its order.
func sources(s *spec.Spec, files []syntax.File) []syntax.File {
	var all []syntax.File
	for _, name := range s.Files {
		if i := slices.IndexFunc(files, func(f syntax.File) bool { return f.Name == name }); i >= 0 {
			all = append(all, files[i])
		}
	}
	return all
}

// faults are the errors of a spec, one by one.
func faults(err error) []Fault {
	all, listed := errors.AsType[syntax.Errors](err)
	if !listed {
		return []Fault{{Message: err.Error()}}
	}
	var list []Fault
	for _, e := range all {
		f := Fault{Place: placeOf(e.Pos), Message: e.Msg}
		if e.Hint != "" {
			f.Message += "; " + e.Hint
		}
		list = append(list, f)
	}
	return list
}

func placeOf(p spec.Pos) Place { return Place{p.File, p.Line, p.Column} }

// valuation is the combination of values that is asked for.
func valuation(s *spec.Spec, policies map[string]string) []uint8 {
	v := make([]uint8, len(s.Policies))
	for i, p := range s.Policies {
		if n := slices.Index(p.Values, policies[p.Name]); n > 0 {
			v[i] = uint8(n)
		}
	}
	return v
}

// tooMany says why a spec is not explored.
func (p *Playground) tooMany() string {
	return fmt.Sprintf("more than %s configurations can be reached, which is too many for this page; ftpspec audit proves it", report.Thousands(p.most()))
}
