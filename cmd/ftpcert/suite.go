package main

import (
	"fmt"
	"slices"
	"time"
)

// The time limits of the standard.
const (
	negativeLimit = 10 * time.Second // in n_basic and n_fileserv
	usualLimit    = 30 * time.Second
	longLimit     = 60 * time.Second // for APPE, ALLO, LIST and NLST
)

// verdict is one of the three that the standard has.
type verdict int

const (
	notEvaluated verdict = iota
	success
	failure
)

func (v verdict) String() string { return [...]string{"not evaluated", "success", "failure"}[v] }

// judgement is a verdict and what led to it.
type judgement struct {
	verdict verdict
	detail  string
}

// result is what became of a probe.
type result struct {
	number, what string
	judgement
}

// probe is a test of the standard, or one case of a test.
type probe struct {
	number string
	what   string        // the commands
	limit  time.Duration // for one reply; 0 is the scenario's
	judge  func(*session) judgement
	aborts bool // the scenario, when it does not succeed
}

// scenario is a row of probes in one session.
type scenario struct {
	name   string
	login  bool // before the first
	limit  time.Duration
	probes []probe
}

// scenarios are the server's, in the order of the standard.
func scenarios() []scenario {
	return slices.Concat(positiveScenarios(), negativeScenarios())
}

// known says whether there is a probe of that number.
func known(number string) bool {
	return slices.ContainsFunc(scenarios(), func(s scenario) bool {
		return slices.ContainsFunc(s.probes, func(p probe) bool { return p.number == number })
	})
}

// certify runs all probes.
func (t *target) certify() []result {
	var all []result
	for _, s := range scenarios() {
		all = append(all, t.play(s)...)
	}
	return all
}

// play runs a scenario. One that aborts leaves the rest of its probes without an evaluation. When a session is
// lost, the next probe gets a new one.
func (t *target) play(sc scenario) []result {
	var all []result
	var s *session
	defer func() { s.end() }()
	why := ""
	for _, p := range sc.probes {
		j := judgement{notEvaluated, why}
		if why == "" {
			at := s
			if where, elsewhere := t.at[p.number]; elsewhere {
				at = t.open(where, sc)
			} else if s == nil || s.lost {
				s.end()
				s = t.open(t.address, sc)
				at = s
			}
			j = at.run(p, sc)
			if at != s {
				at.end()
			}
			if p.aborts && j.verdict != success {
				why = fmt.Sprintf("%s aborts at %s", sc.name, p.number)
			}
		}
		all = append(all, result{p.number, p.what, j})
	}
	return all
}

// run lets a session judge. A session that could not be opened fails.
func (s *session) run(p probe, sc scenario) judgement {
	s.limit = sc.limit
	if p.limit > 0 {
		s.limit = p.limit
	}
	s.limit = min(s.limit, s.target.patience)
	if s.err != nil {
		return failed(s.err)
	}
	return p.judge(s)
}

func failed(err error) judgement { return judgement{failure, err.Error()} }

// count counts verdicts.
func count(all []result) map[verdict]int {
	n := map[verdict]int{}
	for _, r := range all {
		n[r.verdict]++
	}
	return n
}

// codes are reply codes.
type codes []int

// judged gives the verdict on a reply.
func judged(r reply, err error, accepted, unimplemented codes) judgement {
	switch {
	case err != nil:
		return failed(err)
	case slices.Contains(accepted, r.code):
		return judgement{success, r.String()}
	case slices.Contains(unimplemented, r.code):
		return judgement{notEvaluated, r.String()}
	}
	return judgement{failure, r.String()}
}

// answers judges the reply to a command.
func answers(command string, accepted, unimplemented codes) func(*session) judgement {
	return func(s *session) judgement {
		r, err := s.ask(command)
		return judged(r, err, accepted, unimplemented)
	}
}

// allOf succeeds when all do; the first other verdict stands for them.
func allOf(judges ...func(*session) judgement) func(*session) judgement {
	return func(s *session) (j judgement) {
		detail := ""
		for _, judge := range judges {
			if j = judge(s); j.verdict != success {
				return j
			}
			detail += ", " + j.detail
		}
		j.detail = detail[2:]
		return j
	}
}
