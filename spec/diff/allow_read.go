package diff

import (
	"errors"
	"fmt"
	"iter"
	"regexp"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/portolan-ftp/portolan/spec"
)

// fingerprintForm is what a fingerprint looks like.
var fingerprintForm = regexp.MustCompile(fmt.Sprintf("^[0-9a-f]{%d}$", fingerprintLength))

// ReadAllowances reads a file of allowances. Every fault is told, with its place:
//
//	allow:
//	  - {finding: "1f3a9c0b77d2", about: "new: SIZE answers 213", why: "clients ask for it", until: "2027-03-31"}
func ReadAllowances(name string, data []byte) ([]Allowance, error) {
	r := allowReader{file: name}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(document.Content) == 0 {
		return nil, fmt.Errorf("%s: there is nothing in it", name)
	}
	var all []Allowance
	seen := map[string]bool{}
	for key, value := range r.entries(document.Content[0]) {
		if key.Value != "allow" || value.Kind != yaml.SequenceNode {
			r.fault(key, "a list with the key allow is all that there is")
			continue
		}
		for _, item := range value.Content {
			a := r.allowance(item)
			if seen[a.Finding] {
				r.fault(item, "%s is allowed already", a.Finding)
			}
			seen[a.Finding] = true
			all = append(all, a)
		}
	}
	return all, errors.Join(r.faults...)
}

// allowReader reads a file and keeps what is wrong with it.
type allowReader struct {
	file   string
	faults []error
}

func (r *allowReader) fault(at *yaml.Node, format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf("%s: %s", r.pos(at), fmt.Sprintf(format, args...)))
}

func (r *allowReader) pos(at *yaml.Node) spec.Pos {
	return spec.Pos{File: r.file, Line: at.Line, Column: at.Column}
}

// entries are the keys of a mapping with their values.
func (r *allowReader) entries(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			r.fault(n, "this is no mapping")
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

// allowance reads one.
func (r *allowReader) allowance(n *yaml.Node) Allowance {
	a := Allowance{Pos: r.pos(n)}
	for key, value := range r.entries(n) {
		switch key.Value {
		case "finding":
			a.Finding = value.Value
		case "about":
			a.About = value.Value
		case "why":
			a.Why = value.Value
		case "until":
			a.Until = Day(value.Value)
		default:
			r.fault(key, "unknown key %q; there are finding, about, why and until", key.Value)
		}
	}
	if !fingerprintForm.MatchString(a.Finding) {
		r.fault(n, "finding is a fingerprint, %d letters of 0-9 and a-f", fingerprintLength)
	}
	if a.Why == "" {
		r.fault(n, "why is it allowed?")
	}
	if _, err := time.Parse(time.DateOnly, string(a.Until)); err != nil {
		r.fault(n, "until when is it allowed? A day is written 2027-03-31")
	}
	return a
}
