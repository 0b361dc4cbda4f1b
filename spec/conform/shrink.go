package conform

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/judge"
	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// Limits of the search for the shortest script that shows a finding.
const (
	caseTime     = 30 * time.Second       // of one finding
	lightTime    = 8 * time.Second        // of a difference
	shrinkTime   = 6 * time.Minute        // of all: those behind are only confirmed
	hastyTime    = 700 * time.Millisecond // for a reply while a silence is made shorter; it is confirmed with the whole patience
	calmTime     = 100 * time.Millisecond // for replies that nobody asked for, behind each act of the script that is reported
	calmReplay   = 2 * time.Second        // all of it, where the script is long
	quickTries   = 16                     // of one finding, where there is no more time: so many halve a long script to a few acts
	flakyReplays = 4
)

// shrinker looks for the shortest script that shows one finding.
type shrinker struct {
	*run
	found   *Case
	stopped func() error // an error where the run is broken off
	until   time.Time
	tries   int             // scripts that were played
	hasty   bool            // a reply has little time
	calm    bool            // each act waits for replies that nobody asked for
	alike   bool            // the last replay had the same reply
	instead []judge.Finding // that came of the last act
	shown   []player.Act    // the script that has shown it last
	last    []string        // and its dialogue
}

// shrink finds the shortest script of a case, and its dialogue. It is played once more in calm, with the whole
// patience: no reply can be one to a line before then. What does not come again is flaky.
func (r *run) shrink(ctx context.Context, c *Case) error {
	s := &shrinker{run: r, found: c, stopped: ctx.Err, until: time.Now().Add(caseTime), hasty: c.slow()}
	if c.Verdict == judge.Differs {
		s.until = time.Now().Add(lightTime)
	}
	if time.Since(r.shrinking) > shrinkTime {
		s.until = time.Now()
	}
	script, ok := s.fewer(c.Script)
	if ok {
		script = s.without(s.plain(script))
	}
	s.calm, s.hasty = true, false
	for _, try := range [][]player.Act{script, c.Script} {
		if s.shows(try) {
			c.Script = s.without(s.shown)
			c.Dialogue = s.last
			return r.keeper.Mend()
		}
	}
	return s.flaky(ctx, script)
}

// slow reports whether each replay takes the whole patience.
func (c *Case) slow() bool { return strings.Contains(c.Got, "no reply") }

// over reports whether there is no more time to look for a shorter script.
func (s *shrinker) over() bool { return s.tries >= quickTries && time.Now().After(s.until) }

// fewer finds the acts that a finding takes beside the login: the last of them without which it is not shown, then
// among those behind that one the next, until nothing more is missing. Each takes a few tries, however long the script
// is.
func (s *shrinker) fewer(script []player.Act) ([]player.Act, bool) {
	end := min(max(slices.Index(script, home)+1, 1), len(script)-1)
	last, rest := script[len(script)-1:], script[end:len(script)-1]
	kept := login(script[:end])
	n, ok := s.behind(kept, rest, last, false)
	if !ok {
		kept = script[:end:end] // what came before the login, or amid it, may be a part
		if n, ok = s.behind(kept, rest, last, false); !ok {
			return script, false
		}
	}
	for n > 0 {
		at := len(rest) - n
		kept, rest = append(kept, rest[at]), rest[at+1:]
		n, _ = s.behind(kept, rest, last, true)
	}
	return slices.Concat(kept, last), true
}

// behind is how many acts at the end of rest it takes, between those that are kept and the last, to show the finding.
// Known says that all of them are enough.
func (s *shrinker) behind(kept, rest, last []player.Act, known bool) (n int, ok bool) {
	enough := func(n int) bool {
		return known && n == len(rest) || s.shows(slices.Concat(kept, rest[len(rest)-n:], last))
	}
	few := -1 // are too few
	for n = 0; !enough(n); n = min(max(1, 2*n), len(rest)) {
		if few = n; n == len(rest) || s.over() {
			return len(rest), known
		}
	}
	for n-few > 1 && !s.over() {
		if mid := (n + few) / 2; enough(mid) {
			n = mid
		} else {
			few = mid
		}
	}
	return n, true
}

// plain is a script with the shortest login, where it shows the finding too.
func (s *shrinker) plain(script []player.Act) []player.Act {
	usual := []player.Act{{Do: player.Connect}, player.Line("USER {user}"), player.Line("PASS {password}")}
	n := len(login(script))
	if n <= len(usual) || n >= len(script) || s.over() {
		return script
	}
	for _, prefix := range [][]player.Act{usual[:1], usual} {
		if short := slices.Concat(prefix, script[n:]); s.shows(short) {
			return short
		}
	}
	return script
}

