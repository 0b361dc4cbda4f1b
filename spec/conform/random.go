package conform

import (
	"context"
	"math/rand/v2"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// maxOutside is how many moves at random are made without a login before the tester logs in again.
const maxOutside = 6

// random makes moves that nobody has planned. The seed alone decides which, as long as the server answers alike.
func (s *sweep) random(ctx context.Context) error {
	dice := rand.New(rand.NewPCG(s.options.Seed, 0))
	outside := 0
	for range s.options.Random {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		row, _ := s.player.Transferring()
		if s.player.Over() || outside > maxOutside || len(s.script) > maxSession && row == nil {
			outside = 0
			if err := s.watch.mend(); err != nil {
				return err
			}
			if err := s.enter(); err != nil {
				return err
			}
			row = nil
		}
		if s.player.Over() { // the login itself has failed
			return nil
		}
		if s.player.Home() {
			outside = 0
		} else {
			outside++
		}
		s.step(s.pick(dice, row != nil))
	}
	return nil
}

// pick is a move: during a transfer often one that has to do with it.
func (s *sweep) pick(dice *rand.Rand, transferring bool) player.Act {
	if transferring && dice.IntN(3) > 0 {
		return []player.Act{{Do: player.Open}, {Do: player.Finish}, {Do: player.Reset}, player.Line(s.machine.Spec.Roles.Abort)}[dice.IntN(4)]
	}
	for {
		c := &s.machine.Spec.Commands[dice.IntN(len(s.machine.Spec.Commands))]
		all := s.lines.Lines(c)
		if s.lacks[c.Name] != "" || len(all) == 0 || c.By == spec.ByNobody || !s.safe(c) {
			continue
		}
		return player.Line(all[dice.IntN(len(all))].Text)
	}
}

// safe reports whether a command may come anywhere: those that make something without a name may only where the working
// directory is the tester's own, and those of a login count towards limits of the server.
func (s *sweep) safe(c *spec.Command) bool {
	optional := len(c.Args) > 0 && c.Args[0].Optional
	for _, does := range c.Does {
		if does == "accounts.login" || optional && s.machine.Spec.Changes(does) && !s.player.Home() {
			return false
		}
	}
	return c.Name != s.machine.Spec.Roles.Quit
}
