package mutate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// What finds a fault, when no check of the audit does.
const (
	ByDecoder = "decoder"
	ByCode    = "code" // what is generated does not fit the handlers, or the analyzers of handlers have a finding
)

// FaultResult is what became of a fault.
type FaultResult struct {
	Fault
	Found string // what found it: ByDecoder, ByCode, the ID of a check; "" for nothing
	Says  string // what it said
	Diff  string // with Found "": what a comparison with the spec without the fault tells its reviewer
}

// FaultScore is the result for all faults of the contributor.
type FaultScore struct {
	Results []FaultResult
	Took    time.Duration
}

// Judges are what is asked about a fault that neither the decoder nor the audit finds, beside the audit.
type Judges struct {
	Code func(*spec.Spec) (string, error) // what is wrong with the code for a spec; "" for nothing. nil: nobody is asked
	Diff func(old, now *spec.Spec) string // what a comparison tells its reviewer; nil: nobody is asked
	Told func(done, of int)               // how far it is; nil: nobody is told
}

// TryFaults makes each fault in the text of a spec and looks for what finds it.
func TryFaults(s *spec.Spec, text []byte, faults []Fault, checks []check.Check, standards func() []check.Check, also Judges) (*FaultScore, error) {
	begun := time.Now()
	src, err := readSource(text)
	if err != nil {
		return nil, err
	}
	h := newHunt(s, checks, standards)
	results := make([]FaultResult, len(faults))
	failed := make([]error, len(faults))
	var mu sync.Mutex
	done := 0
	inParallel(len(faults), func(i int) {
		results[i], failed[i] = h.fault(src, s, faults[i], also)
		mu.Lock()
		if done++; also.Told != nil {
			also.Told(done, len(faults))
		}
		mu.Unlock()
	})
	return &FaultScore{Results: results, Took: time.Since(begun)}, errors.Join(failed...)
}

// fault makes one fault and looks for what finds it: the decoder, the check that should, all checks, the code.
func (h *hunt) fault(src *source, whole *spec.Spec, f Fault, also Judges) (FaultResult, error) {
	result := FaultResult{Fault: f}
	text, err := src.with(&f)
	if err != nil {
		return result, err
	}
	s, err := decode.Text(whole.File, text)
	if err != nil {
		result.Found, result.Says = ByDecoder, err.Error()
		var faults syntax.Errors
		if errors.As(err, &faults) {
			result.Says = faults[0].Msg
		}
		return result, nil
	}
	if finding := h.find(check.NewRowModel(s), f.By); finding != nil {
		result.Found, result.Says = finding.Check, finding.At+": "+finding.Message
		return result, nil
	}
	if also.Code != nil {
		if result.Says, err = also.Code(s); result.Says != "" {
			result.Found = ByCode
		}
	}
	if result.Found == "" && also.Diff != nil {
		result.Diff = also.Diff(whole, s)
	}
	return result, err
}

// find is a finding about a model, nil if there is none. The check that is first is asked first, because that is quick.
func (h *hunt) find(m *check.Model, first string) *check.Finding {
	is := func(c check.Check) bool { return c.ID == first }
	if i := slices.IndexFunc(h.rows, is); i >= 0 {
		if found := audit.Try(m, h.rows[i:i+1]).Counting; len(found) > 0 {
			return &found[0]
		}
	}
	if i := slices.IndexFunc(h.local, is); i >= 0 {
		some := m.With(m.Machine.Explore(h.cover...))
		if found := audit.Try(some, h.local[i:i+1]).Counting; len(found) > 0 {
			return &found[0]
		}
	}
	var result Result
	h.look(m, &result, false, h.trail())
	return result.Finding
}

// Missed are the faults that nothing finds.
func (s *FaultScore) Missed() []FaultResult {
	return slices.DeleteFunc(slices.Clone(s.Results), func(r FaultResult) bool { return r.Found != "" })
}

// KindScore is how many faults of a kind are found.
type KindScore struct {
	Kind      string
	Found, Of int
}

// Kinds are the scores by kind, in the order of the faults.
func (s *FaultScore) Kinds() []KindScore {
	var kinds []KindScore
	for _, r := range s.Results {
		i := slices.IndexFunc(kinds, func(k KindScore) bool { return k.Kind == r.Kind })
		if i < 0 {
			i, kinds = len(kinds), append(kinds, KindScore{Kind: r.Kind})
		}
		kinds[i].Of++
		if r.Found != "" {
			kinds[i].Found++
		}
	}
	return kinds
}

// LeastRate is how many faults of a hundred are found at least. A lower rate is a finding: a change of the audit has
// opened a hole, or faults of a new kind were added, for which there is no check yet.
const LeastRate = 95

// Rate is how many faults of a hundred are found.
func (s *FaultScore) Rate() int {
	return 100 * (len(s.Results) - len(s.Missed())) / max(1, len(s.Results))
}

// Text is the score for people: the rate, then the rate of each kind, then what nothing finds, and what something else
// finds than should.
func (s *FaultScore) Text() string {
	var b strings.Builder
	missed := s.Missed()
	fmt.Fprintf(&b, "%d faults of contributors: %d found (%d %%; at least %d %% have to be), in %.1f s\n",
		len(s.Results), len(s.Results)-len(missed), s.Rate(), LeastRate, s.Took.Seconds())
	for _, k := range s.Kinds() {
		fmt.Fprintf(&b, "    %-14s %2d of %d\n", k.Kind, k.Found, k.Of)
	}
	for _, r := range missed {
		fmt.Fprintf(&b, "contributor.yaml:%d: nothing finds %s: %s", r.Line, r.ID, r.What)
		if r.Diff != "" {
			fmt.Fprintf(&b, " (diff says %s)", r.Diff)
		}
		b.WriteByte('\n')
	}
	for _, r := range s.Results {
		if r.Found != "" && r.Found != r.By && r.Found != ByDecoder {
			fmt.Fprintf(&b, "contributor.yaml:%d: %s finds %s, and should be named there\n", r.Line, r.Found, r.ID)
		}
	}
	return b.String()
}
