package main

import (
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

const (
	// defaultListen is reached from this machine alone, and needs no privilege.
	defaultListen = "127.0.0.1:2121"
	// defaultShutdown is what service managers wait at least before they kill.
	defaultShutdown = 30 * time.Second
)

// The words that --log-format and --log-level take.
var (
	logFormats = []string{"plain", "text", "json"}
	logLevels  = []string{"debug", "info", "warn", "error"}
)

// The ways of uploading and of syncing that --uploads and --sync choose from.
var (
	uploadWays = []storage.Uploads{storage.Safe, storage.Strict, storage.InPlace}
	syncTimes  = []storage.Sync{storage.SyncNever, storage.SyncStart, storage.SyncData}
)

// options is what serve is told, by flags and by the configuration file.
type options struct {
	directory string
	config    string
	names     []string // the server's own, beside those of its hosts
	hosts     []*virtualHost

	listen        []string
	passivePorts  fsm.PortRange
	dataNetworks  []netip.Prefix
	publicAddress netip.Addr
	noActive      bool
	allowPages    bool
	noPassive     bool

	users         []accounts.StaticUser
	usersFile     string
	anonymous     bool
	anonymousHome string
	refuseUnknown bool
	guessing      guessing
	showDotFiles  bool
	groups        []uint32

	readOnly    bool
	uploads     storage.Uploads
	sync        storage.Sync
	createHomes bool
	maxUpload   int64

	protection protection
	exchange   exchange

	limits   fsm.Limits
	shutdown time.Duration

	tellVersion bool

	language  string
	logFormat string
	logLevel  slog.Level
}

// defaultLanguage is that of the replies, whichever the spec has first.
const defaultLanguage = "en"

// defaultOptions is what serve does when it is told nothing.
func defaultOptions() *options {
	return &options{
		listen: []string{defaultListen},
		limits: fsm.Limits{
			Sessions:           fsm.DefaultSessions,
			SessionsPerAddress: fsm.DefaultSessionsPerAddress,
			LoginTimeout:       fsm.DefaultLoginTimeout,
			IdleTimeout:        fsm.DefaultIdleTimeout,
			NoTransferTimeout:  fsm.DefaultNoTransferTimeout,
			DataTimeout:        fsm.DefaultDataTimeout,
			StallTimeout:       fsm.DefaultStallTimeout,
		},
		guessing:  defaultGuessing(),
		shutdown:  defaultShutdown,
		language:  defaultLanguage,
		logFormat: logFormats[0],
		logLevel:  slog.LevelInfo,
	}
}

// define adds the flags of o, whose values are the defaults.
func (o *options) define(flags *pflag.FlagSet) {
	o.defineNetwork(flags)
	o.protection.define(flags)
	o.exchange.define(flags)
	o.defineUsers(flags)
	o.defineFiles(flags)
	o.defineLimits(flags)
	o.guessing.define(flags)
	flags.BoolVar(&o.tellVersion, "tell-version", false, "tell the version of this program to users who ask for it (CSID)")
	define(flags, &o.language, "language", "language", o.language, readChoice(ftp.Table().Languages), "language of the replies")
	define(flags, &o.logFormat, "log-format", "format", o.logFormat, readChoice(logFormats), "of the log on standard error: plain (for people), text (key=value) or json")
	define(flags, &o.logLevel, "log-level", "level", "info", readLevel, "least level that the log tells: debug, info, warn or error")
}

func (o *options) defineNetwork(flags *pflag.FlagSet) {
	defineList(flags, &o.listen, "listen", "address", readAddress, "HOST:PORT to listen on; repeatable, and without HOST every address")
	define(flags, &o.passivePorts, "passive-ports", "first-last", "", readPorts, "ports for passive data connections (default any)")
	define(flags, &o.publicAddress, "public-address", "ip", "", readPublicAddress, "IPv4 address that PASV tells clients, for a server behind NAT")
	defineList(flags, &o.dataNetworks, "data-network", "network", readNetwork, "address or network of clients with several addresses, any of which may be the other end of a data connection, such as 192.0.2.0/24; repeatable")
	defineList(flags, &o.names, "host-name", "name", readHost, "name of this server: for HOST beside virtual hosts, and in a self-signed certificate; repeatable")
	flags.BoolVar(&o.noActive, "no-active", false, "never connect to clients: no PORT, EPRT and LPRT")
	flags.BoolVar(&o.noPassive, "no-passive", false, "never open ports for data: no PASV, EPSV and LPSV")
	flags.BoolVar(&o.allowPages, "allow-pages", false, "let clients transfer files as pages (STRU P), which no machine of today needs")
}

func (o *options) defineUsers(flags *pflag.FlagSet) {
	defineList(flags, &o.users, "user", "name:password", readUser, "a user who may do everything; repeatable. Others on this machine see the password in ps: better use --users")
	define(flags, &o.usersFile, "users", "file", "", readFile, "file of users, kept by \"portolan user\" and read again when it changes")
	flags.BoolVar(&o.refuseUnknown, "refuse-unknown-users", false, "USER refuses names that do not exist, which tells strangers those that do")
	flags.BoolVar(&o.anonymous, "anonymous", false, "let anybody read and list, by the names anonymous and ftp")
	define(flags, &o.anonymousHome, anonymousHomeFlag, "directory", "", readHome, "directory below the served one that anonymous users see (default all of it)")
}

func (o *options) defineFiles(flags *pflag.FlagSet) {
	flags.BoolVar(&o.readOnly, "read-only", false, "nobody can change anything")
	define(flags, &o.uploads, "uploads", "way", o.uploads.String(), readNamed(uploadWays), "how an upload becomes the file: safe (beside the old one, whose place it takes at the end; what breaks off can be resumed), strict (the same, and nothing of a broken upload stays) or in-place")
	define(flags, &o.sync, "sync", "moment", o.sync.String(), readNamed(syncTimes), "when an upload is written to the disk: never (when the system likes), start (begun before it is confirmed) or data (done before it is confirmed)")
	flags.BoolVar(&o.createHomes, "create-homes", false, "make the home of a user at the first login, if it is missing")
	flags.BoolVar(&o.showDotFiles, "show-dot-files", false, "LIST, NLST and STAT show names that begin with a dot without being asked to (-a); MLSD always does")
	defineList(flags, &o.groups, "chgrp-group", "group", storage.GroupID, "group that SITE CHGRP may give files to, beside those of the server's own user, by name or number; repeatable")
	define(flags, &o.maxUpload, "max-upload-size", "size", "", accounts.ParseSize, "most bytes in a file after an upload, with K, M, G or T (default any)")
}

func (o *options) defineLimits(flags *pflag.FlagSet) {
	count := func(target *int, name, help string) {
		define(flags, target, name, "number", fmt.Sprint(*target), readCount, help)
	}
	timeout := func(target *time.Duration, name, help string) {
		define(flags, target, name, "duration", fmt.Sprint(*target), readDuration, help)
	}
	l := &o.limits
	count(&l.Sessions, "max-sessions", "sessions at once")
	count(&l.SessionsPerAddress, "max-sessions-per-address", "sessions at once from one address, or from one /64 of IPv6")
	timeout(&l.LoginTimeout, "login-timeout", "from connecting to the end of the login")
	timeout(&l.IdleTimeout, "idle-timeout", "between two commands")
	timeout(&l.NoTransferTimeout, "no-transfer-timeout", "since the last transfer, whatever commands came")
	timeout(&l.DataTimeout, "data-timeout", "for a data connection to be opened")
	timeout(&l.StallTimeout, "stall-timeout", "for a data connection on which nothing moves")
	define(flags, &o.shutdown, "shutdown-timeout", "duration", fmt.Sprint(o.shutdown), readPatience, "for running transfers to finish after SIGINT or SIGTERM")
}
