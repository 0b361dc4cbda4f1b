//go:build unix

package daemon

import (
	"cmp"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/fsm"
)

const (
	// filesPerSession is what a session has open at least: its connection. One with a transfer has up to four more, a
	// connection, a file and a pipe between the two; few have one at the same time.
	filesPerSession = 1
	// filesBeside is how many other files the server has open: served directories, listeners, its log.
	filesBeside = 64
)

// warnOfOpenFiles warns when the system allows fewer open files than the sessions need. Go has already raised the limit
// to its maximum. Clients beyond it wait until others leave.
func (o *Options) warnOfOpenFiles() {
	var limit unix.Rlimit
	need := uint64(cmp.Or(o.Limits.Sessions, fsm.DefaultSessions))*filesPerSession + filesBeside
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err == nil && uint64(limit.Cur) < need {
		o.Log.Warn(o.named("the limit of open files is too low for {Limits.Sessions}: raise it (ulimit -n, LimitNOFILE= of systemd), or allow fewer sessions"),
			logging.KeyLimit, limit.Cur, "needed", need)
	}
}
