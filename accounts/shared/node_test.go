package shared_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/shared"
)

// watched is a store whose calls are counted, and that can be away or hang.
type watched struct {
	shared.Store
	mu    sync.Mutex
	calls map[string]int
	away  bool
	hangs bool
	node  string // whose lease was renewed last
}

var errAway = errors.New("the store is away")

func (w *watched) call(ctx context.Context, name string) error {
	w.mu.Lock()
	away, hangs := w.away, w.hangs
	if w.calls == nil {
		w.calls = map[string]int{}
	}
	w.calls[name]++
	w.mu.Unlock()
	if hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	if away {
		return errAway
	}
	return nil
}

func (w *watched) set(away, hangs bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.away, w.hangs = away, hangs
}

// taken are the calls of a kind since the last time.
func (w *watched) taken(name string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.calls[name]
	w.calls[name] = 0
	return n
}

func (w *watched) Beat(ctx context.Context, node string, lease time.Duration, sessions int) (int, bool, error) {
	if err := w.call(ctx, "beat"); err != nil {
		return 0, false, err
	}
	w.mu.Lock()
	w.node = node
	w.mu.Unlock()
	return w.Store.Beat(ctx, node, lease, sessions)
}

func (w *watched) Enter(ctx context.Context, node, account string, mine, most int) (bool, error) {
	if err := w.call(ctx, "enter"); err != nil {
		return false, err
	}
	return w.Store.Enter(ctx, node, account, mine, most)
}

func (w *watched) Count(ctx context.Context, node string, sessions map[string]int) error {
	if err := w.call(ctx, "count"); err != nil {
		return err
	}
	return w.Store.Count(ctx, node, sessions)
}

func (w *watched) Tell(ctx context.Context, node string, attempts []shared.Attempt) error {
	if err := w.call(ctx, "tell"); err != nil {
		return err
	}
	return w.Store.Tell(ctx, node, attempts)
}

// start starts a node that has ended before the bubble does.
func start(t *testing.T, o shared.Options) (*shared.Node, *accounts.Guard) {
	t.Helper()
	n := shared.New(o)
	guard := accounts.NewGuard(accounts.GuardOptions{MaxFailures: 3, Tell: n.Tell})
	n.Start(guard)
	t.Cleanup(n.Close)
	return n, guard
}

var alice = &accounts.Account{Name: "alice"}

func enter(t *testing.T, n *shared.Node, a *accounts.Account, want error) (leave func()) {
	t.Helper()
	leave, err := n.Enter(t.Context(), a)
	if err != want {
		t.Fatalf("%s: %v, want %v", a.Name, err, want)
	}
	return leave
}

// TestQueries: a login with a limit is one query, its end less than one, and nothing else is any.
func TestQueries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watched{Store: shared.NewMemory()}
		n, _ := start(t, shared.Options{Store: w, SessionsPerUser: 100})
		synctest.Wait()
		w.taken("enter")
		w.taken("count")
		var leaves []func()
		for range 100 {
			leaves = append(leaves, enter(t, n, alice, nil))
		}
		enter(t, n, alice, shared.ErrSessionsPerUser)
		enter(t, n, &accounts.Account{Name: "ftp", Anonymous: true}, nil)()
		if got := w.taken("enter"); got != 100 {
			t.Errorf("100 logins ask %d times", got)
		}
		for _, leave := range leaves {
			leave()
			leave() // which counts once
		}
		time.Sleep(time.Second)
		if got := w.taken("count"); got < 1 || got > 2 {
			t.Errorf("100 ends at once are told %d times", got)
		}
		enter(t, n, alice, nil)()
		free, _ := start(t, shared.Options{Store: w})
		time.Sleep(time.Second)
		w.taken("enter")
		w.taken("count")
		enter(t, free, alice, nil)()
		time.Sleep(time.Second)
		if e, c := w.taken("enter"), w.taken("count"); e+c != 0 {
			t.Errorf("without a limit %d logins ask and %d ends are told", e, c)
		}
	})
}

