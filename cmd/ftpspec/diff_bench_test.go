package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/diff"
)

// revisions are changes of the server's table, from one that touches no setting to ones about them.
var revisions = []struct {
	name    string
	verdict diff.Verdict
	edit    func(*spec.Spec)
}{
	{"a name survives NOOP", diff.Widened, func(s *spec.Spec) {
		r := regionOf(s, "rename")
		r.Survives = append(r.Survives, "NOOP")
	}},
	{"STOR stores pages", diff.Widened, func(s *spec.Spec) {
		c := commandOf(s, "STOR")
		c.Needs = slices.DeleteFunc(c.Needs, func(n spec.Need) bool { return n.Name == "no-page" })
	}},
	{"STRU moves nothing", diff.Both, func(s *spec.Spec) {
		for i := range s.Commands {
			if c := &s.Commands[i]; strings.HasPrefix(c.Name, "STRU") {
				for j := range c.Replies {
					c.Replies[j].To = nil
				}
			}
		}
	}},
	{"TYPE, MODE and STRU move nothing", diff.Both, func(s *spec.Spec) {
		for i := range s.Commands {
			c := &s.Commands[i]
			if word, _, _ := strings.Cut(c.Name, " "); slices.Contains([]string{"TYPE", "MODE", "STRU"}, word) {
				for j := range c.Replies {
					c.Replies[j].To = nil
				}
			}
		}
	}},
}

// BenchmarkDiff says what it takes to compare the server's table with a revision of it: time, the processor's seconds,
// and the largest heap.
//
//	go test ./cmd/ftpspec -run NONE -bench Diff -benchtime 1x
func BenchmarkDiff(b *testing.B) {
	const file = "../../spec/ftp.yaml"
	old, err := decode.Load(file)
	if err != nil {
		b.Fatal(err)
	}
	for _, r := range revisions {
		b.Run(strings.ReplaceAll(r.name, " ", "-"), func(b *testing.B) {
			now, err := decode.Load(file)
			if err != nil {
				b.Fatal(err)
			}
			r.edit(now)
			measure(b, func() {
				if got := diff.Compare(diff.Revision{Name: "old", Spec: old}, diff.Revision{Name: "new", Spec: now}); got.Verdict != r.verdict {
					b.Fatal(got.Word())
				}
			})
		})
	}
}

func regionOf(s *spec.Spec, name string) *spec.Region {
	return &s.Regions[slices.IndexFunc(s.Regions, func(r spec.Region) bool { return r.Name == name })]
}

func commandOf(s *spec.Spec, name string) *spec.Command {
	return &s.Commands[slices.IndexFunc(s.Commands, func(c spec.Command) bool { return c.Name == name })]
}
