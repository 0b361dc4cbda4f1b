package conform

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// begin begins a session.
func (s *sweep) begin() error {
	if err := s.transcript(); err != nil {
		return err
	}
	s.moves = 0
	act := player.Act{Do: player.Connect}
	if implicit := s.player.Event("implicit"); s.options.Implicit != "" && !s.planner.Seen(implicit) {
		act.Do = player.ConnectTLS
	}
	step := s.step(act)
	if step.Closed || step.Silent || len(step.Replies) == 0 {
		s.refusals++
		if s.refusals > maxRefusals {
			return &unreachable{step}
		}
		time.Sleep(time.Duration(s.refusals) * pauseAfterRefusal)
		return nil
	}
	s.refusals, s.greeting = 0, step.Replies[0].Text()
	s.planner.Saw(0, act)
	if act.Do == player.ConnectTLS {
		s.planner.Saw(s.player.Event("implicit"), act)
	}
	return nil
}

// transcript ends the session, and writes down what was said in it.
func (s *sweep) transcript() error {
	s.player.Close()
	s.script = nil
	text := strings.Join(s.written, "\n") + "\n"
	s.written = nil
	s.sessions++
	if s.options.Transcripts == "" || text == "\n" {
		return nil
	}
	if err := os.MkdirAll(s.options.Transcripts, 0o755); err != nil {
		return fmt.Errorf("conform: %w", err)
	}
	if err := os.WriteFile(filepath.Join(s.options.Transcripts, fmt.Sprintf("session-%03d.txt", s.sessions-1)), []byte(text), 0o644); err != nil {
		return fmt.Errorf("conform: %w", err)
	}
	return nil
}

// homeward goes back to the tester's own directory, where commands without a name work.
func (s *sweep) homeward() bool {
	places := s.player.Follow.Places()
	if s.player.Over() || s.player.Home() || s.target.Dir == "" || len(places) == 0 {
		return false
	}
	at := choose(places)
	if s.machine.State(&at.Config, "login") != "in" || at.Config.Busy() || s.lost > maxLost {
		return false
	}
	step := s.step(player.Line("CWD {dir}"))
	if s.player.Home() {
		s.lost = 0
		if s.entry == nil {
			s.entry = login(s.script)
		}
	} else {
		s.lost++
	}
	return len(step.Replies) > 0
}

// maxLost is how often the way home is tried where a server says that nobody is logged in.
const maxLost = 3
