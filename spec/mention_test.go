package spec

import (
	"slices"
	"testing"
)

// undeclared are topics that the files of a spec speak of and do not declare.
var undeclared = []Topic{TopicRFC, TopicRequirement, TopicCheck}

// TestMentionsAreDeclared: in the spec of FTP every name leads to a declaration, and every declaration is found at its place.
func TestMentionsAreDeclared(t *testing.T) {
	b, err := Open("ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.Decode()
	if err != nil {
		t.Fatal(err)
	}
	all := Mentions(b)
	counts := map[Topic]int{}
	for i := range all {
		m := &all[i]
		if m.Defines {
			counts[m.Topic]++
			continue
		}
		declared := slices.ContainsFunc(all, func(o Mention) bool { return o.Defines && (o.Same(m) || m.Covers(&o)) })
		builtin := m.Topic == TopicLifetime && slices.Contains(builtinLifetimes[:], m.Name)
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
func spoken(s *Spec, m *Mention) bool {
	return m.Topic == TopicCommand && slices.ContainsFunc(s.Deviations, func(d Deviation) bool {
		return slices.ContainsFunc(d.Answers, func(a Answer) bool { return a.Command == m.Name })
	})
}

// TestMentions: names inside of words, keys and texts are found where they are.
func TestMentions(t *testing.T) {
	text := base(t)
	all := Mentions(&Book{Name: "base.yaml", Text: []byte(text), Files: []File{{Name: "base.yaml", Data: []byte(text)}}})
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

// TestMeant: a fault knows which word to replace by which.
func TestMeant(t *testing.T) {
	e := Error{Pos: Pos{Line: 1, Column: 5}, Msg: `unknown need "loged-in"`, Hint: didYouMean("loged-in", []string{"logged-in"}), Source: "    [loged-in]"}
	if word, instead, ok := e.Meant(); !ok || word != "loged-in" || instead != "logged-in" {
		t.Errorf("%q, %q, %t", word, instead, ok)
	}
	e.Hint = "it is a key of a command: indented too far?"
	if _, _, ok := e.Meant(); ok {
		t.Error("another hint is taken for a word")
	}
}

// TestPlaces: every key of the field table is explained, and leads to a place that is known; what is no key does not.
func TestPlaces(t *testing.T) {
	for _, text := range []string{"protocol: x\n", "extends: ./x.yaml\n"} {
		top := TopPlace([]byte(text))
		for _, key := range top.Keys() {
			if doc, _ := top.Key(key); doc == "" || !top.Entry(key).Known() {
				t.Errorf("%q is %q", key, doc)
			}
		}
		if doc, _ := top.Key("comands"); doc != "" || top.Entry("comands").Known() {
			t.Error("something is below a key that there is not")
		}
	}
	at := TopPlace(nil)
	for _, key := range []string{"commands", "RETR", "replies", "ok", "to", "login"} {
		if at = at.Entry(key); !at.Known() {
			t.Fatalf("nothing is below %q", key)
		}
	}
	if topics := at.Topics(); !slices.Equal(topics, []Topic{TopicState, TopicValue}) {
		t.Errorf("%q", topics)
	}
}
