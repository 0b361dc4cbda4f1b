package learn

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
)

// pool asks words of the target, several at the same time, each in a session of its own.
type pool struct {
	options  *Options
	lines    *stimulus.Set
	rig      *rig
	sessions []*session
	mu       sync.Mutex // of what follows
	progress Progress
	twice    map[string]bool // lines that are answered twice
}

// session asks one word after the other.
type session struct {
	pool   *pool
	client *client
}

func newPool(o *Options, lines *stimulus.Set, target *player.Target, r *rig) (*pool, error) {
	p := &pool{options: o, lines: lines, rig: r, twice: map[string]bool{}}
	for n := range o.Sessions {
		mine := *target
		var err error
		if mine.Dir, err = r.directory(n); err != nil {
			return nil, err
		}
		p.sessions = append(p.sessions, &session{p, &client{pool: p, target: &mine}})
	}
	return p, nil
}

// Ask asks words.
func (p *pool) Ask(words [][]int) ([][]string, error) {
	out := make([][]string, len(words))
	faults := make([]error, len(p.sessions))
	next := make(chan int)
	var working sync.WaitGroup
	for n, s := range p.sessions {
		working.Go(func() {
			for k := range next {
				if faults[n] == nil {
					out[k], faults[n] = s.ask(words[k])
				}
			}
		})
	}
	for k := range words {
		next <- k
	}
	close(next)
	working.Wait()
	return out, errors.Join(faults...)
}

// doubles notes that a line is answered twice, and doubled reports whether it was seen to be.
func (p *pool) doubles(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.twice[line] = true
}

func (p *pool) doubled(line string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.twice[line]
}

// ask plays a word from the beginning of a session.
func (s *session) ask(word []int) ([]string, error) {
	defer s.client.close()
	if err := s.begin(); err != nil {
		return nil, err
	}
	out := make([]string, len(word))
	for k, i := range word {
		var err error
		if out[k], err = s.step(s.pool.options.Alphabet.Steps[i]); err != nil {
			return nil, err
		}
	}
	s.pool.tell(len(word))
	return out, nil
}

// tell tells how far learning is.
func (p *pool) tell(steps int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.progress.Queries++
	p.progress.Steps += steps
	if p.options.Progress != nil {
		p.options.Progress(p.progress)
	}
}

// maxRefusals is how many connections in a row may be turned away, with a pause that grows after each.
const (
	maxRefusals       = 8
	pauseAfterRefusal = 300 * time.Millisecond
)

// begin connects, and says the lines with which sessions begin. A server that is busy is waited for.
func (s *session) begin() error {
	why := ""
	for n := range maxRefusals {
		time.Sleep(time.Duration(n) * pauseAfterRefusal)
		greeting, err := s.client.connect()
		if err != nil {
			why = err.Error()
			continue
		}
		if why = greeting.output(false); why != greeted {
			continue
		}
		for _, line := range s.pool.options.Alphabet.Begin {
			if _, err := s.client.say(line); err != nil {
				return err
			}
		}
		if !s.client.over {
			return nil
		}
	}
	return fmt.Errorf("learn: the server takes no session: %s", why)
}

// greeted is a greeting that says that the server is ready (RFC 959 5.4).
const greeted = "220"

// step does one step and says what came of it: the codes, and what came through the data connection.
func (s *session) step(step Step) (string, error) {
	if s.client.over {
		return Closed, nil
	}
	done, err := s.client.say(step.Line)
	if err != nil {
		return "", err
	}
	if changes(s.pool.options.Machine.Spec, done) {
		return done.output(step.File), s.pool.rig.mend(s.client.target.Dir, step.Line, done.sent)
	}
	return done.output(step.File), nil
}
