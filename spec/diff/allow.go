package diff

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec"
)

// Allowance lets something pass that a comparison finds, as long as it is what it was when somebody looked at it: the
// same kind, severity, subject and answers.
type Allowance struct {
	Finding string // the fingerprint
	About   string // the title, for readers
	Why     string
	Until   Day // the last day
	Pos     spec.Pos
}

// Day is a day of the calendar, in UTC: "2027-03-31".
type Day string

// Today is the day of a time.
func Today(now time.Time) Day { return Day(now.UTC().Format(time.DateOnly)) }

// Allowed is what an allowance has let pass.
type Allowed struct {
	Allowance
	Title string
}

// fingerprintLength is how many letters of a hash a fingerprint has: enough for two of a million to differ.
const fingerprintLength = 12

func fingerprint(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])[:fingerprintLength]
}

// Fingerprint names a finding independently of its place. It stays the same when lines move, texts change or the
// dialogue takes another way. It changes when the finding becomes graver or gets further answers.
func (f *Finding) Fingerprint() string {
	parts := []string{"finding", string(f.Change), f.Severity.String(), f.Subject}
	for _, code := range f.Codes {
		parts = append(parts, strconv.Itoa(code))
	}
	return fingerprint(parts...)
}

// Fingerprint names a declaration that came or went.
func (d Declared) Fingerprint() string { return fingerprint("declared", d.String()) }

// Allow takes away what allowances let pass today, and decides anew. The notes say which allowances have expired, and
// which are about nothing that was found.
func (r *Report) Allow(list []Allowance, today Day) (notes []string) {
	for _, a := range list {
		title, found := r.titled(a.Finding)
		switch {
		case !found:
			notes = append(notes, fmt.Sprintf("%s: nothing is allowed: no finding has the fingerprint %s (%s)", a.Pos, a.Finding, a.About))
			continue
		case a.Until < today:
			notes = append(notes, fmt.Sprintf("%s: it was allowed until %s: %s", a.Pos, a.Until, title))
			continue
		}
		r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool { return f.Fingerprint() == a.Finding })
		r.Lessening = slices.DeleteFunc(r.Lessening, func(d Declared) bool { return d.Fingerprint() == a.Finding })
		r.Allowed = append(r.Allowed, Allowed{Allowance: a, Title: title})
	}
	r.decide()
	return notes
}

// titled is what has a fingerprint.
func (r *Report) titled(mark string) (title string, found bool) {
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Fingerprint() == mark {
			return f.Title(), true
		}
	}
	for _, d := range slices.Concat(r.Lessening, r.Declared) {
		if d.Fingerprint() == mark {
			return d.String(), true
		}
	}
	return "", false
}

// notAllowed are the declarations that no allowance lets pass.
func (r *Report) notAllowed() []Declared {
	return slices.DeleteFunc(slices.Clone(r.Declared), func(d Declared) bool {
		return slices.ContainsFunc(r.Allowed, func(a Allowed) bool { return a.Finding == d.Fingerprint() })
	})
}

// Allowances writes the entries of a file that would allow what was found, for people to say why and until when.
func (r *Report) Allowances(out io.Writer) error {
	var b strings.Builder
	b.WriteString("allow:\n")
	entry := func(mark, about string) {
		fmt.Fprintf(&b, "  - {finding: %q, about: %q, why: \"\", until: \"\"}\n", mark, about)
	}
	for i := range r.Findings {
		entry(r.Findings[i].Fingerprint(), r.Findings[i].Title())
	}
	for _, d := range r.Lessening {
		entry(d.Fingerprint(), d.String())
	}
	for _, d := range r.notAllowed() {
		if r.Verdict == Altered && changesBehind([]Declared{d}) {
			entry(d.Fingerprint(), d.String())
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}
