package data

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/portolan-ftp/portolan/fsm/relay"
	"github.com/portolan-ftp/portolan/fsm/socket"
)

const (
	// portWait is how long PASV waits for a port when all ports of a range are taken. Data connections that are being
	// opened free theirs within a round trip or two.
	portWait = time.Second
	// portRetry is when it tries again although no session has given a port back. Another program may have.
	portRetry = 100 * time.Millisecond
)

// PortRange is where passive data connections listen. With the zero value the system picks a random port.
type PortRange struct{ First, Last uint16 }

// Valid reports whether the range has a port, or is the zero value.
func (r PortRange) Valid() bool { return r.First <= r.Last && (r.First != 0 || r.Last == 0) }

func (r PortRange) size() int { return int(r.Last) - int(r.First) + 1 }

// Ports are the open ports of the passive data connections of a server.
type Ports struct {
	relays relay.Networks
	among  PortRange
	unused time.Duration // after which a port is closed
	mu     sync.Mutex
	open   map[*PassiveListener]struct{}
	taken  map[netip.AddrPort]struct{} // of the range
	used   map[netip.Addr]int          // of the range, by local address; being opened or open
	held   map[Holder]int              // of these, by client
	freed  chan struct{}               // closed when one is given back; nil while nobody waits
	expiry *time.Timer                 // nil while no port is open
}

// Holder is the client for whom a port of the range is open: the address that it came to, and the address that counts
// for the limit of one client.
type Holder struct{ Local, Peer netip.Addr }

// NewPorts are the ports of a range. A port is closed when no command uses it for some time. Connections from balancers
// tell whose they are.
func NewPorts(among PortRange, unused time.Duration, relays relay.Networks) *Ports {
	return &Ports{relays: relays, among: among, unused: unused, open: map[*PassiveListener]struct{}{}, taken: map[netip.AddrPort]struct{}{},
		used: map[netip.Addr]int{}, held: map[Holder]int{}}
}

// errNoPort says that no port of the range is free for a client.
var errNoPort = errors.New("no free port")

// Listen opens a port for a client, and waits a little where none is free.
func (p *Ports) Listen(ctx context.Context, who Holder) (*PassiveListener, error) {
	end := time.Now().Add(portWait)
	for {
		l, err := p.try(ctx, who)
		if !errors.Is(err, errNoPort) || time.Now().After(end) {
			return l, err
		}
		again := time.NewTimer(portRetry)
		select {
		case <-p.wait():
		case <-again.C:
		case <-ctx.Done():
		}
		again.Stop()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// wait is closed when a port is given back.
func (p *Ports) wait() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.freed == nil {
		p.freed = make(chan struct{})
	}
	return p.freed
}

// try opens a port if one is free for the client.
func (p *Ports) try(ctx context.Context, who Holder) (*PassiveListener, error) {
	r := p.among
	l := &PassiveListener{ports: p, who: who, until: time.Now().Add(p.unused)}
	var err error
	if r == (PortRange{}) {
		l.listener, err = socket.Listen(netip.AddrPortFrom(who.Local, 0))
	} else if err = p.reserve(who, r); err == nil {
		l.ranged = true
		l.listener, err = p.search(ctx, who.Local, r)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.giveBack(l)
		return nil, err
	}
	l.at = l.listener.Addr()
	l.endpoint = l.at
	p.open[l] = struct{}{}
	if p.expiry == nil {
		p.expiry = time.AfterFunc(p.unused, p.expire)
	}
	if l.ranged {
		p.taken[l.at] = struct{}{}
	}
	return l, nil
}

// reserve counts a port for a client before the port is chosen. A client may hold no more ports of a range than it
// leaves free, so that there is a port for each further client.
func (p *Ports) reserve(who Holder, r PortRange) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if free := r.size() - p.used[who.Local]; p.held[who] >= free {
		return fmt.Errorf("%w: %s has %d of %d to %d open, %d are free", errNoPort, who.Peer, p.held[who], r.First, r.Last, free)
	}
	p.used[who.Local]++
	p.held[who]++
	return nil
}

// search tries the ports of a range in random order, each of them once.
func (p *Ports) search(ctx context.Context, local netip.Addr, r PortRange) (*socket.Listener, error) {
	first := rand.IntN(r.size())
	for i := range r.size() {
		at := netip.AddrPortFrom(local, r.First+uint16((first+i)%r.size()))
		if p.isTaken(at) {
			continue
		}
		l, err := socket.Listen(at)
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w between %d and %d", errNoPort, r.First, r.Last)
}

func (p *Ports) isTaken(at netip.AddrPort) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, taken := p.taken[at]
	return taken
}

// release forgets a port that has been closed.
func (p *Ports) release(l *PassiveListener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, l)
	p.giveBack(l)
	if p.freed != nil {
		close(p.freed)
		p.freed = nil
	}
}

// giveBack stops counting a port of the range; callers hold mu.
func (p *Ports) giveBack(l *PassiveListener) {
	if !l.ranged {
		return
	}
	delete(p.taken, l.at)
	if p.used[l.who.Local]--; p.used[l.who.Local] == 0 {
		delete(p.used, l.who.Local)
	}
	if p.held[l.who]--; p.held[l.who] == 0 {
		delete(p.held, l.who)
	}
}

// expire closes the ports that no command has used in time, and sets a timer while others are open. A later command is
// told that there is no data connection.
func (p *Ports) expire() {
	for _, l := range p.expired() {
		l.Close()
	}
}

func (p *Ports) expired() (all []*PassiveListener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	next := now.Add(p.unused)
	waiting := false
	for l := range p.open {
		switch {
		case l.used.Load():
		case !l.until.After(now):
			all = append(all, l)
		default:
			waiting, next = true, earlier(next, l.until)
		}
	}
	if p.expiry = nil; waiting {
		p.expiry = time.AfterFunc(next.Sub(now), p.expire)
	}
	return all
}
