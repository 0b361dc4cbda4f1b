package learn

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	progress Progress
	mu       sync.Mutex // of progress
}

// session asks one word after the other.
type session struct {
	pool   *pool
	player *player.Player
}

func newPool(o *Options, lines *stimulus.Set, target *player.Target, r *rig, valuation []uint8) (*pool, error) {
	p := &pool{options: o, lines: lines, rig: r}
	for n := range o.Sessions {
		mine := *target
		var err error
		if mine.Dir, err = r.directory(n); err != nil {
			return nil, err
		}
		s := &session{p, player.New(&mine, o.Machine, lines)}
		s.player.Keep = func(v []uint8) bool { return slices.Equal(v, valuation) }
		p.sessions = append(p.sessions, s)
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

// ask plays a word from the beginning of a session.
func (s *session) ask(word []int) ([]string, error) {
	defer s.player.Close()
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
	pauseAfterRefusal = 100 * time.Millisecond
)

// begin connects, and says the lines with which sessions begin. A server that is busy is waited for.
func (s *session) begin() error {
	var last *player.Step
	for n := range maxRefusals {
		time.Sleep(time.Duration(n) * pauseAfterRefusal)
		last = s.player.Do(player.Act{Do: player.Connect})
		if last.Closed || last.Silent || len(last.Replies) == 0 || last.Replies[0].Code != 220 {
			continue
		}
		for _, line := range s.pool.options.Alphabet.Begin {
			s.player.Do(player.Line(line))
		}
		if !s.player.Over() {
			return nil
		}
	}
	return fmt.Errorf("learn: the server takes no session: %s", describe(last))
}

func describe(step *player.Step) string {
	if len(step.Replies) > 0 {
		return step.Replies[0].Lines[0]
	}
	return step.Error
}

// step does one step and says what came of it: the codes, and what came through the data connection.
func (s *session) step(step Step) (string, error) {
	if s.player.Over() {
		return Closed, nil
	}
	begun := s.player.Do(player.Line(step.Line))
	out := codes(begun)
	ended := begun
	if row, _ := s.player.Transferring(); row != nil && !begun.Silent && !begun.Closed {
		ended = s.player.Do(player.Act{Do: player.Finish})
		out = append(out, codes(ended)...)
	}
	switch {
	case ended.Silent:
		out = append(out, Silent)
	case ended.Closed:
		out = append(out, Closed)
	}
	text := strings.Join(out, " ")
	if step.File && ended != begun && ended.Received != nil {
		text += look(ended.Received)
	}
	if changes(s.player.Machine.Spec, begun) {
		return text, s.pool.rig.mend(s.player.Target.Dir, begun)
	}
	return text, nil
}

func codes(step *player.Step) []string {
	var all []string
	for _, r := range step.Replies {
		all = append(all, strconv.Itoa(r.Code))
	}
	return all
}

// look says which part of the file has come.
func look(received []byte) string {
	switch {
	case bytes.Equal(received, content):
		return whole
	case len(received) > 0 && bytes.HasSuffix(content, received):
		return part
	}
	return other
}
