package chart

import (
	"fmt"
	"slices"
	"strings"
)

// Renewal is what another table changes on a page that is open: the pieces of HTML, by the ids of their places, and the
// table for the script.
type Renewal struct {
	Parts map[string]string `json:"parts"`
	Table *data             `json:"table"`
}

// pieces are the places that a renewal fills, and the templates that fill them.
var pieces = map[string]string{
	"policies": "policies", "verdict": "verdict", "sections": "commands", "calm": "regions", "large": "large", "report": "report.html",
}

// Renew makes what a page needs to show another table: all pieces, or some.
func Renew(in Input, some ...string) (*Renewal, error) {
	t, err := templates()
	if err != nil {
		return nil, err
	}
	v, d := draw(in)
	r := &Renewal{Parts: map[string]string{}, Table: d}
	for id, name := range pieces {
		if len(some) > 0 && !slices.Contains(some, id) {
			continue
		}
		var b strings.Builder
		if err := t.ExecuteTemplate(&b, name, v); err != nil {
			return nil, fmt.Errorf("chart: %w", err)
		}
		r.Parts[id] = b.String()
	}
	return r, nil
}
