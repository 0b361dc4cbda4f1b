package fsm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

const (
	// portWait is how long PASV waits for a port when all of a range are taken: the data connections that are being
	// opened take theirs away within a round trip or two.
	portWait = time.Second
	// portRetry is when it looks again although no session has given a port back: another program may have.
	portRetry = 100 * time.Millisecond
)

// ports are the open ports of passive data connections.
type ports struct {
	server *Server
	mu     sync.Mutex
	open   map[*PassiveListener]struct{}
	taken  map[netip.AddrPort]struct{} // of the range
	used   map[netip.Addr]int          // of the range, by local address; being opened or open
	held   map[holder]int              // of these, by whom
	freed  chan struct{}               // closed when one is given back; nil while nobody waits
}

// holder is for whom a port of the range is open.
type holder struct{ local, peer netip.Addr }

func newPorts(s *Server) *ports {
	return &ports{server: s, open: map[*PassiveListener]struct{}{}, taken: map[netip.AddrPort]struct{}{},
		used: map[netip.Addr]int{}, held: map[holder]int{}}
}

// errNoPort says that no port of the range is free for a client.
var errNoPort = errors.New("no free port")

// listen opens a port for a client, and waits a little where none is free.
func (p *ports) listen(ctx context.Context, who holder) (*PassiveListener, error) {
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
func (p *ports) wait() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.freed == nil {
		p.freed = make(chan struct{})
	}
	return p.freed
}

// try opens a port if one is free for the client.
func (p *ports) try(ctx context.Context, who holder) (*PassiveListener, error) {
	r := p.server.passivePorts
	l := &PassiveListener{ports: p, who: who, until: p.server.watchdog.after(p.server.limits.EndpointTimeout)}
	var err error
	if r == (PortRange{}) {
		l.listener, err = listenTCP(ctx, netip.AddrPortFrom(who.local, 0))
	} else if err = p.reserve(who, r); err == nil {
		l.ranged = true
		l.listener, err = p.search(ctx, who.local, r)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.giveBack(l)
		return nil, err
	}
	l.at = addrPort(l.listener.Addr())
	p.open[l] = struct{}{}
	if l.ranged {
		p.taken[l.at] = struct{}{}
	}
	return l, nil
}

// reserve counts a port for a client, before it is known which. No client holds more of a range than it leaves free, so
// that there is one for each further client.
func (p *ports) reserve(who holder, r PortRange) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if free := r.size() - p.used[who.local]; p.held[who] >= free {
		return fmt.Errorf("%w: %s has %d of %d to %d open, %d are free", errNoPort, who.peer, p.held[who], r.First, r.Last, free)
	}
	p.used[who.local]++
	p.held[who]++
	return nil
}

// search tries the ports of a range in random order, each of them once.
func (p *ports) search(ctx context.Context, local netip.Addr, r PortRange) (*net.TCPListener, error) {
	first := rand.IntN(r.size())
	for i := range r.size() {
		at := netip.AddrPortFrom(local, r.First+uint16((first+i)%r.size()))
		if p.isTaken(at) {
			continue
		}
		l, err := listenTCP(ctx, at)
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w between %d and %d", errNoPort, r.First, r.Last)
}

func (p *ports) isTaken(at netip.AddrPort) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, taken := p.taken[at]
	return taken
}

// release forgets a port that has been closed.
func (p *ports) release(l *PassiveListener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, l)
	p.giveBack(l)
	if p.freed != nil {
		close(p.freed)
		p.freed = nil
	}
}

// giveBack counts a port of the range no more; callers hold mu.
func (p *ports) giveBack(l *PassiveListener) {
	if !l.ranged {
		return
	}
	delete(p.taken, l.at)
	if p.used[l.who.local]--; p.used[l.who.local] == 0 {
		delete(p.used, l.who.local)
	}
	if p.held[l.who]--; p.held[l.who] == 0 {
		delete(p.held, l.who)
	}
}

// expire closes the ports that no command has used in time. A later one is answered that there is no data connection.
func (p *ports) expire() {
	for _, l := range p.unused() {
		l.Close()
	}
}

func (p *ports) unused() (all []*PassiveListener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.open {
		if p.server.watchdog.passed(l.until) && !l.used.Load() {
			all = append(all, l)
		}
	}
	return all
}