// login is the beginning of a session: those acts that come before any test.
func login(script []player.Act) []player.Act {
	var prefix []player.Act
	end := slices.Index(script, home) + 1
	for _, a := range script[:max(end, 1)] {
		if a.Do == player.Connect || a.Do == player.ConnectTLS || slices.Contains(steps, a.Text) {
			prefix = append(prefix, a)
		}
	}
	return prefix
}

// home is the last act of a login, and steps are those before it.
var (
	home  = player.Line("CWD {dir}")
	steps = []string{"AUTH TLS", "PBSZ 0", "PROT P", "USER {user}", "PASS {password}", "ACCT {account}", home.Text}
)

// without takes acts out, one after the other from the end, as long as the finding is still shown.
func (s *shrinker) without(script []player.Act) []player.Act {
	before := len(script) + 1
	for chunk := max(1, len(script)/4); chunk >= 1 && !s.over(); {
		for at := len(script) - 1 - chunk; at >= 1 && !s.over(); at -= chunk {
			if at+chunk > len(script)-1 {
				continue
			}
			if short := slices.Delete(slices.Clone(script), at, at+chunk); s.shows(short) {
				script = short
			}
		}
		switch {
		case chunk > 1:
			chunk /= 2
		case len(script) < before: // what could not go alone may go now
			before = len(script)
		default:
			return script
		}
	}
	return script
}

// shows plays a script on a new session, and reports whether its last act shows the finding.
func (s *shrinker) shows(script []player.Act) bool {
	s.tries++
	if s.stopped() != nil || s.keeper.Mend() != nil {
		return false
	}
	target := *s.found.target
	if s.hasty {
		target.Patience = hastyTime
	}
	p := player.New(&target, s.machine, s.lines)
	p.Keep = s.keep
	if s.calm {
		p.Calm = min(calmTime, calmReplay/time.Duration(len(script)))
	}
	defer p.Close()
	w := s.watcher(p)
	dialogue := make([][]string, 0, len(script))
	for i, a := range script {
		if i > 0 && p.Over() || w.mend() != nil {
			return false
		}
		step, found := w.do(a)
		s.commands += boolToInt(step.Sent != "")
		dialogue = append(dialogue, lines(step))
		s.alike = i == len(script)-1 && slices.ContainsFunc(step.Replies, func(r player.Reply) bool { return strings.HasPrefix(s.found.Got, strconv.Itoa(r.Code)) })
		s.instead = found
		if at := slices.IndexFunc(found, s.is); at >= 0 && (i == len(script)-1 || found[at].Key() != s.found.Key()) {
			s.found.Finding = found[at]
			s.shown, s.last = script[:i+1], collapse(script[:i+1], dialogue)
			return true
		}
	}
	return false
}

// is reports whether a finding is the one that is looked for. Which command a reply too many came behind is seen only
// in calm, and then before the last act.
func (s *shrinker) is(f judge.Finding) bool {
	return f.Key() == s.found.Key() || s.calm && s.found.Command == "" && f.ID == s.found.ID && f.Command != ""
}

// flaky tells how often a finding comes again that does not come in calm: with the short script, where that shows it
// each time in haste, and with the whole one otherwise. Where the server says the same each time, it is judged anew: by
// what is known of its policies now, it may be allowed, or break another requirement.
func (s *shrinker) flaky(ctx context.Context, short []player.Act) error {
	s.calm = false
	times, alike := s.replays(short)
	if times < flakyReplays {
		times, alike = s.replays(s.found.Script)
	} else {
		s.found.Script = short
	}
	if c := s.found; times == 0 && alike == flakyReplays {
		if len(s.instead) == 0 || c.again {
			c.explained = true
			return nil
		}
		c.Finding, c.again = s.instead[0], true
		return s.shrink(ctx, c)
	}
	if times < flakyReplays {
		s.found.Rate = fmt.Sprintf("shown once, then in %d of %d replays", times, flakyReplays)
	}
	s.found.Dialogue = s.last
	return nil
}

// replays is how often a script shows the finding, and how often its last act has a reply with the same code.
func (s *shrinker) replays(script []player.Act) (times, alike int) {
	for range flakyReplays {
		times += boolToInt(s.shows(script))
		alike += boolToInt(s.alike)
	}
	return times, alike
}
