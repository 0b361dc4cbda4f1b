package shared

import (
	"context"
	"errors"
	"maps"
	"sync"

	"github.com/portolan-ftp/portolan/accounts"
)

// The limits that Enter finds reached.
var (
	ErrSessionsPerUser = errors.New("shared: the account is logged in too often")
	ErrSessions        = errors.New("shared: too many are logged in")
)

// Entrance is Enter for commands.Options, with leave as the account's Leave; nil if nobody has to be counted.
func (n *Node) Entrance() func(context.Context, *accounts.Account) error {
	if n.Alone() && n.SessionsPerUser == 0 && n.Sessions == 0 {
		return nil
	}
	return func(ctx context.Context, a *accounts.Account) (err error) {
		a.Leave, err = n.Enter(ctx, a)
		return err
	}
}

// Enter counts a login in; leave counts it out. The error is one of a limit. The store is asked only for an account with a limit.
// Where it does not answer in time, this node's own sessions decide.
func (n *Node) Enter(ctx context.Context, a *accounts.Account) (leave func(), err error) {
	if a.Anonymous || n.SessionsPerUser == 0 {
		if err := n.enterAny(); err != nil {
			return nil, err
		}
		return sync.OnceFunc(n.leaveAny), nil
	}
	account := AccountKey(a.Host, a.Name)
	mine, err := n.enter(account)
	if err != nil {
		return nil, err
	}
	if !n.Alone() && !n.ask(ctx, account, mine) {
		n.leave(account)
		return nil, ErrSessionsPerUser
	}
	return sync.OnceFunc(func() { n.leave(account) }), nil
}

// ask asks the store whether an account may have one more session. A store that is away is told later.
func (n *Node) ask(ctx context.Context, account string, mine int) bool {
	ok, known := true, false
	if !n.away.Load() {
		call, cancel := context.WithTimeout(ctx, EnterTimeout)
		defer cancel()
		answer, err := n.Store.Enter(call, n.id, account, mine, n.SessionsPerUser)
		if ok, known = answer || err != nil, err == nil; err != nil {
			n.lost(ctx, err) // unless it is the login that has ended
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if !known || ok && n.sessions[account] != mine { // what the store has may be wrong
		n.dirty[account] = struct{}{}
		n.wake()
	}
	return ok
}

func (n *Node) enterAny() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.oneMore()
}

// oneMore counts a session. The caller has the lock.
func (n *Node) oneMore() error {
	if n.Sessions > 0 && n.total+n.others >= n.Sessions {
		return ErrSessions
	}
	n.total++
	return nil
}

func (n *Node) leaveAny() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.total--
}

// enter counts a session of an account, and returns how many this node has of it.
func (n *Node) enter(account string) (mine int, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.sessions[account] >= n.SessionsPerUser {
		return 0, ErrSessionsPerUser
	}
	if err := n.oneMore(); err != nil {
		return 0, err
	}
	n.sessions[account]++
	return n.sessions[account], nil
}

func (n *Node) leave(account string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.total--
	if n.sessions[account]--; n.sessions[account] <= 0 {
		delete(n.sessions, account)
	}
	if !n.Alone() {
		n.dirty[account] = struct{}{}
		n.wake()
	}
}

// tellSessions tells the counts that the store may have wrong.
func (n *Node) tellSessions(ctx context.Context) error {
	n.mu.Lock()
	counts := make(map[string]int, len(n.dirty))
	for account := range n.dirty {
		counts[account] = n.sessions[account]
	}
	clear(n.dirty)
	n.mu.Unlock()
	if len(counts) == 0 {
		return nil
	}
	err := n.Store.Count(ctx, n.id, counts)
	n.mu.Lock()
	defer n.mu.Unlock()
	maps.DeleteFunc(counts, func(account string, told int) bool { return err == nil && told == n.sessions[account] })
	for account := range counts {
		n.dirty[account] = struct{}{}
	}
	if err == nil && len(counts) > 0 {
		n.wake()
	}
	return err
}