// TestAlone: a node without a store counts by itself.
func TestAlone(t *testing.T) {
	n := shared.New(shared.Options{SessionsPerUser: 1, Sessions: 2})
	leave := enter(t, n, alice, nil)
	enter(t, n, alice, shared.ErrSessionsPerUser)
	guest := enter(t, n, &accounts.Account{Name: "ftp", Anonymous: true}, nil)
	enter(t, n, &accounts.Account{Name: "bob"}, shared.ErrSessions)
	leave()
	bob := enter(t, n, &accounts.Account{Name: "bob"}, nil)
	guest()
	bob()
	other := enter(t, n, &accounts.Account{Name: "alice", Host: "example.org"}, nil)
	enter(t, n, alice, nil)()
	other()
	if shared.New(shared.Options{}).Entrance() != nil || n.Entrance() == nil {
		t.Error("who has nothing to count counts, or who has does not")
	}
}

// TestAway: while the store hangs or fails, a login waits for it once, and not at all after that. What happened meanwhile is told.
func TestAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := shared.NewMemory()
		w := &watched{Store: memory}
		a, guardA := start(t, shared.Options{Store: w, SessionsPerUser: 2})
		b, guardB := start(t, shared.Options{Store: memory, SessionsPerUser: 2})
		atB := enter(t, b, alice, nil)
		enter(t, b, alice, nil)()
		time.Sleep(time.Second)
		w.set(false, true)
		began := time.Now()
		one := enter(t, a, alice, nil)
		if waited := time.Since(began); waited != shared.EnterTimeout {
			t.Errorf("the login waited %v", waited)
		}
		two := enter(t, a, alice, nil) // three in all, which a cannot know
		stranger := accounts.Credentials{User: "eve", Peer: netip.MustParseAddr("192.0.2.1")}
		for range 3 {
			guardA.Failed(stranger)
		}
		if waited := time.Since(began); waited != shared.EnterTimeout {
			t.Errorf("all together waited %v", waited)
		}
		enter(t, a, alice, shared.ErrSessionsPerUser)
		time.Sleep(time.Minute)
		if !guardA.Blocked(stranger) || guardB.Blocked(stranger) {
			t.Error("the failures do not hold at a, or have come through to b")
		}
		w.set(true, false)
		time.Sleep(time.Minute)
		w.set(false, false)
		time.Sleep(time.Minute)
		if !guardB.Blocked(stranger) {
			t.Error("the failures were not told")
		}
		enter(t, b, alice, shared.ErrSessionsPerUser)
		one()
		time.Sleep(time.Second)
		enter(t, b, alice, shared.ErrSessionsPerUser)
		two()
		time.Sleep(time.Second)
		enter(t, b, alice, nil)()
		atB()
	})
}

// TestLoginEnds: a login that ends while it asks does not make the store one that is away.
func TestLoginEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := shared.NewMemory()
		w := &watched{Store: memory}
		a, _ := start(t, shared.Options{Store: w, SessionsPerUser: 1})
		b, _ := start(t, shared.Options{Store: memory, SessionsPerUser: 1})
		enter(t, b, alice, nil)
		w.set(false, true)
		ctx, end := context.WithCancel(t.Context())
		end()
		leave, err := a.Enter(ctx, &accounts.Account{Name: "bob"})
		if err != nil {
			t.Fatal(err)
		}
		leave()
		w.set(false, false)
		enter(t, a, alice, shared.ErrSessionsPerUser)
	})
}

// TestToldAgain: who logs in while the store is away for less than a lease is told when it is back, and everybody is when it has
// forgotten the node.
func TestToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := shared.NewMemory()
		w := &watched{Store: memory}
		a, _ := start(t, shared.Options{Store: w, SessionsPerUser: 1})
		b, _ := start(t, shared.Options{Store: memory, SessionsPerUser: 1})
		bob, carol := &accounts.Account{Name: "bob"}, &accounts.Account{Name: "carol"}
		w.set(true, false)
		enter(t, a, alice, nil) // which notices
		enter(t, a, bob, nil)
		time.Sleep(time.Second)
		w.set(false, false)
		time.Sleep(shared.DefaultLease)
		enter(t, b, alice, shared.ErrSessionsPerUser)
		enter(t, b, bob, shared.ErrSessionsPerUser)
		if err := memory.Leave(t.Context(), w.node); err != nil {
			t.Fatal(err)
		}
		enter(t, b, carol, nil)
		time.Sleep(shared.DefaultLease)
		enter(t, b, alice, shared.ErrSessionsPerUser)
		enter(t, b, bob, shared.ErrSessionsPerUser)
		enter(t, a, carol, shared.ErrSessionsPerUser)
	})
}

