package daemon

import (
	"log/slog"
	"net/netip"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

const (
	// DefaultListen is reached from this machine alone, and needs no privilege.
	DefaultListen = "127.0.0.1:2121"
	// DefaultShutdownTimeout is the least time that service managers wait before they kill.
	DefaultShutdownTimeout = 30 * time.Second
)

// Options configure a Server. Only Directory is required.
type Options struct {
	// Directory is what the server serves, as users without a home see it: a directory, or a place in one of the
	// Stores.
	Directory string
	// Mounts are what clients see in Directory beside what is there.
	Mounts []Mount
	// Stores are other places for files than directories, by their scheme: "s3" for "s3://bucket/prefix".
	Stores map[string]Store
	// HostNames are the server's own names: for HOST (RFC 7151) beside those of Hosts, and in a self-signed
	// certificate.
	HostNames []string
	// Hosts are virtual hosts (RFC 7151), each with a directory and users of its own.
	Hosts []Host

	// Listen are the addresses, HOST:PORT, on which sessions begin in the clear; without HOST it is every address of
	// the machine, and port 0 is one that is free. Without any it is DefaultListen, unless TLS.Listen or Listeners has
	// some.
	Listen []string
	// Listeners are open already: those that a service manager has opened, or that an earlier server hands on, whose
	// transfers go on while this one takes the new sessions. Start takes them over, and closes them if it fails.
	Listeners []Listener
	Network   Network
	TLS       TLS
	Exchange  Exchange

	Users    Users
	Guessing Guessing
	Files    Files
	Shared   Shared

	// Limits bound what sessions may take, and how long they may wait; a field that is 0 has its default.
	Limits fsm.Limits
	// DrainTime is how long Wait goes on serving new and old sessions after a signal, while Ready says no: the time
	// that a balancer needs to notice, and that sessions are left to finish. 0 is not at all.
	DrainTime time.Duration
	// ShutdownTimeout is how long Wait lets running transfers finish; 0 is DefaultShutdownTimeout, and less is not at
	// all.
	ShutdownTimeout time.Duration

	// Language is that of the replies (RFC 2640), such as "en"; "" is the first of the protocol's.
	Language string
	// Version is told to users who ask for it (CSID); "" tells nothing.
	Version string

	// Protocol makes another protocol than that of package ftp, such as an overlay's. It is called once, with the
	// handlers that answer what the protocol has in common with FTP. nil is ftp.Protocol.
	Protocol func(*commands.Standard) fsm.Protocol
	// Policies are the switches of such a protocol by their names, beside those of FTP, which follow from the other
	// fields. One that is left out has the spec's default.
	Policies map[string]string

	// Log is told what the server and its sessions do; nil is none.
	Log *slog.Logger
	// Observer is told every step of every session, beside the log; nil is none.
	Observer fsm.Observer
	// Secrets are further files that clients must not reach, such as those with the program's own settings. Like the
	// files that other fields name, they are refused if they lie in a directory that is served.
	Secrets []string
	// Name is what errors and the log call a setting, given the name of its field, such as "TLS.Certificate"; nil keeps
	// that name. Fields of Hosts are called "Host.Directory" and so on.
	Name func(field string) string
}

// Network says where data connections may go.
type Network struct {
	// PassivePorts are those of passive data connections; the zero value is any.
	PassivePorts fsm.PortRange
	// PublicAddress is the IPv4 address that PASV tells clients, for a server behind NAT; zero is the one they came to.
	PublicAddress netip.Addr
	// DataNetworks are networks of clients with several addresses. A data connection of such a client may use any
	// address of its network.
	DataNetworks []netip.Prefix
	// ProxyProtocol are the networks of balancers. Connections from there have to begin with a header of the PROXY
	// protocol, version 1 or 2, and count as those of the client that it names.
	ProxyProtocol []netip.Prefix
	// NoActive never connects to clients: no PORT (RFC 959 4.1.2), EPRT (RFC 2428) and LPRT.
	NoActive bool
	// NoPassive never opens ports for data: no PASV, EPSV and LPSV.
	NoPassive bool
	// Pages lets clients transfer files as pages (STRU P, RFC 959 3.1.2.3).
	Pages bool
}

// Exchange is what the server does in transfers between servers (FXP, RFC 959 2.3).
type Exchange struct {
	// Allowed lets users, but no guests, have data sent to and fetched from other servers.
	Allowed bool
	// Networks are where the other servers are; nil is anywhere.
	Networks []netip.Prefix
	// CA is a PEM file with the authorities of the other servers' certificates, or with these certificates. With it the
	// other servers have to show a certificate under PROT P.
	CA string
}

// Users say who may log in. Without any there is one user, with a random password: see Server.Invited.
type Users struct {
	// Static are users with their passwords.
	Static []accounts.StaticUser
	// File is a file of users, as "portolan user" keeps it. It is read again when it changes.
	File string
	// Also is asked about those whom neither Static nor File lets in; nil is none.
	Also accounts.Authenticator
	// Anonymous lets anybody read and list, by the names anonymous and ftp (RFC 1635).
	Anonymous bool
	// AnonymousHome is the directory below the served one that guests see; "" is all of it.
	AnonymousHome string
	// RefuseUnknown makes USER refuse names that do not exist, which tells strangers the names that do (RFC 2577 7).
	RefuseUnknown bool
}

// Guessing limits the guessing of passwords, and its cost for the machine.
type Guessing struct {
	// SessionFailures are the failed logins of one session, which the last of them closes; 0 is
	// commands.DefaultLoginFailures (RFC 2577 5).
	SessionFailures int
	// Guard counts the failures of addresses and names; its zero fields have their defaults.
	Guard accounts.GuardOptions
	// Verifier bounds how many passwords of files are verified at once. Its Patience is that of Guard.
	Verifier accounts.VerifierOptions
}

// Files say how files are stored and shown.
type Files struct {
	// ReadOnly refuses every change.
	ReadOnly bool
	// Uploads is how an upload becomes the file.
	Uploads storage.Uploads
	// Sync is when an upload is written to the disk.
	Sync storage.Sync
	// CreateHomes makes the home of a user at the first login, if it is missing.
	CreateHomes bool
	// ShowDotFiles makes LIST, NLST and STAT show names that begin with a dot.
	ShowDotFiles bool
	// Groups are the groups that SITE CHGRP may give files to, beside those of the process.
	Groups []uint32
	// MaxUpload is the most bytes in a file after an upload; 0 is any number.
	MaxUpload int64
}

// Shared is what several servers have in common, and limits that hold for all of them together.
type Shared struct {
	// Store is where it is kept; nil is this server alone. Who has opened it closes it, after the server.
	Store shared.Store
	// SessionsPerUser is how often a user, who is no guest, may be logged in; 0 is any number.
	SessionsPerUser int
	// Logins is how many may be logged in; 0 is any number.
	Logins int
	// Lease is how long the sessions of a server count that was lost; 0 is shared.DefaultLease.
	Lease time.Duration
	// Files says that the directories are the same at all servers, so that what one stores counts for the quotas of
	// all. For places in Stores that is so anyway.
	Files bool
}
