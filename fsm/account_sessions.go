package fsm

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
)

// login is who is logged in, as other sessions may see it. It does not change.
type login struct {
	account *accounts.Account
	since   time.Time
}

// AccountSession is a session of the same account.
type AccountSession struct {
	Peer     netip.AddrPort
	Since    time.Time     // of the login
	Transfer *TransferInfo // in progress; nil if there is none
	Self     bool          // it is the session that asks
}

// AccountSessions are the sessions that are logged in to the same account, this one included, the oldest login first. A
// guest sees only its own session, because guests share an account and nothing else. An account is known by its name
// and its host.
func (s *Session) AccountSessions() []AccountSession {
	me := s.login.Load()
	if me == nil {
		return nil
	}
	var all []AccountSession
	s.server.each(func(other *Session) {
		l := other.login.Load()
		if other != s && (l == nil || me.account.Anonymous || l.account.Anonymous || l.account.Name != me.account.Name || l.account.Host != me.account.Host) {
			return
		}
		f := AccountSession{Peer: other.Peer(), Since: l.since, Self: other == s}
		if t, busy := other.Transfer(); busy {
			f.Transfer = &t
		}
		all = append(all, f)
	})
	slices.SortStableFunc(all, func(a, b AccountSession) int {
		return cmp.Or(a.Since.Compare(b.Since), a.Peer.Compare(b.Peer))
	})
	return all
}

// IdleLimits are the shortest and the longest idle time that a session may choose, and the one that applies now. The
// longest is the limit without a transfer, because NOOP cannot keep a session longer than that.
func (s *Session) IdleLimits() (least, now, most time.Duration) {
	most = s.server.limits.NoTransferTimeout
	return min(leastIdle, most), s.idleTimeout(), most
}
