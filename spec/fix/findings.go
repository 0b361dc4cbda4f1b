package fix

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
)

// Finding are the ways to answer what the audit found, those first that mend it; none where nobody can say, or where it
// stands in a file that may not be changed.
func (t *Text) Finding(g *report.Group) []Patch {
	var all []Patch
	for i := range g.Repairs {
		if p, ok := t.repair(&g.Repairs[i]); ok {
			all = append(all, p)
		}
	}
	all = append(all, t.lasting(g)...)
	section, entry, _ := strings.Cut(g.Cure, ":\n")
	if g.Accepts && g.Cure != "" {
		all = append(all, Patch{"Say why it is so, in " + section, []Edit{t.appended(g.Pos.File, section, entry)}, Reason})
	}
	return all
}

// lastsValue is the key of a region that says how long it lasts, with its value.
var lastsValue = regexp.MustCompile(`lasts: ([a-z-]+|\[[^]]*\])`)

// lasting gives a region the lifetime that a repair names, where all rows of the group end it, or else a lifetime that
// the group's first row ends.
func (t *Text) lasting(g *report.Group) []Patch {
	if g.Lasting == nil || t.Spec == nil {
		return nil
	}
	i := slices.IndexFunc(t.Spec.Regions, func(r spec.Region) bool { return r.Name == g.Lasting.Region })
	if i < 0 {
		return nil
	}
	lifetimes := g.Lasting.Lifetimes
	if found := lastsValue.FindStringSubmatch(g.Cure); found != nil {
		lifetimes = append([]string{found[1]}, lifetimes...)
	}
	var all []Patch
	for _, name := range lifetimes {
		way := check.Given(t.Spec.Regions[i].Pos, name, "lasts")
		if p, ok := t.repair(&way); ok && !slices.ContainsFunc(all, func(o Patch) bool { return o.Title == p.Title }) {
			all = append(all, p)
		}
	}
	return all
}

// repair writes a repair into the text.
func (t *Text) repair(r *check.Repair) (Patch, bool) {
	p := Patch{Title: r.Title}
	d := t.document(r.At.File)
	if d == nil {
		return p, false
	}
	e := d.entry(r.At)
	if e == nil {
		return p, false
	}
	edit, ok := d.change(e, r)
	if !ok {
		return p, false
	}
	p.Edits = append(p.Edits, edit)
	for i := range r.Also {
		more, ok := t.repair(&r.Also[i])
		if !ok {
			return p, false
		}
		p.Edits = append(p.Edits, more.Edits...)
	}
	return p, true
}

// change is what one repair does to an entry.
func (d *document) change(e *entry, r *check.Repair) (Edit, bool) {
	switch {
	case len(r.Keys) == 0 && r.How == check.Remove:
		return d.remove(e)
	case len(r.Keys) == 0:
		return Edit{}, false
	}
	switch r.How {
	case check.Set:
		return d.set(e, r.Keys, r.Value)
	case check.Remove:
		return d.removeKey(e, r.Keys)
	case check.Add:
		return d.add(e, r.Keys, r.Value, math.MaxInt)
	case check.Insert:
		return d.add(e, r.Keys, r.Value, r.Place)
	default:
		return d.drop(e, r.Keys, r.Value)
	}
}

// appended adds an entry to the end of a section, in the last file that has it; a section that no file has begins at
// the end of a file.
func (t *Text) appended(file, section, entry string) Edit {
	for _, f := range slices.Backward(t.Files) {
		lines := splitLines(f.Data)
		for i, line := range lines {
			if strings.HasPrefix(line, section+":") {
				return insertion(lineStart(f.Name, BlockEnd(lines, i+1)+1), entry+"\n")
			}
		}
	}
	if t.lines(file) == nil {
		file = t.Files[0].Name
	}
	lines := t.lines(file)
	end := len(lines)
	for end > 0 && lines[end-1] == "" {
		end--
	}
	return insertion(lineStart(file, end+1), "\n"+section+":\n"+entry+"\n")
}
