package main

import (
	"math"
	"slices"
)

// row is one line of the report: one metric of one scenario. Figures that were not measured are NaN.
type row struct {
	scenario string
	metric   metric
	ours     float64
	floor    float64
	ratio    float64 // the median of the rounds' ratios of ours to the floor
	peers    []peerFigure
	problem  string // why there is no figure
}

// peerFigure is another server's value, and its ratio to the same floor.
type peerFigure struct {
	name         string
	value, ratio float64
}

func (r row) ok() bool { return r.problem == "" && r.metric.meets(r.ours, r.ratio) }

func anyShort(rows []row) bool {
	return slices.ContainsFunc(rows, func(r row) bool { return !r.ok() })
}

// samples are the values of one metric, by subject, a value a round.
type samples map[string][]float64

// judge makes a row of what the rounds brought. ours and floor are names of subjects.
func judge(scenario string, m metric, got samples, ours, floor string, peers []string) row {
	r := row{scenario: scenario, metric: m, ours: median(got[ours]), floor: median(got[floor]),
		ratio: median(ratios(got[ours], got[floor]))}
	for _, p := range peers {
		r.peers = append(r.peers, peerFigure{p, median(got[p]), median(ratios(got[p], got[floor]))})
	}
	return r
}

// ratios pairs the rounds: what a busy machine did to one round it did to both sides.
func ratios(a, b []float64) []float64 {
	var all []float64
	for i := range min(len(a), len(b)) {
		all = append(all, a[i]/b[i])
	}
	return all
}

// median of what are numbers; NaN if none is.
func median(values []float64) float64 {
	sorted := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	if len(sorted) == 0 {
		return math.NaN()
	}
	slices.Sort(sorted)
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}
