package player_test

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// scripted is a server that answers each line by what a test says; "" is no answer, and "~" in an answer a while.
func scripted(t *testing.T, answers map[string]string) *player.Player {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	data, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); data.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answer(conn, data, answers)
		}
	}()
	s, err := decode.Load("../../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m := explore.NewMachine(s)
	target := &player.Target{Address: l.Addr().String(), User: "u", Password: "p", Patience: patience, Dir: "/d"}
	p := player.New(target, m, stimulus.New(m))
	t.Cleanup(p.Close)
	return p
}

// A reply has so long in these tests; aWhile is what a late one takes behind another.
const (
	patience = 300 * time.Millisecond
	aWhile   = 15 * time.Millisecond
)

func answer(conn net.Conn, data net.Listener, answers map[string]string) {
	defer conn.Close()
	say := func(text string) {
		for part := range strings.SplitAfterSeq(text, "~") {
			fmt.Fprint(conn, strings.TrimSuffix(part, "~"))
			if strings.HasSuffix(part, "~") {
				time.Sleep(aWhile)
			}
		}
	}
	say("220 Ready.\r\n")
	var file net.Conn
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		switch line := lines.Text(); {
		case line == "EPSV":
			_, port, _ := net.SplitHostPort(data.Addr().String())
			say("229 Listening (|||" + port + "|)\r\n")
		case strings.HasPrefix(line, "RETR"):
			say("150 Here.\r\n")
			file, _ = data.Accept()
		case line == "STAT" && file != nil: // what comes in a transfer is read behind it
			_, _ = file.Write(make([]byte, 8<<20)) // the client does not read before it is released
			file.Close()
			file = nil
			say("226 Done.\r\n211 Fine.\r\n")
		case strings.HasPrefix(answers[line], "*"): // again and again
			for err := error(nil); err == nil; {
				_, err = fmt.Fprint(conn, answers[line][1:])
			}
			return
		default:
			say(answers[line])
		}
	}
	_, _ = io.Copy(io.Discard, conn)
}

func codes(step *player.Step) string {
	text := ""
	for _, r := range step.Replies {
		who := "nobody"
		if r.Command != nil && r.Role != player.Unasked {
			who = r.Command.Name
		}
		text += fmt.Sprintf("%d to %s; ", r.Code, who)
	}
	return text
}

var usual = map[string]string{
	"USER u": "331 Password?\r\n", "PASS p": "230 Hello.\r\n", "PWD": "257 \"/\"\r\n", "SYST": "215 UNIX\r\n",
	"NOOP": "200 Fine.\r\n~200 Fine.\r\n", "TYPE I": "200 Image.\r\n",
}

func play(p *player.Player, acts ...player.Act) *player.Step {
	var step *player.Step
	for _, a := range append([]player.Act{{Do: player.Connect}, player.Line("USER {user}"), player.Line("PASS {password}")}, acts...) {
		step = p.Do(a)
	}
	return step
}

// TestEndless: a server that does not stop to answer one line is left, whether its replies end the line's answer or not.
func TestEndless(t *testing.T) {
	for _, reply := range []string{"150 Now.\r\n", "257 \"/\"\r\n"} {
		endless := maps.Clone(usual)
		endless["PWD"] = "*" + reply
		p := scripted(t, endless)
		p.Calm = aWhile
		if step := play(p, player.Line("PWD")); len(step.Replies) != 16 || !p.Over() {
			t.Errorf("%s: %d replies, over %t", reply[:3], len(step.Replies), p.Over())
		}
	}
}

// TestTwice: of a line that is answered twice the second reply is not taken for that to the next line. Where it is seen
// only there, it is not said whose replies those are, and the session is over.
func TestTwice(t *testing.T) {
	late := maps.Clone(usual)
	late["SYST"] = "200 Image, once more.\r\n~215 UNIX\r\n" // as it is where the second reply to the line before is on its way
	p := scripted(t, late)
	if step := play(p, player.Line("TYPE I"), player.Line("SYST")); !step.Doubtful || !p.Over() {
		t.Errorf("%s doubtful %t, over %t", codes(step), step.Doubtful, p.Over())
	}
	p.Calm = 5 * aWhile
	if step := play(p, player.Line("NOOP")); codes(step) != "200 to NOOP; 200 to nobody; " || step.Doubtful {
		t.Errorf("in calm: %s", codes(step))
	}
	if step := p.Do(player.Line("PWD")); codes(step) != "257 to PWD; " || step.Doubtful || p.Over() {
		t.Errorf("behind it: %s", codes(step))
	}
}

// TestNever: a line that is not answered ends the session, and what is answered later is not seen in the next.
func TestNever(t *testing.T) {
	late := map[string]string{"SYST": strings.Repeat("~", int(2*patience/aWhile)) + "215 UNIX\r\n"}
	for k, v := range usual {
		if k != "SYST" {
			late[k] = v
		}
	}
	p := scripted(t, late)
	if step := play(p, player.Line("SYST")); !step.Silent || !p.Over() || len(step.Replies) > 0 {
		t.Errorf("%s silent %t, over %t", codes(step), step.Silent, p.Over())
	}
	if step := p.Do(player.Line("PWD")); step.Error == "" {
		t.Errorf("a session that is over goes on: %s", codes(step))
	}
	if step := play(p, player.Line("PWD")); codes(step) != "257 to PWD; " {
		t.Errorf("the next session: %s", codes(step))
	}
}

// TestBehindData: a server that reads no line in a transfer is not silent: its reply comes behind the data.
func TestBehindData(t *testing.T) {
	p := scripted(t, usual)
	step := play(p, player.Line("TYPE I"), player.Line("EPSV"), player.Line("RETR {dir}/big"), player.Act{Do: player.Open}, player.Line("STAT"))
	if codes(step) != "226 to RETR; 211 to STAT; " || !step.Late || step.Silent || p.Over() {
		t.Errorf("%s late %t, silent %t, over %t", codes(step), step.Late, step.Silent, p.Over())
	}
}
