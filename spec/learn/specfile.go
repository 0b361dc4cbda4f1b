package learn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/format"
)

// frame is what every spec has, whatever was learned. The end of a session is the region "session"; everything else
// that the server remembers is the region "at".
const frame = `
languages: [en]
errors: [other]
regions:
  session: {states: [open, closed], lasts: session}
%s  transfer: {states: [idle, busy], lasts: transfer, moved-by: [%s]}
roles: {over: {session: closed}, transfer: transfer}
types: {text: {go: string, parse: argument.ParseText}}
transfer:
  begin: {transfer: busy}
  ends:
    no-data: {code: 425, text: "No data connection."}
    broken: {code: 426, text: "The data connection broke."}
    stalled: {code: 426, text: "The data connection stood still."}
    aborted: {code: 426, text: "Transfer aborted."}
events:
  connected: {rfc: 959 5.4, code: 220, text: "Ready."}
  too-many: {rfc: 959 4.2.1, code: 421, to: {session: closed}, text: "Too many connections."}
  unknown: {rfc: 959 4.2.1, code: 500, text: "Unknown command."}
  overlong: {rfc: 959 4.2.1, code: 500, text: "Line too long."}
  noise: {rfc: 959 4.2.1, code: 421, to: {session: closed}, text: "Too many errors."}
  foreign: {rfc: 959 4.2.1, code: 421, to: {session: closed}, verbs: [GET], text: "This is FTP."}
  login-timeout: {rfc: 1123 4.1.3.2, code: 421, to: {session: closed}, text: "Login took too long."}
  idle-timeout: {rfc: 1123 4.1.3.2, code: 421, to: {session: closed}, text: "Idle for too long."}
  no-transfer-timeout: {rfc: 1123 4.1.3.2, code: 421, to: {session: closed}, text: "No transfer for too long."}
  shutdown: {rfc: 959 4.2.1, code: 421, to: {session: closed}, text: "The server shuts down."}
  dropped: {rfc: 959 4.1.1, to: {session: closed}}
  data-opened: {rfc: 959 3.2%s}
  failed: {rfc: 959 4.2, code: 451, text: "Failed."}
standard:
  syntax: {code: 501, text: "Syntax error."}
  not-offered: {code: 502, text: "Not offered."}
  unwritten: {code: 502, text: "Not written."}
commands:
`

// group is a command of the learned machine: the steps that are lines of it.
type group struct {
	name  string
	steps []int
	args  int // of these steps so many have an argument
	then  string
}

// Spec writes the learned machine in the language of specs. The states are one region; each step has a reply for each
// outcome and state behind it. Those of our invariants that can be said of these states stand there too, so that the
// audit proves them or shows where they are violated.
func (l *Learned) Spec(c *Comparison, about string) ([]byte, error) {
	names := c.Names
	var states, moving []string
	for s := range l.Next {
		if !l.over(s) {
			states = append(states, names[s])
		}
	}
	var commands strings.Builder
	data := false
	for _, g := range l.groups() {
		text, moves := l.command(g, names)
		commands.WriteString(text)
		if moves {
			moving = append(moving, g.name)
		}
		data = data || strings.Contains(text, ", then: ")
	}
	region := ""
	if len(states) > 1 {
		region = fmt.Sprintf("  at: {states: [%s], lasts: session, moved-by: [%s]}\n", strings.Join(states, ", "), strings.Join(moving, ", "))
	}
	begins, opened := "transfer", ""
	if !data { // the language has no spec without transfers
		begins, opened = "transfer, data-opened", ", to: {transfer: busy}"
	}
	text := "# " + strings.ReplaceAll(about, "\n", "\n# ") + "\n#\n# The states, and what leads to them:\n"
	access, _ := l.Access()
	for s := range l.Next {
		text += "#   " + names[s] + ": " + l.Say(access[s]) + "\n"
	}
	text += "protocol: ftp\n" + fmt.Sprintf(frame[1:], region, begins, opened) + commands.String()
	if rules := l.rules(c); rules != "" {
		text += "invariants:\n" + rules
	}
	formatted, err := format.Format("machine.yaml", []byte(text))
	if err != nil {
		return nil, fmt.Errorf("learn: the machine: %w", err)
	}
	if _, err := decode.Text("machine.yaml", formatted); err != nil {
		return nil, fmt.Errorf("learn: the machine cannot be said in the language of specs: %w", err)
	}
	return formatted, nil
}

// over reports whether a state is that of a session that has ended.
func (l *Learned) over(s int) bool {
	return !slices.ContainsFunc(l.Out[s], func(out string) bool { return out != Closed })
}

// groups are the commands of the steps, in the order of these.
func (l *Learned) groups() []*group {
	var all []*group
	for i, s := range l.Alphabet.Steps {
		name, then := strings.ToUpper(strings.Fields(s.Line)[0]), ""
		if command := l.Table.lines.Find(s.Line); command != nil {
			name = command.Spelling()
			for _, r := range command.Replies {
				if r.Then == spec.ThenSend || r.Then == spec.ThenReceive {
					then = r.Then
				}
			}
		}
		n := slices.IndexFunc(all, func(w *group) bool { return w.name == name })
		if n < 0 {
			n, all = len(all), append(all, &group{name: name, then: then})
		}
		all[n].steps = append(all[n].steps, i)
		if len(strings.Fields(s.Line)) > len(strings.Fields(name)) {
			all[n].args++
		}
	}
	return all
}

// live are the states of sessions that go on.
func (l *Learned) live() []int {
	var all []int
	for s := range l.Next {
		if !l.over(s) {
			all = append(all, s)
		}
	}
	return all
}

// slug is a name of the language for a text.
func slug(text string) string {
	parts := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') })
	return strings.Join(parts, "-")
}

// Say is a word for people, with what it is answered: "USER 331, PASS 230".
func (l *Learned) Say(word []int) string {
	if len(word) == 0 {
		return "the session has begun"
	}
	out, _ := l.Run(0, word)
	parts := make([]string, len(word))
	for k, i := range word {
		parts[k] = l.Inputs[i] + " " + out[k]
	}
	return strings.Join(parts, ", ")
}
