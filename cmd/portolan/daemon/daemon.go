package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// serve runs the server until a signal stops it or a listener fails.
func (o *options) serve(out io.Writer, stderr *os.File) error {
	signal.Ignore(syscall.SIGPIPE) // a server whose output is no longer read serves on
	output := o.openOutput(stderr)
	defer output.close()
	log := output.Logger
	users, err := o.authenticator(log)
	if err != nil {
		return err
	}
	served, err := o.openSites(users.Authenticator, log)
	if err != nil {
		return err
	}
	defer served.Close()
	sweeping, stopSweep := context.WithCancel(context.Background())
	defer stopSweep()
	go served.sweep(sweeping, log)
	addresses := slices.Concat(o.listen, o.protection.implicit)
	from := tlsFiles{o, log}
	config, fingerprint, err := o.protection.config(slices.Concat(addresses, withPort(o.names)), from)
	own := ownCertificate(config)
	if err == nil && config != nil {
		err = o.addCertificates(config, from)
	}
	if err != nil {
		return err
	}
	server, err := o.newServer(served, config, own, log)
	if err != nil {
		return err
	}
	listeners, err := o.listenAll()
	if err != nil {
		return err
	}
	log.LogAttrs(context.Background(), slog.LevelDebug, "policies", statedPolicies(o.policies())...)
	o.warnOfOpenFiles(log)
	o.warnOfExposure(log)
	stop := newStop()
	defer stop.release()
	failed := make(chan error, len(listeners))
	for i, l := range listeners {
		serve := server.Serve
		if i >= len(o.listen) {
			serve = server.ServeTLS
		}
		go func() { failed <- serve(l) }()
	}
	if err := o.announce(out, listeners, users.invited, fingerprint); err != nil {
		log.Warn("standard output cannot be written", keyError, err)
	}
	output.watch(server)
	return stop.wait(server, failed, o.shutdown, log)
}

// openServed opens a directory to serve.
func (o *options) openServed(directory string) (*storage.Local, error) {
	local, err := storage.OpenLocal(directory, storage.LocalOptions{
		Uploads:     o.uploads,
		Sync:        o.sync,
		ReadOnly:    o.readOnly,
		MaxBytes:    o.maxUpload,
		CreateHomes: o.createHomes,
		Groups:      o.groups,
	})
	if err != nil {
		return nil, usagef("%s cannot be served: %w", directory, reasonOf(err))
	}
	return local, nil
}

// reasonOf is why a directory could not be opened, without its path, which the message has.
func reasonOf(err error) error {
	if failed, ok := errors.AsType[*storage.Error](err); ok {
		err = failed.Err
	}
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return err
}

// newServer puts the parts together.
func (o *options) newServer(served *sites, config *tls.Config, own shown, log *slog.Logger) (*fsm.Server, error) {
	told := ""
	if o.tellVersion {
		told = version()
	}
	handlers := commands.New(commands.Options{
		Accounts: served.main.Accounts,
		Guard:    o.guessing.guard(),
		Files:    served.main.Files,
		Host:     served.find,

		LoginFailures: o.guessing.failures,
		RefuseUnknown: o.refuseUnknown,
		ShowDotFiles:  o.showDotFiles,
		Version:       told,
	})
	exchange, err := o.exchange.options(&o.protection, own, tlsFiles{o, log})
	if err != nil {
		return nil, err
	}
	return fsm.NewServer(fsm.Options{
		Protocol:      ftp.Protocol(handlers),
		Policies:      o.policies(),
		Language:      o.language,
		Limits:        o.limits,
		Observer:      newSessionLog(log, served.nameOf),
		Log:           log,
		PassivePorts:  o.passivePorts,
		DataNetworks:  o.dataNetworks,
		PublicAddress: o.publicAddress,
		TLS:           config,
		DataProof:     o.protection.dataProof,
		Exchange:      exchange,

		AllowMissingCloseNotify: o.protection.unclosed,
	})
}

// policies are the switches of the spec, every one of them: what the spec takes for a default is not asked.
func (o *options) policies() map[string]string {
	return ftp.Policies(
		either(o.noActive, ftp.PolicyActiveRefused, ftp.PolicyActiveAllowed),
		either(o.noPassive, ftp.PolicyPassiveRefused, ftp.PolicyPassiveAllowed),
		o.protection.tlsPolicy(),
		either(o.protection.ccc, ftp.PolicyCccAllowed, ftp.PolicyCccRefused),
		either(o.exchange.allowed, ftp.PolicyFxpAllowed, ftp.PolicyFxpRefused),
		either(o.allowPages, ftp.PolicyPagesAllowed, ftp.PolicyPagesRefused),
		either(o.readOnly, ftp.PolicyFilesReadOnly, ftp.PolicyFilesWritable),
	)
}

// either is one of two values.
func either[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// statedPolicies are the policies for the log: who replays it against the spec (ftpspec trace) must know them.
func statedPolicies(policies map[string]string) []slog.Attr {
	var all []slog.Attr
	for _, p := range ftp.Table().Policies {
		all = append(all, slog.String(p.Name, policies[p.Name]))
	}
	return all
}
