package main

import (
	"context"
	"testing"

	"github.com/portolan-ftp/portolan/spec/learn"
	"github.com/portolan-ftp/portolan/spec/learn/mealy"
)

// TestLearnOwn: what is learned of our own server is what the table says.
func TestLearnOwn(t *testing.T) {
	for _, a := range learn.Alphabets() {
		t.Run(a.Name, func(t *testing.T) {
			c, _, _ := served{policies: a.Policies}.start(t)
			l, err := learn.Run(context.Background(), learn.Options{
				Machine: c.Machine, Alphabet: &a, Address: c.Address, TLS: c.TLS, User: c.User, Password: c.Password, Tests: 100,
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d states, %d queries, %d steps, %.1f s", len(l.Next), l.Queries, l.Steps, l.Seconds)
			if word := mealy.Difference(l.Machine, l.Table.Machine); word != nil {
				got, _ := l.Run(0, word)
				want, _ := l.Table.Run(0, word)
				t.Errorf("%v is answered %v, not %v", word, got, want)
			}
			if len(l.Unsure) > 0 {
				t.Errorf("answers that do not come each time: %v", l.Unsure)
			}
		})
	}
}
