package conform

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/judge"
	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// Limits of the search for the shortest script that shows a finding.
const (
	maxReplays       = 60 // of one finding
	maxSilentReplays = 16 // of one that takes the whole patience each time, and of all behind shrinkTime
	shrinkTime       = 90 * time.Second
	flakyReplays     = 4
)

// shrinker looks for the shortest script that shows one finding.
type shrinker struct {
	*run
	found *Case
	left  int // replays
	last  []string
}

// shrink finds the shortest script of a case, and its dialogue. What does not come again is flaky.
func (r *run) shrink(c *Case) error {
	s := &shrinker{run: r, found: c, left: maxReplays}
	if strings.Contains(c.Got, "no reply") || time.Since(r.shrinking) > shrinkTime {
		s.left = maxSilentReplays
	}
	script, ok := s.suffix(c.Script)
	if !ok {
		if script, ok = c.Script, s.shows(c.Script); !ok {
			return s.flaky()
		}
	}
	script = s.without(script)
	if !s.shows(script) { // once more, for the dialogue
		return s.flaky()
	}
	c.Script, c.Dialogue = script, s.last
	return r.keeper.Mend()
}

// suffix tries the login and the last acts alone, more of them each time.
func (s *shrinker) suffix(script []player.Act) ([]player.Act, bool) {
	prefix := login(script)
	for n := 1; n < len(script) && s.left > 0; n *= 2 {
		short := slices.Concat(prefix, script[max(len(script)-n, len(prefix)):])
		if s.shows(short) {
			return short, true
		}
	}
	return nil, false
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
	for chunk := max(1, len(script)/4); chunk >= 1 && s.left > 0; {
		for at := len(script) - 1 - chunk; at >= 1 && s.left > 0; at -= chunk {
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
	s.left--
	if err := s.keeper.Mend(); err != nil {
		return false
	}
	p := player.New(s.found.target, s.machine, s.lines)
	p.Keep = s.keep
	defer p.Close()
	w := s.watcher(p)
	var dialogue []string
	for i, a := range script {
		if i > 0 && p.Over() || w.mend() != nil {
			return false
		}
		step, found := w.do(a)
		s.commands += boolToInt(step.Sent != "")
		dialogue = append(dialogue, lines(step)...)
		if i == len(script)-1 && slices.ContainsFunc(found, func(f judge.Finding) bool { return f.Key() == s.found.Key() }) {
			s.last = collapse(script, dialogue)
			return true
		}
	}
	return false
}

// flaky tells how often a finding comes again.
func (s *shrinker) flaky() error {
	times := 0
	for range flakyReplays {
		times += boolToInt(s.shows(s.found.Script))
	}
	if times < flakyReplays {
		s.found.Rate = fmt.Sprintf("shown once, then in %d of %d replays", times, flakyReplays)
	}
	s.found.Dialogue = s.last
	return nil
}

// lines are what both sides have said in a step, for people.
func lines(step *player.Step) []string {
	var all []string
	switch {
	case step.Do == player.Send:
		all = append(all, "C: "+show(step))
	case step.Sends():
		all = append(all, "C: "+show(step)+"   ("+notes[step.Do]+")")
	case step.Do == player.Connect:
	default:
		all = append(all, "-- "+step.Act.String())
	}
	for _, r := range step.Replies {
		all = append(all, "S: "+strings.Join(shorten(r.Lines), " / "))
	}
	switch {
	case step.Silent:
		all = append(all, "-- no reply")
	case step.Closed:
		all = append(all, "-- the server has closed the connection")
	}
	return all
}

// notes say how a line was sent.
var notes = map[string]string{
	player.Split: "CR and LF in segments of their own", player.Bytes: "each byte in a segment of its own",
	player.Telnet: "behind Telnet's IP and Synch", player.Together: "in one segment",
	player.Refuse: "and the port is closed", player.Spoil: "and no TLS begins",
}

// show is a line as it was sent, without the password.
func show(step *player.Step) string {
	if strings.Contains(step.Text, "{password}") || strings.Contains(step.Text, "{account}") {
		return step.Text
	}
	return strings.ReplaceAll(fmt.Sprintf("%.120s", player.Escape(step.Sent)), "|NOOP", `\r\nNOOP`)
}

// shorten is the first and the last line of a reply.
func shorten(all []string) []string {
	if len(all) <= 2 {
		return all
	}
	return []string{all[0], "…", all[len(all)-1]}
}

// collapse tells of a usual login in one line.
func collapse(script []player.Act, dialogue []string) []string {
	usual := []player.Act{{Do: player.Connect}, player.Line("USER {user}"), player.Line("PASS {password}")}
	if len(script) <= len(usual) || !slices.Equal(script[:len(usual)], usual) {
		return dialogue
	}
	for i, line := range dialogue {
		if strings.HasPrefix(line, "C: PASS ") && i+1 < len(dialogue) && strings.HasPrefix(dialogue[i+1], "S: 2") {
			rest := dialogue[i+2:]
			if len(script) > len(usual)+1 && script[len(usual)] == home && len(rest) > 1 {
				rest = rest[2:]
			}
			return append([]string{"-- logged in"}, rest...)
		}
	}
	return dialogue
}
