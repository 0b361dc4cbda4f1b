// Package sharing lets several servers be as one: package accounts/shared with flags.
//
//	p := cli.FTP()
//	p.Extensions = append(p.Extensions, sharing.Extension())
//	os.Exit(p.Run(os.Args[1:]))
package sharing

import (
	"context"
	"flag"
	"time"

	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/accounts/shared/postgres"
	"github.com/portolan-ftp/portolan/accounts/shared/sqlite"
	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

// minLease is long enough to be renewed on a busy machine.
const minLease = time.Second

// Extension gives a program the flags --shared, --shared-file, --shared-directory, --shared-lease and --max-logins.
func Extension() cli.Extension {
	s := &sharing{}
	return cli.Extension{Flags: s.define, Prepare: s.prepare}
}

// sharing is what the flags say.
type sharing struct {
	url, file string
	directory bool
	logins    int
	lease     time.Duration
}

func (s *sharing) define(f *flag.FlagSet) {
	f.StringVar(&s.url, "shared", "", "URL or parameters of a PostgreSQL database with what nodes share: failed logins, sessions, TLS tickets; its tables are made if they are missing (default none)")
	f.StringVar(&s.file, "shared-file", "", "the same in a `file`, for one machine: it outlives restarts (default none)")
	f.BoolVar(&s.directory, "shared-directory", false, "the served directories are the same at all nodes, as on a network file system, so that quotas hold for all together")
	f.DurationVar(&s.lease, "shared-lease", shared.DefaultLease, "how long the sessions of a node count that was lost")
	f.IntVar(&s.logins, "max-logins", 0, "logins at once at all nodes (default any)")
}

func (s *sharing) prepare(o *daemon.Options) (end func(), err error) {
	switch {
	case s.url != "" && s.file != "":
		return nil, daemon.Mistakef("--shared and --shared-file exclude each other")
	case s.url == "" && s.file == "" && s.directory:
		return nil, daemon.Mistakef("--shared-directory needs --shared or --shared-file")
	case s.lease < minLease:
		return nil, daemon.Mistakef("--shared-lease: %v is less than %v", s.lease, minLease)
	case s.logins < 0:
		return nil, daemon.Mistakef("--max-logins: %d is less than nothing", s.logins)
	}
	o.Shared.Logins, o.Shared.Files, o.Shared.Lease = s.logins, s.directory, s.lease
	switch {
	case s.url != "":
		return use(o, "--shared", func() (shared.Store, error) { return postgres.Open(context.Background(), s.url) })
	case s.file != "":
		o.Secrets = append(o.Secrets, s.file)
		return use(o, "--shared-file", func() (shared.Store, error) { return sqlite.Open(s.file) })
	}
	return nil, nil
}

// use opens a store.
func use(o *daemon.Options, flag string, open func() (shared.Store, error)) (end func(), err error) {
	store, err := open()
	if err != nil {
		return nil, daemon.Mistakef(flag+": %w", err)
	}
	o.Shared.Store = store
	return store.Close, nil
}
