package main

import (
	"bytes"
	"math"
	"testing"
)

func TestMedian(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 2, 100}, 3},
		{[]float64{nan, 7, math.Inf(1)}, 7}, {nil, nan}, {[]float64{nan}, nan},
	} {
		if got := median(c.values); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%v: %v, want %v", c.values, got, c.want)
		}
	}
}

func TestMeets(t *testing.T) {
	for _, c := range []struct {
		goal         goal
		value, ratio float64
		want         bool
		target       string
	}{
		{ratioAtLeast, 0, 1.5, true, ">= 1.5"}, {ratioAtLeast, 9, 1.49, false, ">= 1.5"}, {ratioAtLeast, 9, math.NaN(), false, ">= 1.5"},
		{ratioAtMost, 9, 1.5, true, "<= 1.5"}, {ratioAtMost, 0, 1.51, false, "<= 1.5"},
		{valueAtLeast, 1.5, 0, true, ">= 1.5"}, {valueAtLeast, 1.4, 9, false, ">= 1.5"}, {valueAtLeast, math.NaN(), 9, false, ">= 1.5"},
		{valueAtMost, 1.5, 9, true, "<= 1.5"}, {valueAtMost, 1.6, 0, false, "<= 1.5"},
		{informs, 0, 0, true, ""},
	} {
		m := metric{goal: c.goal, bound: 1.5}
		if got := m.meets(c.value, c.ratio); got != c.want || m.target() != c.target {
			t.Errorf("goal %d, value %v, ratio %v: %v %q", c.goal, c.value, c.ratio, got, m.target())
		}
	}
}

// measured are the rows of a run with everything in it: a target met and one missed, a peer that cannot do it,
// a figure that only informs, and a failure.
func measured() []row {
	rate := metric{"files", "/s", ratioAtLeast, 0.85}
	moved := judge("small-1", rate, samples{"portolan": {100, 220, 90}, "floor": {100, 200, 100}, "vsftpd": {50, 100, 50}, "old": nil},
		"portolan", "floor", []string{"vsftpd", "old"})
	short := judge("list", metric{"whole", "ms", ratioAtMost, 1}, samples{"portolan": {0.5}, "floor": {0.25}}, "portolan", "floor", nil)
	alone := judge("noop-pipe", metric{"replies", "/s", valueAtLeast, 1000}, samples{"portolan": {5000}, "vsftpd": {75}}, "portolan", "floor", []string{"vsftpd"})
	cost := judge("retr-1", metric{"server time", "ms/GiB", informs, 0}, samples{"portolan": {12.34}, "floor": {12.34}}, "portolan", "floor", nil)
	return append([]row{moved, short, alone, cost}, failedRows(scenario{name: "idle", metrics: []metric{{"memory", "KiB/session", valueAtMost, 6}}}, bytes.ErrTooLarge)...)
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	if err := writeTable(&b, measured()); err != nil {
		t.Fatal(err)
	}
	want := `scenario   metric       portolan  floor  unit         ratio  target   verdict                          vsftpd  old
small-1    files        100       100    /s           1.000  >= 0.85  ok                               0.500   -
list       whole        0.5       0.25   ms           2.000  <= 1     SHORT                            -       -
noop-pipe  replies      5000      -      /s           -      >= 1000  ok                               75      -
retr-1     server time  12.3      12.3   ms/GiB       1.000           -                                -       -
idle       memory       -         -      KiB/session  -      <= 6     failed: bytes.Buffer: too large  -       -
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := writeJSON(&b, measured()[:2]); err != nil {
		t.Fatal(err)
	}
	want := `[
  {
    "scenario": "small-1",
    "metric": "files",
    "unit": "/s",
    "portolan": 100,
    "floor": 100,
    "ratio": 1,
    "target": "\u003e= 0.85",
    "ok": true,
    "peers": {
      "old": {},
      "vsftpd": {
        "value": 50,
        "ratio": 0.5
      }
    }
  },
  {
    "scenario": "list",
    "metric": "whole",
    "unit": "ms",
    "portolan": 0.5,
    "floor": 0.25,
    "ratio": 2,
    "target": "\u003c= 1",
    "ok": false
  }
]
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestAnyShort(t *testing.T) {
	rows := measured()
	if !anyShort(rows) || !anyShort(rows[4:]) || anyShort(rows[:1]) || anyShort(rows[2:4]) {
		t.Error("the list and the failure are short, and nothing else")
	}
}
