package learn

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/learn/lsharp"
	"github.com/portolan-ftp/portolan/spec/learn/mealy"
)

// Learned is what a run has found.
type Learned struct {
	*mealy.Machine
	Table    *Projection
	Alphabet *Alphabet
	Queries  int // sessions that were opened for words
	Steps    int // that they had together
	Seconds  float64
	Unsure   []lsharp.Unsure // answers that did not come each time
}

// Run learns the machine of a server. An error says that it could not be learned.
func Run(ctx context.Context, o Options) (l *Learned, err error) {
	begin := time.Now()
	o.complete()
	lines := stimulus.New(o.Machine)
	table, err := Project(o.Machine, o.Alphabet, lines, o.Policies)
	if err != nil {
		return nil, err
	}
	target := &player.Target{Address: o.Address, TLS: o.TLS, User: o.User, Password: o.Password, Patience: o.Patience}
	r, err := newRig(target)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.remove()) }()
	p, err := newPool(&o, lines, target, r)
	if err != nil {
		return nil, err
	}
	teacher := &lsharp.Steady{Target: interrupted{ctx, p}, Inputs: o.Alphabet.Inputs(), Budget: o.Queries, Ends: ends, Over: Closed}
	m, err := learn(teacher, &o, table)
	for n := 0; n < maxSteps && errors.Is(err, errLate); n++ { // what was answered before is not to be compared with what will be
		teacher.Forget()
		m, err = learn(teacher, &o, table)
	}
	if err != nil {
		return nil, err
	}
	return &Learned{
		Machine: m, Table: table, Alphabet: o.Alphabet, Queries: teacher.Queries, Steps: teacher.Steps,
		Seconds: time.Since(begin).Seconds(), Unsure: teacher.Unsure,
	}, nil
}

// ends reports whether a session is over with an answer. What would come behind it needs no session.
// What came through a data connection may stand behind that.
func ends(out string) bool {
	words := strings.Fields(out)
	return slices.Contains(words, Closed) || slices.Contains(words, Silent)
}

// learn learns, and asks every transition once more in sessions of its own: an answer that came by chance is found
// then.
func learn(teacher *lsharp.Steady, o *Options, table *Projection) (*mealy.Machine, error) {
	allowed := func(word []int) bool { return o.Alphabet.failing(word) <= o.FailedLogins }
	for {
		m, err := lsharp.Learn(teacher, lsharp.Options{Inputs: o.Alphabet.Inputs(), Reference: table.Machine, Allowed: allowed, Depth: max(o.Depth, 0), Tests: o.Tests, Seed: o.Seed})
		if err != nil {
			return nil, err
		}
		var all [][]int
		access, _ := m.Access()
		for s := range m.Next {
			if out, _ := m.Run(0, access[s]); slices.ContainsFunc(out, ends) {
				continue
			}
			for i := range m.Inputs {
				if word := append(access[s][:len(access[s]):len(access[s])], i); allowed(word) {
					all = append(all, word)
				}
			}
		}
		if err := teacher.Again(all); !errors.Is(err, lsharp.ErrChanged) {
			return m, err
		}
	}
}

// interrupted asks a target until a context ends.
type interrupted struct {
	ctx    context.Context
	target lsharp.Target
}

// Ask asks the target.
func (i interrupted) Ask(words [][]int) ([][]string, error) {
	if err := i.ctx.Err(); err != nil {
		return nil, err
	}
	return i.target.Ask(words)
}
