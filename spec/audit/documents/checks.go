package documents

import (
	"sync"

	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// Checks hold a spec against the documents that define FTP, as package standards has them. They are apart
// from those of package audit because they ask for the whole protocol: no small spec has what RFC 959 and RFC 1123
// demand.
//
// The checks share one judgement of the model, made by whichever runs first.
func Checks() []check.Check {
	checks, _ := CountedChecks()
	return checks
}

// CountedChecks are those of Checks, and the numbers that belong to their report: how the requirements
// that the table decides are answered.
func CountedChecks() (checks []check.Check, counts func(*check.Model) ([]check.Count, error)) {
	c := &sharedJudgement{}
	return c.checks(), c.counts
}

// declared are the checks against the documents, without what proves them.
func declared() []check.Check {
	return []check.Check{codesCheck, ordersCheck, requirementsCheck, conflictsCheck, deviationsCheck, wordsCheck, flawsCheck}
}

// checks are the declared checks; what they find is in the shared judgement.
func (c *sharedJudgement) checks() []check.Check {
	all := declared()
	for i := range all {
		id := all[i].ID
		all[i].Prove = func(m *check.Model, r *check.Reporter) { r.Take(c.findings(m, id)) }
	}
	return all
}

// sharedJudgement keeps the judgement of the model that was asked for last.
type sharedJudgement struct {
	mu        sync.Mutex
	model     *check.Model
	judgement *Judgement
	err       error
}

// findings are what one check finds in a model.
func (s *sharedJudgement) findings(m *check.Model, id string) []check.Finding {
	j, err := s.of(m)
	if err != nil {
		return []check.Finding{{Check: id, Severity: check.Nonstandard, At: "standards", Message: err.Error()}}
	}
	return j.Findings[id]
}

// of is the judgement of a model.
func (s *sharedJudgement) of(m *check.Model) (*Judgement, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.model != m {
		s.model = m
		s.judgement, s.err = Judge(m)
	}
	return s.judgement, s.err
}

// counts says how the requirements that the table decides are answered.
func (s *sharedJudgement) counts(m *check.Model) ([]check.Count, error) {
	j, err := s.of(m)
	if err != nil {
		return nil, err
	}
	n := j.Count(standards.ByTable)
	return []check.Count{
		{Name: "requirements met", N: n[Met]},
		{Name: "requirements deviating, with a reason", N: n[Deviates]},
		{Name: "requirements not applicable", N: n[NotApplicable]},
	}, nil
}

// Judgement is the result of comparing a spec with the documents.
type Judgement struct {
	Answers   []Answer                   // one for each requirement, in the order of the documents
	Decisions []Decision                 // one for each conflict
	Findings  map[string][]check.Finding // by check
}

// Count is how many requirements have which answer, of those that are answered by the given means: standards.ByTable
// for those that the table alone decides.
func (j *Judgement) Count(by standards.Means) map[Status]int {
	count := map[Status]int{}
	for _, a := range j.Answers {
		if a.By == by {
			count[a.Status]++
		}
	}
	return count
}

// Judge holds a model, whose graphs must be there, against the documents.
func Judge(m *check.Model) (*Judgement, error) {
	book, err := standards.Load()
	if err != nil {
		return nil, err
	}
	return judgeBy(m, book), nil
}

// judgeBy holds a model against a book.
func judgeBy(m *check.Model, book *standards.Book) *Judgement {
	j := newJudge(m, book)
	j.codes()
	j.orders()
	decisions := j.conflicts()
	answers := j.requirements()
	j.words()
	j.flaws()
	j.deviations()
	return &Judgement{Answers: answers, Decisions: decisions, Findings: j.findings()}
}
