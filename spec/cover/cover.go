// Package cover tells which rows of a spec have run, from the files that the runtime's counter (fsm/cover) writes:
//
//	counts := cover.Counts{}
//	err := counts.Read(file, "rows.jsonl", s.Hash)
//	report, err := cover.Compare(s, counts, nil)
//
//	424 rows, 423 have run, 1 has not:
//	spec/ftp.yaml:517:3: RNTO denied
package cover

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// Counts says how often rows have run, by their names: "RNTO ok", "idle-timeout".
type Counts map[string]int64

// line is a line of a file.
type line struct {
	Spec  string `json:"spec"`
	Row   string `json:"row"`
	Count int64  `json:"count"`
}

// Read adds the lines of a file; name is for errors. Counts of another revision of the spec are an error: its rows
// may mean something else.
func (c Counts) Read(file io.Reader, name, hash string) error {
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var l line
		d := json.NewDecoder(strings.NewReader(lines.Text()))
		d.DisallowUnknownFields()
		if err := d.Decode(&l); err != nil {
			return fmt.Errorf("cover: %s:%d: %w", name, n, err)
		}
		if l.Spec != hash {
			return fmt.Errorf("cover: %s:%d: these are counts of another spec (sha256 %s, not %s)", name, n, short(l.Spec), short(hash))
		}
		c[l.Row] += l.Count
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("cover: %s: %w", name, err)
	}
	return nil
}

// shortHash is how much of a hash people compare.
const shortHash = 12

func short(hash string) string { return hash[:min(len(hash), shortHash)] }

// Report says which rows have run.
type Report struct {
	Rows   int        // of the spec
	Ran    int        // of them
	Except []string   // rows that need not run, and have not
	Holes  []spec.Row // that should have run, in the order of the spec
}

// Name is what a row is called in files: "RNTO ok", or the name of an event.
func Name(row *spec.Row) string { return strings.TrimSpace(row.Command + " " + row.Name) }

// Compare holds counts against a spec. The rows in except need not run; one that has run, or that the spec does not
// have, is an error, as are counts of such.
func Compare(s *spec.Spec, counts Counts, except []string) (*Report, error) {
	r := &Report{}
	known := map[string]bool{}
	for _, row := range s.Rows() {
		name := Name(&row)
		known[name] = true
		r.Rows++
		excepted := slices.Contains(except, name)
		switch {
		case counts[name] > 0 && excepted:
			return nil, fmt.Errorf("cover: %q is excepted, but it has run", name)
		case counts[name] > 0:
			r.Ran++
		case excepted:
			r.Except = append(r.Except, name)
		default:
			r.Holes = append(r.Holes, row)
		}
	}
	for _, name := range except {
		if !known[name] {
			return nil, fmt.Errorf("cover: %q is excepted, but there is no such row", name)
		}
	}
	for name := range counts {
		if !known[name] {
			return nil, fmt.Errorf("cover: there are counts of %q, which is no row of the spec", name)
		}
	}
	return r, nil
}

// Text writes the report, a line for each hole with the place of its declaration.
func (r *Report) Text(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows, %d have run", r.Rows, r.Ran)
	if len(r.Except) > 0 {
		fmt.Fprintf(&b, ", %d need not (%s)", len(r.Except), strings.Join(r.Except, ", "))
	}
	if len(r.Holes) > 0 {
		fmt.Fprintf(&b, ", %d have not:", len(r.Holes))
	}
	b.WriteString("\n")
	for i := range r.Holes {
		row := &r.Holes[i]
		fmt.Fprintf(&b, "%s: %s\n", row.Pos, Name(row))
	}
	_, err := io.WriteString(out, b.String())
	return err
}
