package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// writeTable prints the rows for people. A peer's column is its ratio to the floor where there is one, and
// its value where not.
func writeTable(w io.Writer, rows []row) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	names := peerNames(rows)
	head := append([]string{"scenario", "metric", "portolan", "floor", "unit", "ratio", "target", "verdict"}, names...)
	fmt.Fprintln(tw, strings.Join(head, "\t"))
	for _, r := range rows {
		cells := []string{r.scenario, r.metric.name, figure(r.ours), figure(r.floor), r.metric.unit, ratio(r.ratio),
			r.metric.target(), verdict(r)}
		for _, name := range names {
			cells = append(cells, peerCell(r, name))
		}
		fmt.Fprintln(tw, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
	}
	return tw.Flush()
}

func verdict(r row) string {
	switch {
	case r.problem != "":
		return "failed: " + r.problem
	case r.metric.goal == informs:
		return "-"
	case r.ok():
		return "ok"
	}
	return "SHORT"
}

func peerNames(rows []row) []string {
	var names []string
	for _, r := range rows {
		for _, p := range r.peers {
			if !slices.Contains(names, p.name) {
				names = append(names, p.name)
			}
		}
	}
	return names
}

func peerCell(r row, name string) string {
	i := slices.IndexFunc(r.peers, func(p peerFigure) bool { return p.name == name })
	switch {
	case i < 0:
		return "-"
	case math.IsNaN(r.peers[i].ratio):
		return figure(r.peers[i].value)
	}
	return ratio(r.peers[i].ratio)
}

// figure prints a value with as many digits as it deserves.
func figure(v float64) string {
	switch {
	case math.IsNaN(v):
		return "-"
	case math.Abs(v) >= 100:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

func ratio(v float64) string {
	if math.IsNaN(v) {
		return "-"
	}
	return fmt.Sprintf("%.3f", v)
}

// jsonRow is a row as machines read it; what was not measured is left out.
type jsonRow struct {
	Scenario string              `json:"scenario"`
	Metric   string              `json:"metric"`
	Unit     string              `json:"unit"`
	Portolan *float64            `json:"portolan,omitempty"`
	Floor    *float64            `json:"floor,omitempty"`
	Ratio    *float64            `json:"ratio,omitempty"`
	Target   string              `json:"target,omitempty"`
	OK       bool                `json:"ok"`
	Problem  string              `json:"problem,omitempty"`
	Peers    map[string]jsonPeer `json:"peers,omitempty"`
}

type jsonPeer struct {
	Value *float64 `json:"value,omitempty"`
	Ratio *float64 `json:"ratio,omitempty"`
}

// writeJSON prints the rows as one JSON array.
func writeJSON(w io.Writer, rows []row) error {
	all := []jsonRow{}
	for _, r := range rows {
		j := jsonRow{Scenario: r.scenario, Metric: r.metric.name, Unit: r.metric.unit, Portolan: number(r.ours),
			Floor: number(r.floor), Ratio: number(r.ratio), Target: r.metric.target(), OK: r.ok(), Problem: r.problem}
		for _, p := range r.peers {
			if j.Peers == nil {
				j.Peers = map[string]jsonPeer{}
			}
			j.Peers[p.name] = jsonPeer{number(p.value), number(p.ratio)}
		}
		all = append(all, j)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(all)
}

// number is nil for what JSON cannot say.
func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
