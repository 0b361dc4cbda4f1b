package cli

import (
	"fmt"
	"log/slog"
	"maps"
	"time"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// The words that --log-level takes.
var logLevels = []string{"debug", "info", "warn", "error"}

// UploadWays and SyncTimes are what --uploads and --sync choose from.
var (
	UploadWays = []storage.Uploads{storage.Safe, storage.Strict, storage.InPlace}
	SyncTimes  = []storage.Sync{storage.SyncNever, storage.SyncStart, storage.SyncData}
)

// options is what serve is told, by flags and by the configuration file.
type options struct {
	daemon.Options
	program *Program
	config  string         // file
	own     *pflag.FlagSet // of the program, and not of the daemon

	patience    time.Duration // of the end; 0 is none
	switches    [][2]string   // policies of an overlay, with their values
	tellVersion bool
	logFormat   string
	logLevel    slog.Level
}

// defaultOptions is what serve does when it is told nothing.
func defaultOptions(p *Program) *options {
	o := &options{program: p, own: &pflag.FlagSet{}, patience: daemon.DefaultShutdownTimeout, logFormat: logging.Formats[0], logLevel: slog.LevelInfo}
	if p.Inherited == 0 {
		o.Listen = []string{daemon.DefaultListen}
	}
	o.Limits = fsm.Limits{
		Sessions:           fsm.DefaultSessions,
		SessionsPerAddress: fsm.DefaultSessionsPerAddress,
		LoginTimeout:       fsm.DefaultLoginTimeout,
		IdleTimeout:        fsm.DefaultIdleTimeout,
		NoTransferTimeout:  fsm.DefaultNoTransferTimeout,
		DataTimeout:        fsm.DefaultDataTimeout,
		StallTimeout:       fsm.DefaultStallTimeout,
	}
	o.Guessing = daemon.Guessing{
		SessionFailures: commands.DefaultLoginFailures,
		Guard: accounts.GuardOptions{
			MaxFailures: accounts.DefaultMaxFailures,
			Window:      accounts.DefaultWindow,
			MaxDelay:    accounts.DefaultMaxDelay,
			Patience:    accounts.DefaultPatience,
		},
		Verifier: accounts.VerifierOptions{
			AtOnce:  accounts.DefaultVerifications,
			Waiting: accounts.DefaultWaiting,
		},
	}
	o.TLS.ClientCertificate = daemon.TLSRequired
	o.Language = p.language()
	o.Protocol = p.Protocol
	o.Name = settingName
	o.Stores = map[string]daemon.Store{}
	for _, e := range p.Extensions {
		maps.Copy(o.Stores, e.Stores)
	}
	return o
}

// define adds the flags of o, whose values are the defaults.
func (o *options) define(flags *pflag.FlagSet) {
	o.defineNetwork(flags)
	o.defineTLS(flags)
	o.defineExchange(flags)
	o.defineUsers(flags)
	o.defineFiles(flags)
	o.defineLimits(flags)
	o.defineGuessing(flags)
	o.defineSwitches(flags)
	flags.BoolVar(&o.tellVersion, "tell-version", false, "tell the version of this program to users who ask for it (CSID)")
	define(flags, &o.Language, "language", "language", o.Language, readChoice(o.program.Table.Languages), "language of the replies")
	define(flags, &o.logFormat, "log-format", "format", o.logFormat, readChoice(logging.Formats), "of the log on standard error: plain (for people), text (key=value) or json")
	define(flags, &o.logLevel, "log-level", "level", "info", readLevel, "least level that the log tells: debug, info, warn or error")
}

func (o *options) defineNetwork(flags *pflag.FlagSet) {
	n := &o.Network
	defineList(flags, &o.Listen, "listen", "address", daemon.ReadAddress, "HOST:PORT to listen on; repeatable, and without HOST every address")
	define(flags, &n.PassivePorts, "passive-ports", "first-last", "", readPorts, "ports for passive data connections (default any)")
	define(flags, &n.PublicAddress, "public-address", "ip", "", readPublicAddress, "IPv4 address that PASV tells clients, for a server behind NAT")
	defineList(flags, &n.DataNetworks, "data-network", "network", readNetwork, "address or network of clients with several addresses, such as 192.0.2.0/24: data connections may use any address of it; repeatable")
	defineList(flags, &n.ProxyProtocol, "proxy-protocol", "network", readNetwork, "address or network of balancers, such as 192.0.2.10: connections from there have to begin with a PROXY header, version 1 or 2, which tells the client; repeatable")
	defineList(flags, &o.HostNames, "host-name", "name", daemon.ReadHost, "name of this server: for HOST beside virtual hosts, and in a self-signed certificate; repeatable")
	flags.BoolVar(&n.NoActive, "no-active", false, "never connect to clients: no PORT, EPRT and LPRT")
	flags.BoolVar(&n.NoPassive, "no-passive", false, "never open ports for data: no PASV, EPSV and LPSV")
	flags.BoolVar(&n.Pages, "allow-pages", false, "let clients transfer files as pages (STRU P), which no machine of today needs")
}

func (o *options) defineTLS(flags *pflag.FlagSet) {
	t := &o.TLS
	define(flags, &t.Policy, "tls", "when", "", readChoice(daemon.TLSPolicies), "off, optional or required: for logins and for data (default optional with a certificate)")
	define(flags, &t.Certificate, "tls-cert", "file", "", readFile, "certificate chain, PEM; read again when it changes")
	define(flags, &t.Key, "tls-key", "file", "", readFile, "private key of the certificate, PEM")
	flags.BoolVar(&t.SelfSigned, "tls-self-signed", false, "make a self-signed certificate, and print its fingerprint")
	defineList(flags, &t.Listen, "tls-listen", "address", daemon.ReadAddress, "HOST:PORT on which TLS begins at once (implicit TLS, port 990); repeatable")
	define(flags, &t.DataProof, "tls-data", "what", daemon.DataProofs[t.DataProof], readDataProof,
		"what data connections show under PROT P: certificate (the client certificate of the control connection, if it had one), required (they resume its TLS session) or any")
	flags.BoolVar(&t.AllowMissingCloseNotify, "allow-missing-close-notify", false, "accept uploads over TLS whose client closes without close_notify, as some devices do; an attacker can then cut files short")
	define(flags, &t.ClientCA, "tls-client-ca", "file", "", readFile, "authorities of client certificates, PEM")
	define(flags, &t.ClientCertificate, "tls-client-certificate", "when", t.ClientCertificate, readChoice(daemon.ClientCertificateUse), "with --tls-client-ca: required or optional; the file of users says whose it is")
	define(flags, &t.ClientCRL, "tls-client-crl", "file", "", readFile, "revocation lists for client certificates, PEM or DER; read again when it changes")
	flags.BoolVar(&t.ClearCommand, "allow-ccc", false, "let clients end TLS on the control connection after login, for NAT devices that read it")
}

func (o *options) defineExchange(flags *pflag.FlagSet) {
	e := &o.Exchange
	flags.BoolVar(&e.Allowed, "allow-fxp", false, "let users, but not guests, transfer files between this server and others (FXP)")
	defineList(flags, &e.Networks, "fxp-network", "network", readNetwork, "with --allow-fxp: address or network of other servers, such as 192.0.2.0/24; repeatable (default any)")
	define(flags, &e.CA, "fxp-ca", "file", "", readFile, "with --allow-fxp: authorities of other servers' certificates, or these certificates, PEM; with it other servers have to show one under PROT P")
}

func (o *options) defineUsers(flags *pflag.FlagSet) {
	u := &o.Users
	defineList(flags, &u.Static, userFlag, "name:password", readUser, "a user who may do everything; repeatable. Others on this machine see the password in ps: better use --users")
	define(flags, &u.File, usersFlag, "file", "", readFile, "file of users, kept by \"portolan user\" and read again when it changes")
	flags.BoolVar(&u.RefuseUnknown, "refuse-unknown-users", false, "USER refuses names that do not exist, which tells strangers those that do")
	flags.BoolVar(&u.Anonymous, "anonymous", false, "let anybody read and list, by the names anonymous and ftp")
	define(flags, &u.AnonymousHome, anonymousHomeFlag, "directory", "", readHome, "directory below the served one that anonymous users see (default all of it)")
}

func (o *options) defineFiles(flags *pflag.FlagSet) {
	f := &o.Files
	defineList(flags, &o.Mounts, mountFlag, "path=dir", daemon.ReadMount, "show another directory at a path of the served one, such as /archive=/srv/archive; repeatable")
	flags.BoolVar(&f.ReadOnly, "read-only", false, "refuse every change")
	define(flags, &f.Uploads, "uploads", "way", f.Uploads.String(), readNamed(UploadWays), "how an upload becomes the file: safe (written beside the old file, which it replaces at the end; a broken upload can be resumed), strict (the same, but a broken upload is removed) or in-place")
	define(flags, &f.Sync, "sync", "moment", f.Sync.String(), readNamed(SyncTimes), "when an upload is written to the disk: never (when the system likes), start (begun before it is confirmed) or data (done before it is confirmed)")
	flags.BoolVar(&f.CreateHomes, "create-homes", false, "make the home of a user at the first login, if it is missing")
	flags.BoolVar(&f.ShowDotFiles, "show-dot-files", false, "LIST, NLST and STAT show names that begin with a dot without the option -a; MLSD always does")
	defineList(flags, &f.Groups, "chgrp-group", "group", storage.GroupID, "group that SITE CHGRP may give files to, beside those of the server's own user, by name or number; repeatable")
	define(flags, &f.MaxUpload, "max-upload-size", "size", "", accounts.ParseSize, "most bytes in a file after an upload, with K, M, G or T (default any)")
}

func (o *options) defineLimits(flags *pflag.FlagSet) {
	l := &o.Limits
	defineCount(flags, &l.Sessions, "max-sessions", "sessions at once")
	defineCount(flags, &l.SessionsPerAddress, "max-sessions-per-address", "sessions at once from one address, or from one /64 of IPv6")
	define(flags, &o.Shared.SessionsPerUser, "max-sessions-per-user", "number", "", readCount, "sessions at once of one user, who is no guest (default any)")
	defineDuration(flags, &l.LoginTimeout, "login-timeout", "from connecting to the end of the login")
	defineDuration(flags, &l.IdleTimeout, "idle-timeout", "between two commands")
	defineDuration(flags, &l.NoTransferTimeout, "no-transfer-timeout", "since the last transfer, whatever commands came")
	defineDuration(flags, &l.DataTimeout, "data-timeout", "for a data connection to be opened")
	defineDuration(flags, &l.StallTimeout, "stall-timeout", "for a data connection on which nothing moves")
	define(flags, &o.DrainTime, "drain-time", "duration", fmt.Sprint(o.DrainTime), readPatience, "to go on serving after SIGINT or SIGTERM, while a balancer is told that this node leaves")
	define(flags, &o.patience, "shutdown-timeout", "duration", fmt.Sprint(o.patience), readPatience, "for running transfers to finish after SIGINT or SIGTERM")
}

func (o *options) defineGuessing(flags *pflag.FlagSet) {
	g := &o.Guessing
	defineCount(flags, &g.SessionFailures, "max-login-failures", "failed logins in one session, which the last of them closes")
	defineCount(flags, &g.Guard.MaxFailures, "max-login-failures-per-address", "failed logins of one address, or one /64 of IPv6, until it is blocked")
	defineDuration(flags, &g.Guard.Window, "login-failure-window", "for a failed login to count")
	defineDuration(flags, &g.Guard.MaxDelay, "login-failure-delay", "longest delay of the refusal of a login")
	defineDuration(flags, &g.Guard.Patience, "login-patience", "for a password to be verified, when many come at once")
	defineCount(flags, &g.Verifier.AtOnce, "max-verifications", "passwords of --users verified at once; each takes 64 MiB, or what its hash says")
	defineCount(flags, &g.Verifier.Waiting, "max-waiting-logins", "passwords that wait to be verified; beyond it strangers are refused")
}
