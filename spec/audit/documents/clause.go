package documents

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// Clauses say what requirements ask of a spec: a verb, its subject, and after a colon the wanted value. The table of
// verbs is the whole language; standards/README.md tells what each verb means.

// verdict is the answer of the spec to a clause.
type verdict struct {
	ok      bool
	seen    string            // what was found, for a report
	decided []*spec.Deviation // with ok false: deviations that stand for all that is wrong
	told    bool              // with ok false: another check reports it
	row     *spec.Row         // with ok false: the row that does not take a region to its first state
	region  string            // the region
}

func yes(format string, args ...any) verdict {
	return verdict{ok: true, seen: fmt.Sprintf(format, args...)}
}
func no(format string, args ...any) verdict { return verdict{seen: fmt.Sprintf(format, args...)} }

// verb is a kind of clause.
type verb struct {
	about    func(j *judge, about, want string) verdict
	presence bool // it asks whether something is there, so that it applies also where that is missing
}

// verbs are the kinds of clauses.
var verbs = map[string]verb{
	// what there is
	"offers":  {(*judge).offers, true},
	"lacks":   {(*judge).lacks, true},
	"accepts": {(*judge).acceptsLines, true},
	"refuses": {(*judge).refuses, true},
	"same":    {(*judge).same, true},
	"takes":   {(*judge).takes, false},
	// what is answered
	"replies":     {(*judge).repliesListed, false},
	"answers":     {(*judge).answers, false},
	"success":     {(*judge).successes, false},
	"failures":    {(*judge).failsWith, false},
	"never":       {(*judge).never, false},
	"classes":     {(*judge).classesOf, false},
	"same-codes":  {(*judge).sameCodes, false},
	"fails":       {(*judge).fails, false},
	"syntax":      {(*judge).syntax, false},
	"row":         {(*judge).namedRow, false},
	"event":       {(*judge).event, true},
	"not-offered": {(*judge).notOffered, true},
	"known-codes": {(*judge).knownCodes, true},
	// what moves
	"default": {(*judge).defaultIs, false},
	"keeps":   {(*judge).keeps, false},
	"resets":  {(*judge).resets, false},
	"moves":   {(*judge).moves, false},
	"changed": {(*judge).changed, true},
	"entered": {(*judge).entered, true},
	"given":   {(*judge).given, false},
	// what dialogues there are
	"order":    {(*judge).order, false},
	"where":    {(*judge).where, false},
	"passes":   {(*judge).passes, false},
	"free":     {(*judge).free, false},
	"during":   {(*judge).duringIs, false},
	"answered": {(*judge).answeredAll, true},
	// what FEAT lists, and words
	"feature":         {(*judge).feature, false},
	"announces":       {(*judge).announces, false},
	"announced-only":  {(*judge).announcedOnly, false},
	"unlisted":        {(*judge).unlisted, true},
	"unique-features": {(*judge).uniqueFeatures, true},
	"no-features":     {(*judge).noFeatures, true},
	"short-words":     {(*judge).shortWords, true},
	// what no table shows
	"nowhere": {(*judge).nowhere, false},
	"note":    {(*judge).note, false},
}

// hold is the verdict on all clauses.
func (j *judge) hold(clauses []string) verdict {
	all := verdict{ok: true, told: true}
	var seen, wrong []string
	undecided := false
	for _, clause := range clauses {
		v := j.clause(clause)
		if v.ok {
			seen = check.AppendNew(seen, v.seen)
			continue
		}
		all.ok = false
		wrong = check.AppendNew(wrong, v.seen)
		all.told = all.told && v.told
		if all.row, all.region = v.row, v.region; len(wrong) > 1 { // more is wrong than that
			all.row, all.region = nil, ""
		}
		undecided = undecided || v.decided == nil
		all.decided = append(all.decided, v.decided...)
	}
	all.seen = strings.Join(seen, "; ")
	if !all.ok {
		all.seen = strings.Join(wrong, "; ")
	}
	if undecided {
		all.decided = nil
	}
	return all
}

// clause is the verdict on one clause.
func (j *judge) clause(text string) verdict {
	word, rest, _ := strings.Cut(text, " ")
	v, ok := j.verbs[word]
	if !ok {
		return no("no clause begins with %q", word)
	}
	if word == "note" || word == "nowhere" {
		return v.about(j, rest, "")
	}
	about, want, _ := strings.Cut(rest, ": ")
	return v.about(j, about, want)
}

// presence reports whether some clause asks whether something is there.
func (j *judge) presence(clauses []string) bool {
	return slices.ContainsFunc(clauses, func(clause string) bool {
		word, _, _ := strings.Cut(clause, " ")
		return j.verbs[word].presence
	})
}

// items are the parts of a list between commas.
func items(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ", ")
}

// listOf joins words: "USER, PASS and ACCT".
func listOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// isOrAre is the verb for a list.
func isOrAre(words []string) string {
	if len(words) == 1 {
		return "is"
	}
	return "are"
}

func (j *judge) nowhere(about, _ string) verdict { return no("%s", about) }
func (j *judge) note(about, _ string) verdict    { return yes("%s", about) }
