package commands_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// TestFFInNames: no byte of a name is ever dropped. What a client names that does not double FF is what is meant, and
// what a client names that does; it may be cut anywhere on its way, and TLS may be between.
func TestFFInNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, reply, gone, new string }{
		{"DELE a\xff", "250 <any>", "a\xff", ""},
		{"DELE a\xff\xff", "250 <any>", "a\xff", ""},
		{"DELE a\xffb", "550 <any>", "", ""},
		{"DELE \xff\xf1a", "550 <any>", "", ""},
		{"DELE a\xff\xfb\x01", "550 <any>", "", ""},
		{"DELE \xff\xfaa", "550 <any>", "", ""},
		{"RMDA /\xff", "550 <any>", "", ""},
		{"RMDA d\xff\xff\xff", "550 <any>", "", ""},
		{"RMDA d\xff", "250 <any>", "d\xff/", ""},
		{"MKD doc\xff", "257 \"/doc\xff\xff\" created.", "", "doc\xff/"},
		{"MKD \xff\xff\xff\xff", "257 \"/\xff\xff\xff\xff\" created.", "", "\xff\xff/"},
		{"\xff\xff DELE a", "500 Unknown command.", "", ""},
		{"DE\xff\xf1LE a", "500 Unknown command.", "", ""},
		{"\xff\xf1DELE a", "250 <any>", "a", ""},
		{"\xff\xfb\x01DELE a", "\xff\xfe\x01250 Deleted.", "a", ""},
	} {
		for _, how := range []string{"", "in pieces", "over TLS"} {
			t.Run(fmt.Sprintf("%q %s", c.line, how), func(t *testing.T) {
				r := newRig(t, tlsOptional())
				for _, name := range []string{"a", "a\xff"} {
					r.write(name, "x")
				}
				for _, name := range []string{"d", "d\xff"} {
					r.mkdir(name)
				}
				client := r.dial()
				client.expect("220 Service ready.")
				if how == "over TLS" {
					client.talk("AUTH TLS", "234 <any>")
					client.startTLS("")
				}
				client.talk("USER alice", "331 Password, please.", "PASS pw", "230 Logged in.")
				want := r.tree()
				delete(want, c.gone)
				if c.new != "" {
					want[c.new] = ""
				}
				if how == "in pieces" {
					for i := range len(c.line) {
						client.sendRaw(c.line[i : i+1])
					}
				} else {
					client.sendRaw(c.line)
				}
				client.sendRaw("\r\n")
				client.expect(c.reply)
				client.talk("NOOP", "200 Done.")
				if got := r.tree(); !maps.Equal(got, want) {
					t.Errorf("there are %q, want %q", got, want)
				}
			})
		}
	}
}

// TestFFInLogins: a user name and a password with FF behind them are others.
func TestFFInLogins(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	c := r.dial()
	c.expect("220 Service ready.")
	c.talk("USER alice\xff", "331 Password, please.", "PASS pw", "530 Login incorrect.",
		"USER alice", "331 Password, please.", "PASS pw\xff", "530 Login incorrect.",
		"USER alice", "331 Password, please.", "PASS pw", "230 Logged in.")
}

// TestFFInAnUpload stores under names that differ by FF alone.
func TestFFInAnUpload(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.write("doc", "old")
	c := r.login("alice")
	for _, name := range []string{"doc\xff", "doc\xff\xf4"} {
		c.pasv()
		c.send("STOR " + name)
		c.expect("150 Opening data connection.")
		c.upload(name)
		c.expect("226 Transfer complete.")
	}
	if got, want := r.tree(), map[string]string{"doc": "old", "doc\xff": "doc\xff", "doc\xff\xf4": "doc\xff\xf4"}; !maps.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
}

// TestAbortInUrgentForm aborts transfers as clients do it, in all pieces, with what is no Telnet behind it.
func TestAbortInUrgentForm(t *testing.T) {
	t.Parallel()
	for _, pieces := range [][]string{
		{"\xff\xf4\xff\xf2ABOR\r\n"}, {"\xff\xf4\xff", "\xf2ABOR\r\n"}, {"\xff", "\xf4", "\xff", "\xf2", "ABOR\r", "\n"}, {"\xf2ABOR\r\nABOR\r\n"},
	} {
		for _, tls := range []bool{false, true} {
			r := newRig(t, tlsOptional())
			c := r.dial()
			c.expect("220 Service ready.")
			if tls {
				c.talk("AUTH TLS", "234 <any>")
				c.startTLS("")
			}
			c.talk("USER alice", "331 Password, please.", "PASS pw", "230 Logged in.", "TYPE I", "200 Type is image.")
			c.pasv()
			c.talk("STOR f", "150 Opening data connection.")
			c.sendData("some")
			c.sendRaw("NOOP\r\n") // waits, and its end is the place for Telnet's commands
			for _, p := range pieces {
				c.sendRaw(p)
			}
			c.expect("426 Transfer aborted.")
			c.expect("226 Abort done.")
			c.expect("200 Done.")
			if strings.HasPrefix(pieces[0], "\xf2") {
				c.expect("226 Nothing to abort.") // the second; DM without its IAC is dropped
			}
			c.talk("NOOP", "200 Done.")
		}
	}
}

// TestFFLeadsBack: a name in a reply is the object's when it is sent back as it was read, and when it is sent back by
// who makes one FF of two and two of one.
func TestFFLeadsBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	c := r.login("alice")
	undouble := strings.NewReplacer("\xff\xff", "\xff")
	for _, name := range []string{"\xff", "\xff\xff", "a\xff", "\xff\xffb\xff\xff\xff"} {
		r.mkdir(name)
		c.send("CWD " + strings.ReplaceAll(name, "\xff", "\xff\xff"))
		c.reply()
		c.send("PWD")
		told := strings.Split(c.reply(), `"`)[1]
		for _, sent := range []string{told, strings.ReplaceAll(undouble.Replace(told), "\xff", "\xff\xff")} {
			c.send("MLST " + sent)
			reply := c.reply()
			if !strings.HasSuffix(reply, " "+told+"\n250 End.") {
				t.Errorf("MLST of %q: %q", sent, reply)
			}
		}
		c.talk("CWD /", "250 <any>")
	}
}