// TestLost: a node that ends frees its sessions at once, and one that is lost when its lease has run out.
func TestLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := shared.NewMemory()
		w := &watched{Store: memory}
		lost, _ := start(t, shared.Options{Store: w, SessionsPerUser: 1, Sessions: 2})
		n, _ := start(t, shared.Options{Store: memory, SessionsPerUser: 1, Sessions: 2})
		bob := &accounts.Account{Name: "bob"}
		enter(t, lost, alice, nil)
		enter(t, lost, bob, nil)
		time.Sleep(shared.DefaultLease)
		enter(t, n, alice, shared.ErrSessions)
		w.set(true, false)
		time.Sleep(shared.DefaultLease / 2)
		enter(t, n, alice, shared.ErrSessions)
		time.Sleep(shared.DefaultLease)
		enter(t, n, alice, nil)
		ending := shared.New(shared.Options{Store: memory, SessionsPerUser: 1})
		ending.Start(accounts.NewGuard(accounts.GuardOptions{}))
		enter(t, ending, alice, shared.ErrSessionsPerUser)
		enter(t, ending, bob, nil)
		ending.Close()
		enter(t, n, bob, nil)
	})
}

// TestTicketsRotate: at any time, whichever node a client comes to, its session goes on that is younger than some rotations; one
// that is older than all keys does not.
func TestTicketsRotate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rotation = 10 * time.Minute
		memory := shared.NewMemory()
		var servers []*tls.Config
		shown := certificate(t)
		for i := range 3 {
			n, _ := start(t, shared.Options{Store: memory, Rotation: rotation, Lease: time.Hour})
			config := &tls.Config{Certificates: []tls.Certificate{shown}}
			n.Tickets(config)
			servers = append(servers, config)
			time.Sleep(time.Duration(i) * 7 * time.Second) // they do not look at the keys together
		}
		cache := tls.NewLRUClientSessionCache(1)
		handshake(t, servers[0], cache)
		for i := range 60 {
			time.Sleep(rotation + time.Duration(i)*time.Second)
			if server := (i + 1) % len(servers); !handshake(t, servers[server], cache) {
				t.Fatalf("step %d: not resumed at %d", i, server)
			}
		}
		time.Sleep((shared.KeptKeys + 1) * rotation)
		if handshake(t, servers[0], cache) {
			t.Error("a ticket is taken that is older than all keys")
		}
	})
}

// TestNewKeyIsKnownFirst: no node makes tickets with a key that another does not have yet, although they look at the keys at
// different times.
func TestNewKeyIsKnownFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := shared.NewMemory()
		var servers []*tls.Config
		shown := certificate(t)
		for range 2 {
			n, _ := start(t, shared.Options{Store: memory, Rotation: 2 * shared.SpreadTime})
			config := &tls.Config{Certificates: []tls.Certificate{shown}}
			n.Tickets(config)
			servers = append(servers, config)
			time.Sleep(9 * time.Second)
		}
		cache := tls.NewLRUClientSessionCache(1)
		handshake(t, servers[0], cache)
		for i := range 100 {
			if !handshake(t, servers[(i+1)%2], cache) {
				t.Fatalf("step %d: a ticket of just before is not taken", i)
			}
			time.Sleep(3 * time.Second)
		}
	})
}

func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(1000 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// handshake connects, and says whether the session went on. The connection is one of the network, because both ends write first.
func handshake(t *testing.T, server *tls.Config, cache tls.ClientSessionCache) bool {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if below, err := l.Accept(); err == nil {
			conn := tls.Server(below, server)
			conn.Write([]byte("x"))
			conn.Close()
		}
	}()
	below, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer below.Close()
	conn := tls.Client(below, &tls.Config{InsecureSkipVerify: true, ServerName: "x", ClientSessionCache: cache})
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	return conn.ConnectionState().DidResume
}
