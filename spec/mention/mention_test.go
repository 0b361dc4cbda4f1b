package mention

import (
	"os"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// undeclared are topics that the files of a spec speak of and do not declare.
var undeclared = []Topic{TopicRFC, TopicRequirement, TopicCheck}

// TestMentionsAreDeclared: in the spec of FTP every name leads to a declaration, and every declaration is found at its
// place.
func TestMentionsAreDeclared(t *testing.T) {
	b, err := syntax.Open("../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode.Book(b)
	if err != nil {
		t.Fatal(err)
	}
	all := In(b)
	counts := map[Topic]int{}
	for i := range all {
		m := &all[i]
		if m.Defines {
			counts[m.Topic]++
			continue
		}
		declared := slices.ContainsFunc(all, func(o Mention) bool { return o.Defines && (o.Same(m) || m.Covers(&o)) })
		builtin := m.Topic == TopicLifetime && slices.Contains(spec.BuiltinLifetimes(), m.Name)
		if !declared && !builtin && !slices.Contains(undeclared, m.Topic) && !spoken(s, m) {
			t.Errorf("%s: nothing declares the %s %q of %q", m.Pos, m.Topic, m.Name, m.Of)
		}
	}
	for topic, want := range map[Topic]int{
		TopicRegion: len(s.Regions), TopicCommand: len(s.Commands), TopicNeed: len(s.Needs), TopicInvariant: len(s.Invariants),
		TopicType: len(s.Types), TopicCapability: len(s.Capabilities), TopicClass: len(s.Classes), TopicPolicy: len(s.Policies), TopicEvent: len(s.Events),
	} {
		if counts[topic] != want {
			t.Errorf("%d declarations of the topic %s, want %d", counts[topic], topic, want)
		}
	}
}

// spoken reports whether a decision answers for the first word of commands, as the standards name them.
func spoken(s *spec.Spec, m *Mention) bool {
	return m.Topic == TopicCommand && slices.ContainsFunc(s.Deviations, func(d spec.Deviation) bool {
		return slices.ContainsFunc(d.Answers, func(a spec.Answer) bool { return a.Command == m.Name })
	})
}

// TestMentions: names inside of words, keys and texts are found where they are.
func TestMentions(t *testing.T) {
	text, err := os.ReadFile("../decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := In(&syntax.Book{Name: "base.yaml", Text: text, Files: []syntax.File{{Name: "base.yaml", Data: text}}})
	for _, want := range []Mention{
		{Width: 5, Topic: TopicPolicy, Name: "files"},                     // unless: {policy.files: ...}
		{Width: 9, Topic: TopicValue, Of: "files", Name: "read-only"},     // its value
		{Width: 4, Topic: TopicType, Name: "name"},                        // optional name
		{Width: 3, Topic: TopicCarry, Name: "cwd"},                        // {cwd:quoted}
		{Width: 2, Topic: TopicArgument, Of: "RNTO", Name: "to"},          // {to}
		{Width: 7, Topic: TopicCapability, Name: "files.*"},               // in quotes
		{Width: 4, Topic: TopicOutcome, Of: "RETR", Name: "opening.done"}, // below the reply
		{Width: 7, Topic: TopicOutcome, Of: "RNTO", Name: "pending"},      // an inline need
		{Width: 4, Topic: TopicCommand, Name: "TYPE"},                     // survives: the first word of two
	} {
		if !slices.ContainsFunc(all, func(m Mention) bool { return m.Same(&want) && m.Width == want.Width }) {
			t.Errorf("nothing speaks of %+v", want)
		}
	}
}
