package commands_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/script"
)

// Tests of every command have no table of commands: what comes before a command is the shortest dialogue that the
// explorer finds to an answer of it, and its arguments are the examples of their types. A command that is added to the
// spec is tested at once.

// writer writes the dialogues to the commands of the spec.
var writer = sync.OnceValues(func() (*script.Writer, error) {
	s, err := decode.Load("../spec/ftp.yaml")
	if err != nil {
		return nil, err
	}
	return script.New(s), nil
})

func dialogueWriter(t testing.TB) *script.Writer {
	t.Helper()
	w, err := writer()
	must(t, err)
	return w
}

// writing is held by the test that has the writer find a dialogue: it remembers what it has explored.
var writing sync.Mutex

// dialogueTo is the dialogue to an answer of a command.
func dialogueTo(t testing.TB, command, row string) (string, error) {
	t.Helper()
	writing.Lock()
	defer writing.Unlock()
	return dialogueWriter(t).Row(command, row)
}

// start is a command with what comes before it.
type start struct {
	before []string
	line   string
}

// starts are those that were asked for.
var starts sync.Map

// startOf is the start of a command on a server as exchanging sets it up.
func startOf(t testing.TB, command string) start {
	t.Helper()
	if known, ok := starts.Load(command); ok {
		return known.(start)
	}
	writing.Lock()
	defer writing.Unlock()
	before, line, err := dialogueWriter(t).Start(command, "alice", exchanging().Policies)
	must(t, err)
	starts.Store(command, start{before, line})
	return start{before, line}
}

// unknowable is what a reply has that only the handler knows.
var unknowable = regexp.MustCompile(`\{[^}]*\}`)

// ready brings a new client to where the needs of a command hold, and gives the command with good arguments.
func (r *rig) ready(info *fsm.CommandInfo, user string) (c *client, line string) {
	r.t.Helper()
	s := startOf(r.t, info.Name)
	c = r.dial()
	c.play(s.before, user)
	return c, strings.Replace(s.line, "USER alice", "USER "+user, 1)
}

// play sends and expects what comes before a command.
func (c *client) play(steps []string, user string) {
	c.t.Helper()
	for _, step := range steps {
		word, rest, _ := strings.Cut(step, " ")
		switch word {
		case "C:":
			c.send(strings.Replace(rest, "USER alice", "USER "+user, 1))
		case "S:":
			c.expect(unknowable.ReplaceAllString(rest, "<any>"))
		case "TLS":
			c.startTLS("")
		default:
			c.t.Fatalf("a dialogue to a command has the line %q", step)
		}
	}
}

// askedBefore says whether a permission is asked for before a command: who lacks it never comes so far.
func askedBefore(command string, p accounts.Permission) bool {
	w, err := writer()
	return err == nil && w.AskedBefore(command, p.String(), exchanging().Policies)
}
