package commands_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// rounds is how often two sessions look at each other while they change.
const rounds = 40

// TestSessionsLookAtEachOther: two sessions of one account ask who is there while each begins and ends TLS, logs in
// again, transfers and ends, and the server is asked for its transfers. It is for the race detector and for locks. Each
// sees itself once.
func TestSessionsLookAtEachOther(t *testing.T) {
	t.Parallel()
	r := newRig(t, tlsOptional())
	r.write("f", strings.Repeat("0123456789abcdef", 1<<12))
	var all, asking sync.WaitGroup
	over := make(chan struct{})
	asking.Go(func() {
		for {
			select {
			case <-over:
				return
			default:
				r.server.Transfers()
			}
		}
	})
	for range 2 {
		all.Go(func() {
			for range rounds {
				lookAround(t, r)
			}
		})
	}
	all.Wait()
	close(over)
	asking.Wait()
}

// lookAround is one session's life.
func lookAround(t *testing.T, r *rig) {
	c := r.dial()
	defer c.close()
	c.expect("220 Service ready.")
	login := func() {
		c.talk("USER alice", "331 Password, please.", "PASS pw", "230 Logged in.", "TYPE I", "200 Type is image.")
	}
	who := func() {
		c.send("SITE WHO")
		lines := strings.Split(c.reply(), "\n")
		lines = lines[1 : len(lines)-1]
		selves := slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return !strings.HasPrefix(l, " * ") })
		if len(selves) != 1 {
			t.Errorf("who is there: %q", lines)
		}
	}
	login()
	who()
	c.talk("AUTH TLS", "234 <any>")
	c.startTLS("")
	login()
	who()
	c.pasv()
	c.talk("RETR f", "150 <any>")
	c.send("SITE WHO")
	c.download()
	c.talk("226 Transfer complete.")
	c.reply()
	c.talk("CCC", "200 <any>")
	c.unsecure()
	who()
	c.talk("REIN", "220 Ready for a new user.")
	login()
	who()
	c.talk("QUIT", "221 Goodbye.")
}

// TestAnotherCertificateLoginSeesItsOwn: who logs in anew straight from another login, by certificate, is one of the
// new account's sessions and sees none of the old one's.
func TestAnotherCertificateLoginSeesItsOwn(t *testing.T) {
	t.Parallel()
	r, c := certified(t, "alice")
	alice, bob := r.login("alice"), r.login("bob")
	c.talk("USER bob", "331 Password, please.", "PASS pw", "230 Logged in.", "USER alice", "232 Logged in by certificate.")
	for _, look := range []struct {
		who  *client
		sees []*client
	}{{c, []*client{alice, c}}, {alice, []*client{alice, c}}, {bob, []*client{bob}}} {
		look.who.send("SITE WHO")
		reply := strings.Split(look.who.reply(), "\n")
		var got, want []string
		for _, line := range reply[1 : len(reply)-1] {
			got = append(got, strings.Fields(strings.TrimPrefix(line, " *"))[0])
		}
		for _, other := range look.sees {
			want = append(want, other.conn.LocalAddr().String())
		}
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s sees %q, want %q", look.who.conn.LocalAddr(), got, want)
		}
	}
}
