package commands_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	tokens "github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/trace"
	"github.com/portolan-ftp/portolan/storage"
)

// FuzzSession sends arbitrary bytes on a control connection in memory, logged in or not. Whatever they are,
// nothing panics, every line is answered exactly once and in order, and by the command for which the replay of
// recordings takes it, every reply is well-formed, and the session is in a state that the table has. Transfers cannot
// begin: a connection in memory has no address for data.
func FuzzSession(f *testing.F) {
	for _, line := range fuzzSeeds() {
		f.Add(line, true)
		f.Add(line, false)
	}
	f.Fuzz(func(t *testing.T, input []byte, login bool) {
		if login {
			input = append([]byte("USER alice\r\nPASS pw\r\n"), input...)
		}
		o := &fuzzObserver{t: t}
		output := converse(t, o, append(input, "\r\n"...))
		var want bytes.Buffer
		for _, row := range o.replies {
			fmt.Fprintf(&want, "%d ", ftp.Table().Rows[row].Code)
		}
		if got := codes(t, output); got != want.String() {
			t.Errorf("%q is answered by the codes %s; want %s", input, got, want.String())
		}
		read := readAsTold(t, append(input, "\r\n"...))
		if n := min(len(o.commands), len(read)); !o.closed && len(o.commands) != len(read) || !slices.Equal(o.commands[:n], read[:n]) {
			t.Errorf("%q is taken for %q, and a replay reads %q", input, o.commands, read)
		}
	})
}

// fuzzSeeds are each spelling of each command, dialogues, and what is not meant for FTP.
func fuzzSeeds() [][]byte {
	var all [][]byte
	for _, w := range ftp.Table().Words {
		all = append(all, []byte(w.Text), []byte(strings.ToLower(w.Text)+" f"))
	}
	for _, s := range []string{
		"MKD d\r\nCWD d\r\nPWD\r\nCDUP\r\nRMD d", "RNFR f\r\nNOOP\r\nRNTO g", "RNFR f\r\nRNTO ../../g", "REST 5\r\nRETR f",
		"TYPE A\r\nSIZE f\r\nTYPE I\r\nSIZE f", "STAT -la\r\nSTAT *\r\nSTAT [", "OPTS MLST type;;\r\nMLST", "EPSV ALL\r\nPASV\r\nREIN",
		"\xff\xf4\xff\xf2ABOR", "a\x00b\r\n\xff\xfb\x01", "GET / HTTP/1.1", strings.Repeat("x", 5_000), "QUIT\r\nNOOP", "\n\r\n\r\r\n",
		"PORT 1,2,3,4,5,6\r\nEPRT |2|::1|5|\r\nEPSV 7", "ALLO 9 R 9\r\nALLO -1", "HELP\r\nHELP TYPE A\r\nSITE HELP\r\nFEAT",
	} {
		all = append(all, []byte(s))
	}
	return all
}

// fuzzObserver checks the steps of a session and keeps the rows that send a reply.
type fuzzObserver struct {
	t        *testing.T
	replies  []fsm.Row
	commands []string // that were answered, by name; "" for a line that is none
	closed   bool
}

// Step implements fsm.Observer.
func (o *fuzzObserver) Step(s fsm.Step) {
	table := ftp.Table()
	for r, info := range table.Regions {
		if int(s.After[r]) >= len(info.States) {
			o.t.Errorf("region %s is in state %d", info.Name, s.After[r])
		}
	}
	if s.Row == table.Events[fsm.EventFailed] {
		o.t.Errorf("%s broke its contract: %v", s.Line, s.Cause)
	}
	o.closed = o.closed || s.After[ftp.RegionSession] == ftp.SessionClosed && s.Row != table.Events[fsm.EventDropped]
	if table.Rows[s.Row].Code == 0 {
		return
	}
	o.replies = append(o.replies, s.Row)
	switch {
	case s.Row == table.Events[fsm.EventConnected]:
	case s.Command == fsm.NoCommand:
		o.commands = append(o.commands, "")
	default:
		o.commands = append(o.commands, table.Commands[s.Command].Name)
	}
}

// converse has a server answer the input, in memory, and returns all that it said.
func converse(t *testing.T, o fsm.Observer, input []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	must(t, os.WriteFile(dir+"/f", []byte("some\ntext"), 0o600))
	h := commands.New(commands.Options{Accounts: people{}, Files: func(context.Context, *accounts.Account) (storage.FS, error) {
		return storage.OpenLocal(dir, storage.LocalOptions{})
	}})
	s, err := fsm.NewServer(fsm.Options{Protocol: ftp.Protocol(h), Observer: o})
	must(t, err)
	conn := &memory{in: bytes.NewReader(input)}
	s.ServeConn(conn)
	return conn.out.Bytes()
}

// memory is a connection that has received everything already and never blocks.
type memory struct {
	net.Conn
	in  *bytes.Reader
	out bytes.Buffer
}

func (m *memory) Read(p []byte) (int, error)       { return m.in.Read(p) }
func (m *memory) Write(p []byte) (int, error)      { return m.out.Write(p) }
func (m *memory) Close() error                     { return nil }
func (m *memory) LocalAddr() net.Addr              { return nil }
func (m *memory) RemoteAddr() net.Addr             { return nil }
func (m *memory) SetDeadline(time.Time) error      { return nil }
func (m *memory) SetReadDeadline(time.Time) error  { return nil }
func (m *memory) SetWriteDeadline(time.Time) error { return nil }

// codes are the codes of the replies in output, each followed by a blank. A reply has the form of RFC 959 4.2:
// no line within it can be taken for its end.
func codes(t *testing.T, output []byte) string {
	t.Helper()
	var all strings.Builder
	open := ""
	for line := range strings.SplitAfterSeq(string(output), "\n") {
		for len(line) > 2 && line[0] == 0xff {
			line = line[3:] // a Telnet option refused
		}
		if line == "" {
			continue
		}
		text, ended := strings.CutSuffix(line, "\r\n")
		switch {
		case !ended || strings.ContainsAny(text, "\r\x00"):
			t.Fatalf("%q is no line of a reply", line)
		case open != "" && strings.HasPrefix(text, " "):
		case len(text) < 4 || strings.Trim(text[:3], "0123456789") != "" || open != "" && text[:4] != open+" ":
			t.Fatalf("%q is no line of a reply", line)
		case text[3] == '-':
			open = text[:3]
		default:
			open = ""
			all.WriteString(text[:4])
		}
	}
	if open != "" {
		t.Fatalf("the reply %s has no end", open)
	}
	return all.String()
}

// spellings are those of the spec, which generated code and the replay of recordings share.
var spellings = sync.OnceValues(func() (*spec.Spec, *tokens.Index) {
	s, err := decode.Load(filepath.Join("..", "spec", "ftp.yaml"))
	if err != nil {
		panic(err)
	}
	return s, tokens.NewIndex(s.Spellings())
})

// readAsTold are the commands of an input as the replay of a recording reads them, by name; "" for a line that is none.
func readAsTold(t *testing.T, input []byte) []string {
	t.Helper()
	text := strings.ReplaceAll("\n"+strings.TrimSuffix(string(input), "\n"), "\n", "\n> ")[1:]
	r, err := trace.ReadText(strings.NewReader(text), "input")
	must(t, err)
	s, index := spellings()
	var names []string
	for _, step := range r.Steps {
		name := ""
		if c, _, _ := index.Find([]byte(step.Command)); c != tokens.None {
			name = s.Commands[c].Name
		}
		names = append(names, name)
	}
	return names
}
