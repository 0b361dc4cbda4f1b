package accounts

import (
	"net/netip"
	"time"
)

// tellAgain is after what time an address that logs in regularly is told again, so that those who keep it do not take
// it for one that has gone.
const tellAgain = 24 * time.Hour

// Attempt is a login that was decided at one server, as others are told of it. The servers' guards then know the same
// failures and the same addresses.
type Attempt struct {
	// Peer is where it came from.
	Peer netip.Addr
	// Host and User are as in Credentials.
	Host, User string
	// In says that it succeeded; otherwise it is a failure.
	In bool
	// Age is how long ago it was.
	Age time.Duration
}

// Learn counts an attempt at another server as one at this server, as of when it was. What is learned is not told
// again.
func (g *Guard) Learn(a Attempt) {
	g.mu.Lock()
	defer g.mu.Unlock()
	// Where a clock was set back, an attempt has a time to come.
	c, at := Credentials{Peer: a.Peer, Host: a.Host, User: a.User}, g.clock()-max(0, a.Age)
	switch {
	case a.In:
		g.know(peerKey(a.Peer), g.nameKey(c), at)
	case a.Age < g.sources.window:
		g.failedAt(c, at)
	}
}

// loggedIn makes an address a known one, and tells other guards, unless they know.
func (g *Guard) loggedIn(peer netip.Addr, c Credentials) {
	now, name := g.clock(), g.nameKey(c)
	told, known := g.known.Peek(source{peer, name})
	if news := !known || now-told >= tellAgain; !news {
		now = told
	} else if g.tell != nil {
		g.tell(Attempt{Peer: c.Peer, Host: c.Host, User: c.User, In: true})
	}
	g.know(peer, name, now)
}

// know remembers that an address has logged in with a name, and when that was told.
func (g *Guard) know(peer netip.Addr, name uint64, told time.Duration) {
	g.known.Add(source{peer: peer}, told)
	g.known.Add(source{peer, name}, told)
}
